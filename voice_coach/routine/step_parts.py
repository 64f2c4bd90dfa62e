"""A step's parts, for pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from voice_coach.routine.estimate import estimate_seconds, sentence_seconds, step_seconds
from voice_coach.routine.plan import Plan, Step

PartKind = Literal["position", "sweep", "search", "hold"]

_QUESTIONS_SECONDS = 20.0
"""About what the closing's two questions take."""


class StepPart(NamedTuple):
    """``step``: its number; ``start``: seconds of the session."""

    step: int
    kind: PartKind
    start: float
    seconds: float


def step_parts(plan: Plan) -> Iterator[StepPart]:
    """In order, as expected; speech counts as getting into position."""
    lengths = [step_seconds(plan, *pair) for pair in zip(plan.steps, (None, *plan.steps), strict=False)]
    closing = sum(sentence_seconds(text, plan.language) for text in plan.closing)
    at = max(0.0, estimate_seconds(plan) - sum(lengths) - closing - _QUESTIONS_SECONDS)
    for index, (step, length) in enumerate(zip(plan.steps, lengths, strict=True)):
        for kind, start, seconds in _parts(step, length):
            yield StepPart(index, kind, at + start, seconds)
        at += length


def _parts(step: Step, length: float) -> Iterator[tuple[PartKind, float, float]]:
    """Kind, start within the step, seconds."""
    at = length - step.worked_seconds
    yield "position", 0.0, at
    if step.strokes:
        yield "sweep", at, step.strokes * step.stroke_seconds
        at += step.strokes * step.stroke_seconds
    for _ in range(step.holds):
        if step.search_seconds:
            yield "search", at, step.search_seconds
            at += step.search_seconds
        yield "hold", at, step.hold_seconds
        at += step.hold_seconds
