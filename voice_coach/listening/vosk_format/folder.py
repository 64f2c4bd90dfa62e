"""A whole Vosk model from our acoustic model and a vocabulary."""

from __future__ import annotations

from pathlib import Path

from voice_coach.listening.acoustic.net import STEP_FRAMES, AcousticModel
from voice_coach.listening.pronunciation import Lexicon
from voice_coach.listening.vosk_format.fst_file import fst_content
from voice_coach.listening.vosk_format.graph import (
    GraphSettings,
    any_words,
    vocabulary,
    word_loop,
    words_txt,
)
from voice_coach.listening.vosk_format.kaldi_file import KaldiFile
from voice_coach.listening.vosk_format.network import MFCC_CONF, write_network
from voice_coach.listening.vosk_format.phones import LAST_ID, SILENCES, word_boundary_int, write_transitions

LEVEL = 0.0
"""The expected `mel.level_of`: 30 dB below full scale."""


def model_parts(
    model: AcousticModel, lexicon: Lexicon, settings: GraphSettings | None = None
) -> dict[str, bytes]:
    """Files by place; the model takes grammars while running, and hears ``lexicon``'s words and
    `recogniser.GARBAGE`.
    """
    settings = settings or GraphSettings()
    words = vocabulary(lexicon)
    acoustic = KaldiFile()
    write_transitions(acoustic)
    write_network(model, acoustic, LEVEL, settings.search.prior_scale)
    loop = word_loop(lexicon, model.follows, settings)
    return {
        "am/final.mdl": acoustic.content(),
        "conf/mfcc.conf": MFCC_CONF.encode(),
        "conf/model.conf": _model_conf(settings).encode(),
        "graph/HCLr.fst": fst_content(loop.sorted_by_output()),
        "graph/Gr.fst": fst_content(any_words(words)),
        "graph/disambig_tid.int": f"{LAST_ID + 1}\n".encode(),
        "graph/words.txt": words_txt(words).encode(),
        "graph/phones/word_boundary.int": word_boundary_int().encode(),
    }


def write_parts(parts: dict[str, bytes], folder: Path) -> None:
    """Raises OSError."""
    for name, content in parts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _model_conf(settings: GraphSettings) -> str:
    return f"""\
--min-active=200
--max-active=4000
--beam={settings.beam:g}
--lattice-beam={settings.lattice_beam:g}
--phone-determinize=false
--acoustic-scale={settings.acoustic_scale:g}
--frame-subsampling-factor={STEP_FRAMES}
--endpoint.silence-phones={":".join(map(str, SILENCES))}
"""
