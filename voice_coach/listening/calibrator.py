"""Log odds that a hypothesis is right, from named evidence; and the thresholds that make it a command.

A logistic model over a few bounded features, fitted by `bench/fit_hearing.py` with cross-validation over
speakers and kept in `models/<language>/thresholds.yaml`, one section an engine.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from voice_coach.content import content_folder
from voice_coach.errors import InputError


@dataclass(frozen=True)
class Feature:
    """One piece of evidence, scaled: ``weight * clip((value - centre) / spread, -limit, limit)``; 0 where
    it is missing.
    """

    name: str
    weight: float
    centre: float = 0.0
    spread: float = 1.0
    limit: float = 3.0

    def part(self, evidence: Mapping[str, float]) -> float:
        value = evidence.get(self.name)
        if value is None or not math.isfinite(value):
            return 0.0
        return self.weight * max(-self.limit, min(self.limit, (value - self.centre) / self.spread))


@dataclass(frozen=True)
class Calibrator:
    """``bias`` plus the parts of all ``features``, in nats."""

    bias: float
    features: tuple[Feature, ...]

    def log_odds(self, evidence: Mapping[str, float]) -> float:
        full = {**evidence, **derived(evidence)}
        return self.bias + sum(feature.part(full) for feature in self.features)


def derived(evidence: Mapping[str, float]) -> dict[str, float]:
    """Combinations of the evidence that a linear model cannot make itself."""
    found: dict[str, float] = {}
    phones = evidence.get("phones")
    if phones is not None:
        found["log_phones"] = math.log(max(1.0, phones))
        found["short"] = 1.0 if phones <= 3 else 0.0
        for name in ("rival_margin", "loop_margin", "phone_least"):
            if name in evidence:
                found[f"{name}_when_short"] = evidence[name] * found["short"]
    if "frames_per_phone" in evidence:
        found["log_pace"] = math.log(max(1.0, evidence["frames_per_phone"]))
        found["odd_pace"] = abs(found["log_pace"] - math.log(9.0))
    return found


@dataclass(frozen=True)
class Thresholds:
    """Log odds that a command needs: by state, else ``usual``; urgent ones ``urgent`` less; ``commands``
    adds to both.
    """

    usual: float = 0.0
    states: Mapping[str, float] = field(default_factory=dict)
    urgent: float = 0.0
    commands: Mapping[str, float] = field(default_factory=dict)
    nearly: float = 1.0
    """What misses by less than this is nearly a command."""

    def needed(self, state: str, command: str, urgent: bool) -> float:
        usual = self.states.get(state, self.usual)
        return usual - (self.urgent if urgent else 0.0) + self.commands.get(command, 0.0)


def load_thresholds(
    engine: str, language: str = "en", folder: Path | None = None
) -> tuple[Calibrator, Thresholds]:
    """What `models/<language>/thresholds.yaml` says of ``engine``. Raises InputError (`thresholds-
    invalid`).
    """
    path = (folder or content_folder("models")) / language / "thresholds.yaml"
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _parse(content[engine])
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


def _parse(section: Mapping[str, Any]) -> tuple[Calibrator, Thresholds]:
    parts = dict(section)
    fitted = dict(parts.pop("calibrator"))
    features = tuple(Feature(name, *_numbers(values)) for name, values in fitted.pop("features").items())
    (bias,) = _numbers([fitted.pop("bias")])
    limits = dict(parts.pop("thresholds"))
    thresholds = Thresholds(
        usual=_numbers([limits.pop("usual")])[0],
        urgent=_numbers([limits.pop("urgent", 0.0)])[0],
        nearly=_numbers([limits.pop("nearly", 1.0)])[0],
        states={str(name): _numbers([value])[0] for name, value in (limits.pop("states", {}) or {}).items()},
        commands={
            str(name): _numbers([value])[0] for name, value in (limits.pop("commands", {}) or {}).items()
        },
    )
    if parts or fitted or limits:
        raise ValueError(f"nobody reads {', '.join([*parts, *fitted, *limits])}")
    if any(feature.spread <= 0 or feature.limit <= 0 for feature in features):
        raise ValueError("spread and limit must be above 0")
    return Calibrator(bias, features), thresholds


def _numbers(values: Any) -> list[float]:
    found = [float(value) for value in values]
    if not all(math.isfinite(value) for value in found):
        raise ValueError("a number is not finite")
    return found
