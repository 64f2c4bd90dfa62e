"""How sure the coach must be before it obeys: `models/<language>/thresholds.yaml`, for people to edit."""

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
"""How far a runner's own threshold of a phrase may lie from the one that ships, in nats. With every phrase at
the easiest the measuring set's talk and noise keep within its target (`python -m bench.enrolment`)."""


@dataclass(frozen=True)
class Thresholds:
    """Log odds (nats) that a command needs.

    By state, else ``usual``; ``urgent`` less for the urgent commands; ``commands`` adds to both. What misses
    by less than ``nearly`` is nearly a command.
    """

    usual: float = 0.0
    states: Mapping[str, float] = field(default_factory=dict)
    urgent: float = 0.0
    commands: Mapping[str, float] = field(default_factory=dict)
    nearly: float = 1.0

    def needed(self, state: str, command: str, urgent: bool) -> float:
        usual = self.states.get(state, self.usual)
        return usual - (self.urgent if urgent else 0.0) + self.commands.get(command, 0.0)


def load_thresholds(engine: str, language: str = "en", folder: Path | None = None) -> Thresholds:
    """What `models/<language>/thresholds.yaml` says of ``engine``, or English's if it has none.

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
