"""How a calibrator's weights are fitted to rows of evidence."""

from __future__ import annotations

import numpy as np

from bench.hearing_evidence import Row
from voice_coach.listening.calibrator import Vector

_RIDGE = 4.0
_IN_ROOMS = 2.0
_BYSTANDERS = 0.5


def importance(row: Row) -> float:
    """Synthetic voices count less than people, the poorest least; so does a wrong answer to a command.

    What was said in a room counts double: it is how the coach is spoken to. What others say there counts less
    than that: nearly half of it is words alone, and people rarely talk so.
    """
    if row.source == "rooms":
        return _BYSTANDERS if row.said is None and row.speaker != "coach" else _IN_ROOMS
    weight = {"flite": 0.5, "espea": 0.1}.get(row.speaker[:5], 1.0) if row.source == "synthetic" else 1.0
    return weight * (0.5 if row.said is not None and not row.right else 1.0)


def fit(columns: Vector, right: Vector, weight: Vector) -> Vector:
    """Logistic regression with a ridge, by Newton's method; the last column, of ones, is left free."""
    found = np.zeros(columns.shape[1])
    ridge = np.full(len(found), _RIDGE)
    ridge[-1] = 1e-3
    for _ in range(40):
        likely = 1 / (1 + np.exp(-np.clip(columns @ found, -40, 40)))
        slope = columns.T @ (weight * (right - likely)) - ridge * found
        curve = (columns * (weight * likely * (1 - likely))[:, None]).T @ columns + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        found = found + step
        if np.abs(step).max() < 1e-7:
            break
    return found
