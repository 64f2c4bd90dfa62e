"""Log odds that a hypothesis is right, from the engine's evidence.

Logistic in bounded features, their squares and products; states with a question have their own weights.
`bench/refit.py` fits `models/<language>/calibrators.json`, a section an engine.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voice_coach.content import content_folder
from voice_coach.errors import InputError

_FITTED_LANGUAGE = "en"
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Feature:
    """``clip((value - centre) / spread, -limit, limit)``; 0 if missing."""

    name: str
    centre: float
    spread: float
    limit: float

    def scaled(self, evidence: Mapping[str, float]) -> float:
        value = evidence.get(self.name)
        if value is None or not math.isfinite(value):
            return 0.0
        return max(-self.limit, min(self.limit, (value - self.centre) / self.spread))


@dataclass(frozen=True, eq=False)
class Weights:
    """Nats: ``bias``, ``linear`` by feature, ``products`` by pair (upper triangle, squares included), or
    none."""

    bias: float
    linear: Vector
    products: Vector

    def apply(self, scaled: Vector) -> float:
        total = self.bias + float(scaled @ self.linear)
        return total + float(pairs(scaled[None])[0] @ self.products) if len(self.products) else total


@dataclass(frozen=True, eq=False)
class Calibrator:
    """``usual`` weights, and those of ``asked_states``."""

    features: tuple[Feature, ...]
    usual: Weights
    asked: Weights
    asked_states: frozenset[str] = frozenset()

    def log_odds(self, evidence: Mapping[str, float], state: str) -> float:
        """Always finite: missing evidence counts as average."""
        full = {**evidence, **derived(evidence)}
        scaled = np.array([feature.scaled(full) for feature in self.features])
        return (self.asked if state in self.asked_states else self.usual).apply(scaled)

    @cached_property
    def bound(self) -> float:
        """The largest possible absolute log odds."""
        limits = np.array([feature.limit for feature in self.features])
        return max(
            abs(weights.bias)
            + float(np.abs(weights.linear) @ limits)
            + (float(np.abs(weights.products) @ pairs(limits[None])[0]) if len(weights.products) else 0.0)
            for weights in (self.usual, self.asked)
        )


def pairs(scaled: Vector) -> Vector:
    """Half of every product of two features: ``(rows, n * (n + 1) / 2)`` from ``(rows, n)``."""
    one, other = np.triu_indices(scaled.shape[1])
    products: Vector = scaled[:, one] * scaled[:, other] / 2
    return products


def derived(evidence: Mapping[str, float]) -> dict[str, float]:
    """Logarithms of counts and lengths, which a line fits better."""
    found = {}
    for name, source in (("log_phones", "phones"), ("log_pace", "frames_per_phone")):
        value = evidence.get(source)
        if value is not None and value > 0:
            found[name] = math.log(value)
    return found


def load_calibrator(engine: str, language: str = "en", folder: Path | None = None) -> Calibrator:
    """``engine``'s section of `models/<language>/calibrators.json`, or of English's. Raises InputError
    (`calibrator-invalid`)."""
    path = file_of_language("calibrators.json", language, folder)
    try:
        return parse_calibrator(json.loads(path.read_text(encoding="utf-8"))[engine])
    except (OSError, KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError) as error:
        raise InputError(
            f"{path} has no valid calibrator for {engine}: {type(error).__name__}: {error}.",
            hint="Restore the file from the release.",
            code="calibrator-invalid",
        ) from None


def file_of_language(name: str, language: str, folder: Path | None = None) -> Path:
    """``name`` in the folder of ``language``, or English's."""
    models = folder or content_folder("models")
    own = models / language / name
    return own if own.exists() else models / _FITTED_LANGUAGE / name


def parse_calibrator(section: Mapping[str, Any]) -> Calibrator:
    """From JSON's lists and maps. Raises ValueError, KeyError or TypeError."""
    features = tuple(Feature(str(name), *_vector(rest).tolist()) for name, *rest in section["features"])
    if any(feature.spread <= 0 or feature.limit <= 0 for feature in features):
        raise ValueError("spread and limit must be above 0")
    usual = _weights(section["usual"], len(features))
    asked = _weights(section["asked"], len(features)) if "asked" in section else usual
    return Calibrator(
        features, usual, asked, frozenset(str(name) for name in section.get("asked_states", ()))
    )


def _weights(section: Mapping[str, Any], features: int) -> Weights:
    weights = Weights(
        bias=float(_vector([section["bias"]])[0]),
        linear=_vector(section["linear"]),
        products=_vector(section.get("products", [])),
    )
    if len(weights.linear) != features or len(weights.products) not in (0, features * (features + 1) // 2):
        raise ValueError("there aren't as many weights as features")
    return weights


def _vector(values: Any) -> Vector:
    vector = np.array([float(value) for value in values])
    if not np.isfinite(vector).all():
        raise ValueError("a number isn't finite")
    return vector
