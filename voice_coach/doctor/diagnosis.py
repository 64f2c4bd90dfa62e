"""What a check has to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["ok", "note", "bad"]
"""``note``: a session works, but could be better. ``bad``: it doesn't, or can't be heard."""


@dataclass(frozen=True)
class Diagnosis:
    """A finding, what to do (or empty), and figures with units."""

    check: str
    verdict: Verdict
    message: str
    advice: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


def exit_code(findings: Iterable[Diagnosis]) -> int:
    """0 if a session will work, otherwise 1."""
    return int(any(finding.verdict == "bad" for finding in findings))


def summary(findings: Iterable[Diagnosis]) -> str:
    """The last line: plain advice."""
    verdicts = [finding.verdict for finding in findings]
    if "bad" in verdicts:
        return "A session won't work yet: start with the first line marked BAD."
    if "note" in verdicts:
        return "A session will work. The notes above say what would improve it."
    return "All good: voice-coach start warmup"
