"""How long a plan will take, before anything is synthesised: its own times, and speech by its characters."""

from __future__ import annotations

from collections.abc import Iterable

from voice_coach.routine.plan import Plan

CHARACTERS_A_SECOND = 14.0
"""Calm English at about 150 words a minute; espeak-ng at its usual rate is near this."""

SENTENCE_GAP_SECONDS = 0.35


def speech_seconds(sentences: Iterable[str]) -> float:
    return sum(len(text) / CHARACTERS_A_SECOND + SENTENCE_GAP_SECONDS for text in sentences if text)


def estimate_seconds(plan: Plan) -> float:
    """Seconds of the whole session if the runner says nothing.

    Sweep, search and hold sentences are spoken inside their parts and cost nothing of their own.
    """
    seconds = speech_seconds([*_line(plan, "welcome"), *plan.opening, *plan.closing])
    seconds += speech_seconds(
        text for key in ("done", "rate_question", "goodbye") for text in _line(plan, key)
    )
    for index, step in enumerate(plan.steps):
        if index and plan.steps[index - 1].pair == step.pair:
            seconds += plan.switch_gap_seconds + speech_seconds(_line(plan, "same_other_side"))
        else:
            seconds += speech_seconds(_line(plan, "area_then")) + step.setup_seconds
            if plan.level == "first":
                seconds += speech_seconds([*step.script.where, *step.script.position])
            elif plan.level == "usual":
                seconds += speech_seconds([step.script.reminder])
            if step.side != "both":
                seconds += speech_seconds(_line(plan, "start_side"))
        seconds += step.worked_seconds
    return seconds


def _line(plan: Plan, key: str) -> tuple[str, ...]:
    return plan.lines[key][:1]
