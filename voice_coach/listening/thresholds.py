"""How sure the coach must be to obey: `models/<language>/thresholds.yaml`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from voice_coach.errors import InputError
from voice_coach.listening.calibrator import file_of_language

EASIEST_SHIFT, HARDEST_SHIFT = -0.2, 1.0
"""How far a runner's threshold may move, in nats. With every phrase at the easiest, talk and noise keep
within their target (`python -m bench.enrolment`)."""


@dataclass(frozen=True)
class Thresholds:
    """Log odds (nats) that a command needs.

    By state, or ``usual``, but at least ``unasked`` for what doesn't answer the coach's question; ``urgent``
    less for urgent commands; ``commands`` adds to both. A miss by less than ``nearly`` is nearly a command.
    """

    usual: float = 0.0
    states: Mapping[str, float] = field(default_factory=dict)
    urgent: float = 0.0
    unasked: float = -math.inf
    commands: Mapping[str, float] = field(default_factory=dict)
    nearly: float = 1.0

    def needed(self, state: str, command: str, urgent: bool, answer: bool = True) -> float:
        usual = self.states.get(state, self.usual)
        if not answer:
            usual = max(usual, self.unasked)
        return usual - (self.urgent if urgent else 0.0) + self.commands.get(command, 0.0)


def load_thresholds(engine: str, language: str = "en", folder: Path | None = None) -> Thresholds:
    """``engine``'s part of `models/<language>/thresholds.yaml`, or English's.

    Raises InputError (`thresholds-invalid`).
    """
    path = file_of_language("thresholds.yaml", language, folder)
    try:
        return _parse(yaml.safe_load(path.read_text(encoding="utf-8"))[engine])
    except (
        OSError,
        yaml.YAMLError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        RecursionError,
    ) as error:
        raise InputError(
            f"{path} has no valid thresholds for {engine}: {type(error).__name__}: {error}.",
            hint="Restore the file from the release.",
            code="thresholds-invalid",
        ) from None


def _parse(section: Mapping[str, Any]) -> Thresholds:
    parts = dict(section)
    thresholds = Thresholds(
        usual=_number(parts.pop("usual")),
        urgent=_number(parts.pop("urgent", 0.0)),
        unasked=_number(parts.pop("unasked")) if "unasked" in parts else -math.inf,
        nearly=_number(parts.pop("nearly", 1.0)),
        states={str(name): _number(value) for name, value in (parts.pop("states", None) or {}).items()},
        commands={str(name): _number(value) for name, value in (parts.pop("commands", None) or {}).items()},
    )
    if parts:
        raise ValueError(f"unknown: {', '.join(map(str, parts))}")
    return thresholds


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value} isn't a finite number")
    return number
