"""Writes our acoustic model as a folder in Vosk's format, for libvosk or whatever else opens such models.

    python -m training.vosk_format FOLDER [--net NET.npz]

`--recognizer vosk` needs no such folder: it writes its own when it starts. The model knows the words of
models/en/phrases.yaml and `[unk]`, takes a grammar while it runs, and expects sound 30 dB below full scale
(`listening/vosk_format/`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from voice_coach.listening.acoustic.net import load_acoustic_model
from voice_coach.listening.acoustic.recogniser import acoustic_model_path
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.pronunciation import load_lexicon
from voice_coach.listening.vosk_format.folder import model_parts, write_parts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--net", type=Path, default=acoustic_model_path())
    options = parser.parse_args()
    grammar = load_grammar()
    lexicon = load_lexicon(grammar.words(), grammar.language)
    parts = model_parts(load_acoustic_model(options.net), lexicon)
    write_parts(parts, options.folder)
    sys.stderr.write(f"{options.folder}: {sum(map(len, parts.values())) / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
