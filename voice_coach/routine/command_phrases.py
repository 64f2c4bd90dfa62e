"""Command phrases (``models/LANGUAGE/phrases.yaml``), which the coach mustn't say.

Answers (yes, no, left, right, numbers) don't count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice_coach.content import content_folder
from voice_coach.routine.findings import Finding
from voice_coach.routine.lines import BY_KEYS, LINES, LineKind
from voice_coach.routine.vital_commands import OBEYED_OVER_THE_COACH
from voice_coach.routine.words import spoken
from voice_coach.routine.yaml_source import Node

_ANSWERING = frozenset({"confirm", "rating", "side", "pain", "today", "areas"})
_FIELD = re.compile(r"\{(\w+)\}")
_SAMPLES = {"side": "left", "duration": "15 seconds", "hold": "15 seconds", "session": "4 minutes", "n": "15"}
_WORDS = re.compile(r"[\w']+")


@dataclass(frozen=True)
class CommandPhrase:
    command: str
    words: str


def load_command_phrases(language: str) -> tuple[CommandPhrase, ...]:
    """Empty if the language isn't heard."""
    import yaml

    path = content_folder("models") / language / "phrases.yaml"
    if not path.is_file():
        return ()
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar as text: no, on and off are words
    whole = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    return tuple(dict.fromkeys(_phrases(whole)))


def _phrases(whole: Mapping[str, Any]) -> Iterator[CommandPhrase]:
    states = {name: state.get("commands", ()) for name, state in whole["states"].items()}
    for command, entries in whole["commands"].items():
        heard_in = {name for name, commands in states.items() if command in commands}
        if command in whole.get("urgent", ()):
            heard_in = set(states)
        for entry in entries:
            phrase = entry if isinstance(entry, str) else entry["say"]
            only_in = set() if isinstance(entry, str) else set(entry.get("only_in", ()))
            if not (only_in or heard_in) <= _ANSWERING:
                for words in _spelled_out(phrase, whole.get("numbers", {})):
                    yield CommandPhrase(command, words)


def _spelled_out(phrase: str, numbers: Mapping[str, Mapping[str, str]]) -> list[str]:
    slot = re.search(r"\{(\w+)\}", phrase)
    if slot is None:
        return [spoken_words(phrase)]
    # Digits too: the coach's own durations are written as numbers and spoken as words.
    values = [*numbers[slot.group(1)], *numbers[slot.group(1)].values()]
    return [spoken_words(phrase.replace(slot.group(0), value)) for value in values]


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
    if schema == "safety" and key == "keys":
        return None
    if schema == "claims" or (schema == "safety" and key == "words"):
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
