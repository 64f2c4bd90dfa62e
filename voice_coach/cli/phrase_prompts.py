"""What the coach may say, for checking phrases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from voice_coach.content import content_folder
from voice_coach.listening.phrase_check import Prompt
from voice_coach.routine.command_phrases import as_said
from voice_coach.routine.lines import LINES
from voice_coach.routine.words import spoken
from voice_coach.routine.yaml_source import read_yaml

_WHILE_SAID = ("setup", "working")


def every_prompt(language: str, extra_folders: Sequence[Path] = ()) -> Iterator[Prompt]:
    """All that's said in ``language``, by state, except questions and what teaches commands, which have their
    own rule.
    """
    for folder in (*extra_folders, content_folder("routines")):
        for path in sorted(folder.rglob(f"*.{language}.yaml")):
            node, _ = read_yaml(path)
            for key, sentence in spoken(node) if node is not None else ():
                parts = key.split(".")
                line = LINES.get(parts[1]) if path.name.startswith("coach.") and len(parts) > 1 else None
                if line is None or line.kind == "tells":
                    for state in _WHILE_SAID:
                        yield Prompt(as_said(str(sentence.value)), state, f"{path.name}:{sentence.line}")
