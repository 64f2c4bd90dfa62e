"""What a check has to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["ok", "note", "bad"]
"""``note``: a session works, but not as well as it could. ``bad``: it does not, or no one would hear it."""


@dataclass(frozen=True)
class Diagnosis:
    """One sentence of what is, one of what to do (empty if nothing), figures by name with their units."""

    check: str
    verdict: Verdict
    message: str
    advice: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


def exit_code(findings: Iterable[Diagnosis]) -> int:
    """0 where a session will work, 1 where something stands in its way."""
    return int(any(finding.verdict == "bad" for finding in findings))


def summary(findings: Iterable[Diagnosis]) -> str:
    """The last line: plain advice."""
    verdicts = [finding.verdict for finding in findings]
    if "bad" in verdicts:
        return "A session won't work yet: start with the first line marked BAD."
    if "note" in verdicts:
        return "A session will work. The notes above say what would improve it."
    return "All good: voice-coach start warmup"
