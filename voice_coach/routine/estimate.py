"""Estimates a plan's length from the session's rules and a model of speech.

Fitted to `--voice auto` at the usual rate (``bench/routines.py``): 0.2 s off a sentence, either way, a
session within seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from voice_coach.routine.body import UP_OR_DOWN_SECONDS, change_seconds, switch_seconds
from voice_coach.routine.plan import Plan, Step

_SPEECH: Mapping[str, tuple[float, float, float, float, float]] = {
    "en": (0.200, 0.0748, 0.0277, 0.376, 0.606),
    "es": (0.132, 0.0660, 0.0365, 0.305, 0.510),
}
"""Seconds by language: a sentence, letter, word, comma or colon, full stop inside."""
_DIGIT_LETTERS = 4
"""Figures are spoken as words."""

REST_SECONDS = 0.3
"""Between two sentences (``session.turn``)."""
CHIME_SECONDS, SWITCH_SECONDS, END_SECONDS = 0.5, 0.5, 0.5
"""Words' wait for a cue; all three ring longer."""
LAST_CHIME_SECONDS = 2.16
ANSWER_SECONDS = 8.0
"""How long a question waits."""
LISTED_AREAS = 3
"""More aren't listed at the end, unless some were left out."""


@lru_cache(maxsize=4096)
def sentence_seconds(text: str, language: str = "en") -> float:
    """Seconds at the usual rate."""
    if not text:
        return 0.0
    start, letter, word, comma, stop = _SPEECH.get(language, _SPEECH["en"])
    letters = sum(_DIGIT_LETTERS if sign.isdigit() else sign.isalpha() for sign in text)
    commas, stops = len(re.findall(r"[,:]", text)), len(re.findall(r"[.!?] ", text))
    return start + letter * letters + word * len(text.split()) + comma * commas + stop * stops


def speech_seconds(sentences: Iterable[str], language: str = "en") -> float:
    """Seconds, with rests between sentences."""
    said = [sentence_seconds(text, language) for text in sentences if text]
    return sum(said) + REST_SECONDS * max(0, len(said) - 1)


def estimate_seconds(plan: Plan) -> float:
    """Rough, for the planner to start from; ``session.ahead`` is exact."""
    opening = _after_the_welcome(plan)
    spoken = {step.area: step.script.area for step in reversed(plan.steps)}  # as first met: not the stretches
    areas = ", ".join(reversed(spoken.values()))
    opening = (*(one.text for one in plan.memories), *opening)
    tools = " ".join(plan.lines[f"tool_{tool}"][0] for tool in plan.tools)
    seconds = CHIME_SECONDS + _line(plan, "welcome", title=plan.title, minutes="12 minutes", tools=tools)
    if plan.level != "quiet" and plan.steps[0].posture:
        seconds += REST_SECONDS + _line(plan, f"posture_{plan.steps[0].posture}")
    seconds += sum(REST_SECONDS + sentence_seconds(text, plan.language) for text in opening)
    seconds += REST_SECONDS - END_SECONDS  # the first step follows words, not an end tone
    for earlier, step in zip((None, *plan.steps), plan.steps, strict=False):
        seconds += step_seconds(plan, step, earlier)
    seconds += END_SECONDS + CHIME_SECONDS
    if len(spoken) <= LISTED_AREAS:
        seconds += _line(plan, "done", areas=areas) + REST_SECONDS
    seconds += speech_seconds(plan.closing, plan.language)
    if plan.listens:
        seconds += REST_SECONDS + _line(plan, "rate_question") + ANSWER_SECONDS
    return seconds + _line(plan, "goodbye") + REST_SECONDS + LAST_CHIME_SECONDS


def step_seconds(plan: Plan, step: Step, earlier: Step | None) -> float:
    """From the end tone before it to its own."""
    if earlier is not None and earlier.pair == step.pair:
        seconds = _second_side(plan, step)
    else:
        seconds = END_SECONDS + CHIME_SECONDS + _first_side(plan, step, earlier)
    if step.holds and step.search_seconds and plan.level != "quiet":
        seconds += sentence_seconds(step.script.search, plan.language)
    return seconds + step.worked_seconds + max(0, step.holds - 1) * spot_seconds(plan, step)


def spot_seconds(plan: Plan, step: Step) -> float:
    """Of each spot after the first, besides its time: end tone and sentence."""
    if plan.level == "quiet":
        return 0.0
    return END_SECONDS + (_line(plan, "fresh_spot") if step.search_seconds else 0.0)


def _second_side(plan: Plan, step: Step) -> float:
    """The gap, tones and words included."""
    script = step.script
    said = END_SECONDS + SWITCH_SECONDS + _line(plan, "same_other_side", side=plan.lines[step.side][0])
    turned = script.turn if plan.level != "quiet" else ""
    if plan.level == "first" and not turned:
        turned = script.reminder
    if turned:
        said += REST_SECONDS + sentence_seconds(turned, plan.language)
    return max(switch_seconds(step.posture, plan.switch_gap_seconds), said)


def _first_side(plan: Plan, step: Step, earlier: Step | None) -> float:
    script, before = step.script, earlier.posture if earlier else ""
    if step.rests:
        return speech_seconds(script.position, plan.language)
    seconds = opened = _area_and_side(plan, step, earlier)
    moved = 0.0
    if plan.level != "quiet" and step.posture not in {"", before}:
        moved = REST_SECONDS + _line(plan, f"posture_{step.posture}")
        seconds += moved if earlier is not None else 0.0
    if plan.level != "quiet" and earlier is not None and step.tool not in {"none", earlier.tool}:
        seconds += REST_SECONDS + _line(plan, "take_tool", tool=plan.lines[f"tool_{step.tool}"][0])
    move = step.tool == "none" and step.strokes
    in_full = plan.level == "first" or not step.met
    settling = script.position if in_full and not move else (script.reminder,)
    if plan.level == "quiet" and not in_full:
        settling = ()
    spent = speech_seconds(settling, plan.language)
    gap = step.setup_seconds
    if step.posture:
        change = change_seconds(before, step.posture)
        along = moved + (opened if earlier is None or change >= UP_OR_DOWN_SECONDS else 0.0)
        if earlier is None:
            along += speech_seconds(_after_the_welcome(plan), plan.language)
        gap = max(gap, change - spent - (along if plan.level != "quiet" else 0.0))
    owed = 0.0
    if in_full and not move:
        off = _line(plan, "keep_off", places=", ".join(script.keep_off)) + REST_SECONDS
        owed = REST_SECONDS + sentence_seconds(script.range, plan.language) + (off if script.keep_off else 0)
    return seconds + REST_SECONDS + spent + max(gap, owed)


def _area_and_side(plan: Plan, step: Step, earlier: Step | None) -> float:
    """An area announced in the hold before is named again briefly."""
    if step.side == "both":
        return _line(plan, "area_then", area=step.script.area)
    side = plan.lines[step.side][0]
    place = plan.lines.get(f"{step.side}_{step.area}", ("",))[0] if step.tool != "none" else ""
    if earlier is not None and earlier.holds and plan.level != "quiet" and place:
        return _line(plan, "start_place", place=place) or _line(plan, "start_side", side=side)
    said = _line(plan, "area_then_side", area=step.script.area, side=side)
    apart = _line(plan, "area_then", area=step.script.area) + _line(plan, "start_side", side=side)
    return said or apart + REST_SECONDS


def _after_the_welcome(plan: Plan) -> tuple[str, ...]:
    return (*(() if plan.listens else plan.listeners), *(plan.opening if plan.level == "first" else ()))


def _line(plan: Plan, key: str, **fields: str) -> float:
    """A line's mean over its variants."""
    variants = plan.lines.get(key, ())
    said = sum(sentence_seconds(text.format(**fields), plan.language) for text in variants)
    return said / len(variants) if variants else 0.0
