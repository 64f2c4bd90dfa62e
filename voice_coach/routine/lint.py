"""Remarks on sentences that are valid but harmful, by language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from voice_coach.routine.findings import Finding
from voice_coach.routine.words import spoken
from voice_coach.routine.yaml_source import Node

_SIDES: Mapping[str, frozenset[str]] = {
    "en": frozenset({"left", "right"}),
    "es": frozenset({"izquierda", "izquierdo", "derecha", "derecho"}),
}
_MOVING: Mapping[str, frozenset[str]] = {
    "en": frozenset({"roll", "circle", "point", "swing", "draw", "rock", "slide", "move"}),
    "es": frozenset({"rueda", "gira", "apunta", "balancea", "dibuja", "desliza", "mueve"}),
}
"""Not to be said to one who holds still."""
_GERUND: Mapping[str, re.Pattern[str]] = {"en": re.compile(r"^\w+ing\b"), "es": re.compile(r"^\w+[aei]ndo\b")}
_UNLUCKY: Mapping[str, Mapping[str, str]] = {
    "es": {
        "tirón": "un estiramiento suave: un tirón is a strain",
        "una palma por": "un palmo por",
        "propina": "más",
        "isquion": "el hueso sobre el que te sientas",
    }
}
_WORD = re.compile(r"[^\W\d_]+")


def remarks(node: Node, schema: str, language: str, file: Path) -> Iterator[Finding]:
    """In a valid file of words."""
    for key, sentence in spoken(node):
        text, part = str(sentence.value), _part(key, schema)
        words = {word.lower() for word in _WORD.findall(text)}

        def remark(problem: str, wanted: str, *, key: str = key, line: int = sentence.line) -> Finding:
            return Finding(file, line, key, problem, wanted, "warning")

        for word, better in _UNLUCKY.get(language, {}).items():
            if re.search(rf"\b{word}\b", text.lower()):
                yield remark(f"says {word!r}", better)
        if part == "position" and words & _SIDES.get(language, frozenset()):
            yield remark("names a side", "no side: it's said before the position")
        if part in {"during", "hold"} and words & _MOVING.get(language, frozenset()):
            yield remark("asks for a movement in a still hold", "what to feel, or how to breathe")
        if part == "mistakes" and language in _GERUND and _GERUND[language].search(text):
            yield remark("names a mistake, which by ear is an order to make it", "what to do instead")
        if schema == "routine-text" and "?" in text:
            yield remark("is a question, and a file's listener can't answer", "a statement")


def _part(key: str, schema: str) -> str:
    """``position`` of ``exercises.calves-ball.position.2``; empty outside exercises."""
    parts = key.split(".")
    return parts[2] if schema == "exercises-text" and parts[0] == "exercises" and len(parts) > 2 else ""
