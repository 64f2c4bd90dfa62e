"""Durations with units: ``30 s``, ``1 min``, ``1 min 30 s``, ``1.5 min``."""

from __future__ import annotations

import re

MAXIMUM_SECONDS = 3 * 3600.0
"""Longer is a slip."""

_NUMBER = r"\d{1,6}(?:\.\d{1,3})?"
_SECONDS = r"s(?:ecs?|econds?)?"
_MINUTES = r"min(?:s|utes?)?"
PATTERN = rf"^(?:{_NUMBER}[ ]?{_SECONDS}|{_NUMBER}[ ]?{_MINUTES}(?:[ ]?{_NUMBER}[ ]?{_SECONDS})?)$"
"""As in the published schema."""

_DURATION = re.compile(PATTERN)
_PARTS = re.compile(rf"({_NUMBER})[ ]?([a-z]+)")
_UNIT = re.compile(r"^-?\d+(?:[.,]\d+)?\s*(\S.*)?$")


class DurationError(ValueError):
    """``problem`` ends a sentence about the text."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def parse_duration(text: str) -> float:
    """Seconds. Raises ``DurationError``: no unit or a wrong one, negative, absurdly long."""
    if _DURATION.match(text):
        seconds = sum(
            float(number) * (60 if unit.startswith("min") else 1) for number, unit in _PARTS.findall(text)
        )
        if seconds > MAXIMUM_SECONDS:
            raise DurationError(f"{text!r} is over 3 hours")
        return seconds
    if text.startswith("-"):
        raise DurationError(f"{text!r} is negative")
    found = _UNIT.match(text)
    if found is None:
        raise DurationError(f"{text!r} isn't a duration")
    if found.group(1) is None:
        raise DurationError(f"{text!r} has no unit")
    raise DurationError(f"{text!r} has a unit or a form that isn't known")
