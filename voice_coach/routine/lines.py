"""Keys, fields and kinds of the coach's sentences in ``routines/coach.LANGUAGE.yaml``; wrong ones are found
on reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from voice_coach.routine.body import PLACES, POSTURES, SIDED_AREAS, THINGS

LineKind = Literal["tells", "asks", "teaches", "part"]
"""``tells``: no command phrase; ``asks`` may name its answers; ``teaches`` commands except stopping and
easing; ``part``: a fragment."""


@dataclass(frozen=True)
class LineSpec:
    key: str
    fields: frozenset[str] = frozenset()
    kind: LineKind = "tells"
    optional: bool = False
    """Not said if a language leaves it out."""


def _tells(key: str, *fields: str) -> LineSpec:
    return LineSpec(key, frozenset(fields))


def _may_tell(key: str, *fields: str) -> LineSpec:
    return LineSpec(key, frozenset(fields), optional=True)


def _asks(key: str, *fields: str) -> LineSpec:
    return LineSpec(key, frozenset(fields), "asks", optional=True)


def _part(key: str) -> LineSpec:
    return LineSpec(key, kind="part", optional=True)


BY_KEYS = "_keys"
"""Ends keys of lines for runners who use keys (``plan.for_keys``)."""
_SAID_BY_KEYS = (
    "help_setup",
    "help_working",
    "help_paused",
    "help_confirm",
    "help_rating",
    "help_side",
    "help_pain",
    "confirm_stop",
    "pain_question",
    "rate_question",
    "which_side",
    "which_side_tighter",
    "hurts_live",
    "cut_off_end",
)

WHYS_TODAY = ("run_day", "after_warmup", "after_run", "after_long_run", "no_run", "break")
"""Why a session is proposed; lines ``today_...``."""
ROUTINES_TODAY = ("warmup", "recovery", "maintenance", "long-run", "desk-break")
"""Can be proposed, or named instead."""

_SPECS: tuple[LineSpec, ...] = (
    _tells("welcome", "title", "minutes", "tools"),
    _tells("area_first", "area"),
    _tells("area_then", "area"),
    _tells("start_side", "side"),
    _tells("same_other_side", "side"),
    _tells("sweep_roller"),
    _tells("sweep_ball"),
    _tells("sweep_stick"),
    _tells("sweep_gun"),
    _tells("search"),
    _tells("hold"),
    _tells("hold_stretch"),
    _tells("during"),
    _tells("during_stretch"),
    _tells("deepen", "deepen"),
    _tells("half_way"),
    _tells("coming_side", "side"),
    _tells("coming_area", "area"),
    _tells("coming_end"),
    _tells("fresh_spot"),
    _tells("paused"),
    _tells("resumed"),
    _tells("still_paused"),
    _tells("paused_too_long"),
    _tells("longer", "duration"),
    LineSpec("longer_limit", frozenset({"most"})),
    _tells("shorter", "duration"),
    _tells("nearly_over"),
    _tells("to_side", "side"),
    _tells("only_side", "side"),
    _tells("time_left_hold", "hold", "session"),
    _tells("time_left_session", "session"),
    _tells("eased"),
    _tells("louder"),
    _tells("quieter"),
    _tells("loudest"),
    _tells("quietest"),
    _tells("slower"),
    _tells("faster"),
    _tells("slowest"),
    _tells("fastest"),
    _tells("talk_less"),
    _tells("talk_more"),
    _tells("undone"),
    LineSpec("confirm_stop", kind="asks"),
    _tells("kept_paused"),
    _tells("done", "areas"),
    LineSpec("rate_question", kind="asks"),
    _tells("rated", "value"),
    LineSpec("which_side", kind="asks"),
    LineSpec("which_side_tighter", kind="asks"),
    _tells("noted"),
    _tells("goodbye"),
    _tells("stopped"),
    _tells("no_microphone"),
    _tells("device_lost"),
    _tells("device_back"),
    LineSpec("help_setup", kind="teaches"),
    LineSpec("help_working", kind="teaches"),
    LineSpec("help_paused", kind="teaches"),
    LineSpec("help_confirm", kind="teaches"),
    LineSpec("help_rating", kind="teaches"),
    LineSpec("help_side", kind="teaches"),
    LineSpec("left", kind="part"),
    LineSpec("right", kind="part"),
    LineSpec("both", kind="part"),
    LineSpec("and", kind="part"),
    LineSpec("seconds", frozenset({"n"}), "part"),
    LineSpec("one_second", kind="part", optional=True),
    LineSpec("one_minute", kind="part"),
    LineSpec("minutes", frozenset({"n"}), "part"),
    LineSpec("minutes_and_seconds", frozenset({"minutes", "seconds"}), "part"),
    LineSpec("tool_roller", kind="part"),
    LineSpec("tool_ball", kind="part"),
    LineSpec("tool_stick", kind="part"),
    LineSpec("tool_gun", kind="part"),
    LineSpec("tool_none", kind="part"),
    LineSpec("chapter_opening", kind="part"),
    LineSpec("chapter_closing", kind="part"),
    LineSpec("cover_minutes", kind="part"),
    _may_tell("area_first_side", "area", "side"),
    _may_tell("area_then_side", "area", "side"),
    _may_tell("start_place", "place"),
    _may_tell("keep_off", "places"),
    *(_may_tell(f"posture_{posture}") for posture in POSTURES),
    _may_tell("take_tool", "tool"),
    *(_part(f"the_{tool}") for tool in ("roller", "ball", "stick", "gun")),
    _may_tell("needs", "things"),
    *(_part(f"thing_{thing}") for thing in THINGS),
    _may_tell("left_out", "areas"),
    _may_tell("gun_on"),
    _may_tell("gun_off"),
    _may_tell("breath_tones"),
    _may_tell("hurts_live"),
    _may_tell("coming_spot"),
    _may_tell("moving"),
    LineSpec("pain_question", kind="asks", optional=True),
    _may_tell("pain_ended", "area"),
    _may_tell("pain_advice"),
    _may_tell("pain_advice_swollen"),
    _may_tell("pain_careful"),
    _may_tell("pain_lighter", "ease"),
    _may_tell("pain_back"),
    _may_tell("pain_left_out", "area"),
    _may_tell("pain_offered_lighter", "area"),
    _may_tell("pain_professional", "area"),
    _may_tell("reason_break"),
    _may_tell("reason_skipped", "area"),
    _may_tell("reason_tight_side", "area", "side"),
    _may_tell("reason_tight", "area"),
    _may_tell("reason_side", "side"),
    _may_tell("reason_loose", "area"),
    LineSpec("help_pain", kind="teaches", optional=True),
    _may_tell("praise_longer"),
    _may_tell("memory_theme", "area"),
    _may_tell("memory_unfinished"),
    _may_tell("memory_compare", "area", "before", "value"),
    _may_tell("praise_steady"),
    LineSpec("rate_question_area", frozenset({"area"}), "asks", optional=True),
    _may_tell(f"rate_question_area{BY_KEYS}", "area"),
    _may_tell("praise_back"),
    _may_tell("praise_third"),
    *(_part(f"place_{place}") for place in PLACES),
    _may_tell("keys_start"),
    *(_may_tell(f"{key}{BY_KEYS}") for key in _SAID_BY_KEYS),
    _may_tell(f"time_left_hold{BY_KEYS}", "hold", "session"),
    _may_tell(f"time_left_session{BY_KEYS}", "session"),
    _may_tell("back_to_side", "side"),
    _may_tell("going_on", "place"),
    _asks("cut_off_in", "place", "duration"),
    _asks("cut_off_before", "place"),
    _asks("cut_off_end"),
    _asks(f"cut_off_in{BY_KEYS}", "place", "duration"),
    _asks(f"cut_off_before{BY_KEYS}", "place"),
    *(_may_tell(f"today_{why}") for why in WHYS_TODAY),
    _asks("today_question", "minutes", "routine"),
    _asks("today_question_first", "minutes", "routine", "area"),
    _asks("today_answers"),
    _asks("today_instead"),
    _may_tell("today_not"),
    *(_part(f"today_{routine}") for routine in ROUTINES_TODAY),
    _asks("areas_question"),
    _may_tell("areas_noted", "area"),
    _may_tell("areas_not_today", "area"),
    *(_asks(f"{key}{BY_KEYS}") for key in ("today_answers", "today_instead", "areas_question")),
    *(_part(f"{side}_{area}") for side in ("left", "right") for area in SIDED_AREAS),
    _may_tell("after_run_usual", "run"),
    _may_tell("after_run_long", "run"),
    _may_tell("after_run_past", "run"),
    _may_tell("after_run_hilly", "areas"),
    LineSpec("kilometres", frozenset({"n"}), "part", optional=True),
    _part("one_kilometre"),
    _may_tell("rest_between", "duration", "title"),
    _may_tell("rest_how"),
    _part("rest_name"),
)

LINES = {spec.key: spec for spec in _SPECS}
"""By key; optional ones included."""
