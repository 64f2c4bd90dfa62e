"""A file's sentences and their fields."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from voice_coach.routine.findings import Finding
from voice_coach.routine.lines import LINES
from voice_coach.routine.yaml_source import Node

_SILENT_KEYS = frozenset({"format", "language", "summary"})
"""Keys of texts that aren't spoken."""
_FIELDS = {
    ("safety", "verdicts.go_without"): frozenset({"areas"}),
    ("programme", "title"): frozenset({"weeks", "start"}),
    ("programme", "week"): frozenset({"week", "weeks"}),
    ("programme", "summary"): frozenset({"title", "minutes"}),
    ("programme", "file"): frozenset({"file"}),
}
"""Filled in outside the coach's lines."""


def spoken(node: Node, key: str = "") -> Iterator[tuple[str, Node]]:
    """Sentences by key; also claims' and insights' sources."""
    if isinstance(node.value, dict):
        for name, child in node.value.items():
            if key or name not in _SILENT_KEYS:
                yield from spoken(child, f"{key}.{name}" if key else name)
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value, start=1):
            yield from spoken(child, f"{key}.{index}")
    elif isinstance(node.value, str):
        yield key, node


def check_fields(node: Node, schema: str, file: Path) -> list[Finding]:
    """Fields that nothing fills in; ``node`` has passed ``schema``."""
    findings = []
    for key, sentence in spoken(node):
        spec = LINES.get(key.split(".")[1]) if schema == "coach" else None
        allowed = spec.fields if spec else _FIELDS.get((schema, key), frozenset())
        problem = _field_problem(str(sentence.value), allowed)
        if problem:
            known = " or ".join(f"{{{name}}}" for name in sorted(allowed)) or "a sentence without braces"
            findings.append(Finding(file, sentence.line, key, problem, known))
    return findings


def _field_problem(text: str, allowed: frozenset[str]) -> str:
    from string import Formatter

    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return "has a brace without its partner"
    for _, name, form, conversion in parts:
        if name is not None and (name not in allowed or form or conversion):
            return f"uses {{{name}}}, which isn't filled in here"
    return ""
