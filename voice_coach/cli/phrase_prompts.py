"""What the coach may say, for checking phrases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from voice_coach.content import content_folder
from voice_coach.listening.phrase_check import Prompt
from voice_coach.routine.check import kind_of
from voice_coach.routine.command_phrases import as_said, kind_of_sentence
from voice_coach.routine.library import read_checked
from voice_coach.routine.words import spoken

_WHILE_SAID = ("setup", "working")


def every_prompt(language: str, extra_folders: Sequence[Path] = ()) -> Iterator[Prompt]:
    """All that's said in ``language``, by state, except questions and what names commands on purpose, which
    have their own rule (`routine/command_phrases.py`). Files with mistakes are left to ``routines check``.
    """
    for folder in (*extra_folders, content_folder("routines")):
        for path in sorted(folder.rglob(f"*.{language}.yaml")):
            schema = kind_of(path)
            node, _ = read_checked(path, schema)
            for key, sentence in spoken(node) if node is not None else ():
                if kind_of_sentence(schema, key) == "tells":
                    for state in _WHILE_SAID:
                        yield Prompt(as_said(str(sentence.value)), state, f"{path.name}:{sentence.line}")
