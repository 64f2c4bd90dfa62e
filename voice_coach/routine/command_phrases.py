"""Command phrases, which the coach mustn't say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from voice_coach.routine.findings import Finding
from voice_coach.routine.lines import BY_KEYS, LINES, LineKind
from voice_coach.routine.vital_commands import OBEYED_OVER_THE_COACH
from voice_coach.routine.words import spoken
from voice_coach.routine.yaml_source import Node

_NOT_SPOKEN = frozenset({"claims", "programme", "pronunciations"})
"""Schemas of texts to read."""
_FIELD = re.compile(r"\{(\w+)\}")
_SAMPLES = {"side": "left", "duration": "15 seconds", "hold": "15 seconds", "session": "4 minutes", "n": "15"}
_WORDS = re.compile(r"[\w']+")


@dataclass(frozen=True)
class CommandPhrase:
    """``words``: as `spoken_words` gives them."""

    command: str
    words: str


PhrasesOf = Callable[[str], Sequence[CommandPhrase]]
"""By language; empty if it isn't heard. `listening/command_phrases.py` has them."""


def spoken_words(text: str) -> str:
    """As heard: lower case, no punctuation, single spaces."""
    return " ".join(_WORDS.findall(text.lower().replace("’", "'")))


def phrases_in(text: str, phrases: Sequence[CommandPhrase], kind: LineKind = "tells") -> list[CommandPhrase]:
    """Those that a sentence of this kind mustn't contain but does."""
    heard = f" {spoken_words(text)} "
    return [
        phrase
        for phrase in phrases
        if (kind == "tells" or phrase.command in OBEYED_OVER_THE_COACH) and f" {phrase.words} " in heard
    ]


def kind_of_sentence(schema: str, key: str) -> LineKind | None:
    """By its file's schema; ``None`` if no one listens during it."""
    if schema == "coach":
        name = key.split(".")[1].partition("[")[0]
        return None if name.startswith("keys_") or name.endswith(BY_KEYS) else LINES[name].kind
    if schema in _NOT_SPOKEN or (schema == "safety" and key in {"keys", "words"}):
        return None
    if schema == "insights" and not key.endswith(".say"):
        return None
    return "asks" if schema == "safety" and not key.startswith("verdicts") else "tells"


def check_phrases(node: Node, schema: str, file: Path, phrases: Sequence[CommandPhrase]) -> Iterator[Finding]:
    for key, sentence in spoken(node):
        kind = kind_of_sentence(schema, key)
        if kind is None:
            continue
        for phrase in phrases_in(as_said(str(sentence.value)), phrases, kind):
            problem = f"contains {phrase.words!r}, which the coach obeys as {phrase.command!r}"
            yield Finding(file, sentence.line, key, problem, "other words", "warning")


def as_said(text: str) -> str:
    """With fields filled in, as far as words around them matter."""
    return _FIELD.sub(lambda field: _SAMPLES.get(field.group(1), "something"), text)
