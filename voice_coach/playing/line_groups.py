"""Which of the coach's lines belong together, and which a session can't say."""

from __future__ import annotations

from voice_coach.routine.lines import BY_KEYS, LINES
from voice_coach.routine.plan import Plan

NOT_SPOKEN = frozenset(key for key in LINES if key.endswith(BY_KEYS))
"""No session says these yet."""
ENDLESS = frozenset(
    {
        "time_left_hold",
        "time_left_session",
        "left_out",
        "cut_off_in",
        "memory_compare",
        "today_question",
        "today_question_first",
        "rest_between",
        "rest_how",
        "after_run_usual",
        "after_run_long",
        "after_run_past",
        "after_run_hilly",
    }
)
"""Too many fillings to record; and lines of chained routines and runs."""
IN_EXERCISES = frozenset(
    key for key in LINES if key.startswith(("sweep_", "search", "hold", "during", "deepen", "moving"))
)
WITH_FIELDS = frozenset(key for key, spec in LINES.items() if spec.fields)
ASKING = ("rate_question", "which_side", "which_side_tighter", "confirm_stop")
DEVICES = ("no_microphone", "device_lost", "device_back")
ENDING = ("goodbye", "stopped", "paused_too_long", "noted")
OF_ONE_AREA = (
    "reason_skipped",
    "reason_tight",
    "reason_loose",
    "memory_theme",
    "areas_noted",
    "areas_not_today",
    "rate_question_area",
    "pain_ended",
    "pain_left_out",
    "pain_offered_lighter",
    "pain_professional",
)
"""Also said of several areas: that's endless."""
FROM_MEMORY = (
    "reason_",
    "memory_",
    "areas_",
    "cut_off_",
    "today_",
    "after_run_",
    "pain_left_out",
    "pain_offered_lighter",
    "pain_professional",
    "praise_steady",
    "praise_back",
    "praise_third",
    "rate_question_area",
)
"""Keys of lines that need earlier sessions begin like this."""
NOT_WHERE_QUIET = ("fresh_spot", "half_way")


def unsaid_in(plan: Plan) -> tuple[str, ...]:
    """Beginnings of keys that ``plan`` can't say as it stands."""
    postures = {step.posture for step in plan.steps}
    others = (
        key for key in LINES if key.startswith("posture_") and key.removeprefix("posture_") not in postures
    )
    gun = () if any(step.tool == "gun" for step in plan.steps) else ("gun_",)
    return (*FROM_MEMORY, *others, *gun)
