"""Next, back, switch, left, right."""

from __future__ import annotations

from voice_coach.session import phases
from voice_coach.session.actions import PlayMusic
from voice_coach.session.pain import UNKNOWN, note_ended
from voice_coach.session.turn import Turn


def _leave_for(turn: Turn, index: int, why: phases.Left = "moved") -> None:
    """Cut speech, sound the answer, enter step ``index``. Ends a pause."""
    turn.silence()
    turn.cue("heard")
    if turn.state.pain_open:
        note_ended(turn, UNKNOWN)
        why = "pain"
    if turn.state.overlay is not None:
        turn.change(overlay=None, lost_devices=frozenset(), gets_back_on=False, taken_up_seconds=0.0)
        turn.log("resumed")
        turn.actions.append(PlayMusic(turn.state.music_on, turn.now))
    if turn.state.phase in phases.IN_A_STEP:
        phases.leave_step(turn, why)
    phases.enter_step(turn, index)


def go_next(turn: Turn) -> bool:
    """The rest of this step isn't owed."""
    if turn.state.phase not in {"opening", *phases.IN_A_STEP}:
        return False
    following = turn.state.resume_step if turn.state.resume_step is not None else turn.state.step + 1
    turn.change(resume_step=None)
    _leave_for(turn, 0 if turn.state.phase == "opening" else following, "skipped")
    return True


def go_back(turn: Turn) -> bool:
    """The step before, passed-over ones left out."""
    earlier = [i for i in range(turn.state.step) if i not in turn.state.skipped]
    if turn.state.phase == "opening" or not earlier:
        return False
    turn.change(resume_step=None)
    _leave_for(turn, earlier[-1])
    return True


def _other_side(turn: Turn) -> int | None:
    """The other of this pair."""
    steps = turn.setting.plan.steps
    here = turn.state.step
    return next(
        (i for i in (here + 1, here - 1) if 0 <= i < len(steps) and steps[i].pair == turn.step.pair), None
    )


def switch_sides(turn: Turn) -> bool:
    """From the second, back to the first, then past both."""
    if turn.state.phase not in phases.IN_A_STEP:
        return False
    other = _other_side(turn)
    if other is None:
        return _ask_which_side(turn)
    following = max(other, turn.state.step) + 1
    turn.change(resume_step=following, skipped=turn.state.skipped - {other})
    _leave_for(turn, other)
    return True


def _ask_which_side(turn: Turn) -> bool:
    """If both work at once, only the runner knows which is meant."""
    if turn.state.overlay is not None:
        return False
    turn.silence()
    turn.cue("heard")
    turn.change(
        overlay="side", overlay_since=turn.now, quiet_since=turn.now, clock=turn.state.clock.halted(turn.now)
    )
    turn.answer(turn.line("which_side"))
    return True


def only_left(turn: Turn) -> bool:
    return _only(turn, "left")


def only_right(turn: Turn) -> bool:
    return _only(turn, "right")


def _only(turn: Turn, side: str) -> bool:
    """Work ``side`` alone in the present area."""
    if turn.state.phase not in phases.IN_A_STEP or turn.step.side == "both":
        return False
    other = _other_side(turn)
    said = turn.line("only_side", side=turn.setting.wording.part(side))
    if turn.step.side == side:
        turn.cue("heard")
        turn.change(skipped=turn.state.skipped | ({other} if other is not None else set()), resume_step=None)
        turn.answer(said)
        return True
    if other is None:
        return False
    here = turn.state.step
    turn.change(skipped=(turn.state.skipped | {here}) - {other}, resume_step=max(here, other) + 1)
    _leave_for(turn, other)
    turn.answer(said)
    return True
