"""How long a plan will take, before anything is synthesised: its own times, and speech by its characters.

A rough figure for choosing doses. The session's own forecast, which plays the rules ahead, is the exact one.
"""

from __future__ import annotations

from collections.abc import Iterable

from voice_coach.routine.plan import Plan, Step

CHARACTERS_A_SECOND = 15.0
"""English prompts at about 165 words a minute."""
SENTENCE_GAP_SECONDS = 0.45
CUE_SECONDS = 0.6
ANSWER_SECONDS = 10.0
"""What a question waits for its answer."""

_AROUND = ("welcome", "done", "rate_question", "goodbye")


def speech_seconds(sentences: Iterable[str]) -> float:
    return sum(len(text) / CHARACTERS_A_SECOND + SENTENCE_GAP_SECONDS for text in sentences if text)


def estimate_seconds(plan: Plan) -> float:
    """Seconds of the whole session if the runner says nothing. A part's clock runs after its sentence."""
    around = [plan.lines[key][0] for key in _AROUND]
    seconds = speech_seconds([*around, *plan.opening, *plan.closing]) + 4 * CUE_SECONDS + ANSWER_SECONDS
    for earlier, step in zip((None, *plan.steps), plan.steps, strict=False):
        second_side = earlier is not None and earlier.pair == step.pair
        seconds += speech_seconds(_introduction(plan, step, second_side=second_side)) + 2 * CUE_SECONDS
        seconds += plan.switch_gap_seconds if second_side else step.setup_seconds
        seconds += step.worked_seconds
        if plan.level != "quiet":
            seconds += speech_seconds([step.script.sweep] if step.strokes else [])
            seconds += step.holds * speech_seconds([step.script.search, step.script.hold])
    return seconds


def _introduction(plan: Plan, step: Step, *, second_side: bool) -> list[str]:
    script = step.script
    if second_side:
        return [plan.lines["same_other_side"][0], script.reminder if plan.level == "first" else ""]
    detail = {"first": [*script.where, *script.position], "usual": [script.reminder], "quiet": []}[plan.level]
    start = "" if step.side == "both" else plan.lines["start_side"][0]
    return [plan.lines["area_then"][0], *detail, start]
