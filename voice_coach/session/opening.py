"""Before the first step: the welcome, and what to know."""

from __future__ import annotations

from voice_coach.routine.body import THINGS
from voice_coach.routine.estimate import speech_seconds
from voice_coach.session.introduction import posture_line
from voice_coach.session.turn import Turn

_NAMED_IN_THE_WELCOME = 3


def enter_opening(turn: Turn) -> None:
    plan, wording = turn.setting.plan, turn.setting.wording
    log_session_started(turn)
    minutes = wording.whole_minutes(turn.setting.forecast(turn.state, turn.now))
    turn.cue("chime")
    things = [wording.part(f"thing_{thing}") for thing in THINGS if any(thing in s.needs for s in plan.steps)]
    if turn.state.level == "quiet":
        things = []
    with_things = len(plan.tools) + len(things) <= _NAMED_IN_THE_WELCOME
    tools = wording.tools(things if with_things else [])
    welcome = turn.line("welcome", title=plan.title, minutes=minutes, tools=tools)
    needs = turn.line("needs", things=wording.listing(things)) if things and not with_things else ""
    others = _before_we_begin(turn)
    posture = posture_line(turn, plan.steps[0])
    if posture:
        seconds = speech_seconds(others, plan.language)
        turn.change(asked_posture=plan.steps[0].posture, asked_seconds=seconds)
    turn.enter("opening", (welcome, needs, posture, *others))


def log_session_started(turn: Turn, **more: object) -> None:
    plan = turn.setting.plan
    turn.log(
        "session_started",
        routine=plan.routine,
        language=plan.language,
        level=plan.level,
        steps=len(plan.steps),
        seed=plan.seed,
        tools=list(plan.tools),
        **more,
    )


def _before_we_begin(turn: Turn) -> tuple[str, ...]:
    """What's left out; for those who can't answer, who should ask first."""
    plan, wording, level = turn.setting.plan, turn.setting.wording, turn.state.level
    gone = turn.line("left_out", areas=wording.listing(list(plan.left_out))) if plan.left_out else ""
    rules = plan.opening if level == "first" else ()
    hurts = turn.line("hurts_live") if level == "first" and plan.listens else ""
    return (gone, *turn.memories("opening"), *(() if plan.listens else plan.listeners), *rules, hurts)
