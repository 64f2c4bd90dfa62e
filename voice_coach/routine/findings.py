"""What is wrong with an author's file: one finding for each mistake, all of them reported together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from voice_coach.errors import InputError

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One mistake; ``line`` counts from 1 (0: the whole file), ``key`` is a dotted path, items from 1."""

    file: Path
    line: int
    key: str
    problem: str
    expected: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else str(self.file)
        key = f" {self.key}:" if self.key else ""
        wanted = f"; expected {self.expected}" if self.expected else ""
        mark = "" if self.severity == "error" else " (warning)"
        return f"{where}:{key} {self.problem}{wanted}.{mark}"


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "error"]


def raise_errors(findings: Sequence[Finding], hint: str = "") -> None:
    """Raise one ``InputError`` (``routine-invalid``) that names every error; warnings do not raise."""
    errors = errors_of(findings)
    if not errors:
        return
    if len(errors) == 1:
        raise InputError(str(errors[0]), hint=hint, code="routine-invalid")
    lines = "\n".join(f"  {finding}" for finding in errors)
    raise InputError(f"{len(errors)} mistakes were found:\n{lines}\n", hint=hint, code="routine-invalid")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``did you mean 'hold'?`` for a near miss, the whole list where it is short, else nothing."""
    from difflib import get_close_matches

    names = list(known)
    same = word.strip().lower().replace(" ", "_")
    for plain in (same, same.replace("-", "_"), same.replace("_", "-")):
        if plain in names:
            return f"{plain!r}"
    close = get_close_matches(same, names, n=1, cutoff=0.6)
    if close:
        return f"perhaps {close[0]!r}"
    return f"one of {', '.join(names)}" if 0 < len(names) <= 16 else ""
