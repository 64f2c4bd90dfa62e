"""Checks what is to be spoken: fields that nothing fills in, phrases that the coach itself would obey."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from voice_coach.routine.command_phrases import CommandPhrase, phrases_in
from voice_coach.routine.findings import Finding
from voice_coach.routine.lines import LINES, LineKind
from voice_coach.routine.yaml_source import Node

_SILENT_KEYS = frozenset({"format", "language", "summary"})
"""Never spoken in a session."""
_FIELD = re.compile(r"\{(\w+)\}")
_SAMPLES = {"side": "left", "duration": "15 seconds", "hold": "15 seconds", "session": "4 minutes", "n": "15"}


def check_fields(node: Node, schema: str, file: Path) -> list[Finding]:
    """Every field in braces that nothing would fill in. ``node`` has passed the schema named ``schema``."""
    findings = []
    for key, sentence in spoken(node):
        spec = LINES.get(key.split(".")[1]) if schema == "coach" else None
        allowed = spec.fields if spec else frozenset[str]()
        problem = _field_problem(str(sentence.value), allowed)
        if problem:
            known = " or ".join(f"{{{name}}}" for name in sorted(allowed)) or "a sentence without braces"
            findings.append(Finding(file, sentence.line, key, problem, known))
    return findings


def check_phrases(node: Node, schema: str, file: Path, phrases: Sequence[CommandPhrase]) -> Iterator[Finding]:
    """A warning for every sentence that holds a command phrase: the coach would hear itself say it."""
    for key, sentence in spoken(node):
        kind: LineKind = LINES[key.split(".")[1]].kind if schema == "coach" else "tells"
        for phrase in phrases_in(_as_said(str(sentence.value)), phrases, kind):
            problem = f"contains {phrase.words!r}, which the coach obeys as {phrase.command!r}"
            yield Finding(file, sentence.line, key, problem, "other words", "warning")


def _as_said(text: str) -> str:
    """With its fields filled in as a session would, as far as the words around them matter."""
    return _FIELD.sub(lambda field: _SAMPLES.get(field.group(1), "something"), text)


def spoken(node: Node, key: str = "") -> Iterator[tuple[str, Node]]:
    """Every sentence of a text file with its key."""
    if isinstance(node.value, dict):
        for name, child in node.value.items():
            if key or name not in _SILENT_KEYS:
                yield from spoken(child, f"{key}.{name}" if key else name)
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value, start=1):
            yield from spoken(child, f"{key}.{index}")
    elif isinstance(node.value, str):
        yield key, node


def _field_problem(text: str, allowed: frozenset[str]) -> str:
    from string import Formatter

    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return "has a brace without its partner"
    for _, name, form, conversion in parts:
        if name is not None and (name not in allowed or form or conversion):
            return f"uses {{{name}}}, which is not filled in here"
    return ""
