"""Mistakes in an author's file, reported together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from voice_coach.errors import InputError

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """``line`` from 1 (0: the file); ``key``: a dotted path, items from 1."""

    file: Path
    line: int
    key: str
    problem: str
    expected: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else str(self.file)
        key = f" {self.key}:" if self.key else ""
        mark = "" if self.severity == "error" else " (warning)"
        if self.expected.endswith("?"):
            return f"{where}:{key} {self.problem}; {self.expected}{mark}"
        wanted = f"; expected {self.expected}" if self.expected else ""
        return f"{where}:{key} {self.problem}{wanted}.{mark}"


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "error"]


def raise_errors(findings: Sequence[Finding], hint: str = "") -> None:
    """One ``InputError`` (``routine-invalid``) for all; warnings don't raise."""
    errors = errors_of(findings)
    if not errors:
        return
    if len(errors) == 1:
        raise InputError(str(errors[0]), hint=hint, code="routine-invalid")
    lines = "\n".join(f"  {finding}" for finding in errors)
    raise InputError(f"{len(errors)} mistakes were found:\n{lines}\n", hint=hint, code="routine-invalid")


def nearest(word: str, known: Iterable[str]) -> str:
    """``did you mean 'hold'?`` for a near miss, else empty."""
    from difflib import get_close_matches

    spelled = {name.replace("_", "-"): name for name in known}
    plain = word.strip().lower().replace(" ", "-").replace("_", "-")
    close = get_close_matches(plain, spelled, n=1, cutoff=0.6)
    return f"did you mean {spelled[close[0]]!r}?" if close else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """As ``nearest``; else all that's known, if short."""
    names = list(known)
    return nearest(word, names) or (f"one of {', '.join(names)}" if 0 < len(names) <= 16 else "")
