"""Words inside a running part."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from voice_coach.routine.body import UP_OR_DOWN_SECONDS, change_seconds
from voice_coach.routine.estimate import sentence_seconds
from voice_coach.routine.plan import Insight
from voice_coach.session.timeline import Mark
from voice_coach.session.turn import Turn

_WORDINGS_TRIED = 3
"""Another wording may fit."""
_QUIET_SECONDS = {"first": 7.0, "usual": 18.0}
"""By level: then another word is welcome."""
_LONG_WAIT_SECONDS = 7.0
_SILENCE_LEFT_SECONDS = 2.0
_FILLING = frozenset({"moving", "during_more"})


def say_aside(turn: Turn, mark: Mark, room_frames: int) -> None:
    """If it's useful and fits into ``room_frames``."""
    if mark.name in _FILLING and not _long_quiet(turn):
        return
    if mark.name == "during" and _tell_insight(turn, room_frames):
        return
    for _ in range(_WORDINGS_TRIED):
        text = _text(turn, mark.name)
        if not text:
            return
        if turn.aside(text, room_frames):
            if mark.name == "coming":
                turn.change(announced=_following(turn))
            return


def _tell_insight(turn: Turn, room_frames: int) -> bool:
    """A fact, on the second side."""
    state = turn.state
    if state.level == "quiet" or not _second_side(turn):
        return False
    open_ones = [one for one in turn.setting.plan.insights if one.name not in state.insights_told]
    for insight in open_ones if len(open_ones) > _long_way_ahead(turn) else []:
        if insight.areas and turn.step.area not in insight.areas:
            continue
        if turn.aside(insight.say, room_frames):
            _note_told(turn, insight)
            return True
    return False


def _second_side(turn: Turn) -> bool:
    """Has the other side just been worked? It's known then what the tones mean."""
    steps, at = turn.setting.plan.steps, turn.state.step
    return at > 0 and steps[at - 1].pair == turn.step.pair


def _long_way_ahead(turn: Turn) -> bool:
    """Must the runner still get up or down? Something is kept for then."""
    later = [one.posture for one in turn.setting.plan.steps[turn.state.step :] if one.posture]
    return any(change_seconds(*pair) >= UP_OR_DOWN_SECONDS for pair in pairwise(later))


def words_for_a_wait(turn: Turn, seconds: float) -> str:
    """For a change of posture: something worth knowing, or the area; empty if neither fits."""
    if turn.state.level == "quiet" or seconds < _LONG_WAIT_SECONDS:
        return ""
    worked = {turn.setting.plan.steps[index].area for index in turn.state.worked} | {turn.step.area}
    fits = partial(
        _is_said_within, seconds=seconds - _SILENCE_LEFT_SECONDS, language=turn.setting.plan.language
    )
    for insight in turn.setting.plan.insights:
        about = not insight.areas or not worked.isdisjoint(insight.areas)
        if about and insight.name not in turn.state.insights_told and fits(insight.say):
            _note_told(turn, insight)
            return insight.say
    unsaid = [text for text in turn.step.script.where if text not in turn.state.uses and fits(text)]
    return turn.choose(unsaid)


def _is_said_within(text: str, seconds: float, language: str) -> bool:
    return sentence_seconds(text, language) <= seconds


def last_insight(turn: Turn) -> str:
    """For the end, unless so much has been said already; may be empty."""
    if turn.state.level != "usual":
        return ""
    worked = {step.area for step in turn.setting.plan.steps}
    for insight in turn.setting.plan.insights:
        fits = not insight.areas or not worked.isdisjoint(insight.areas)
        if fits and insight.name not in turn.state.insights_told:
            _note_told(turn, insight)
            return insight.say
    return ""


def _note_told(turn: Turn, insight: Insight) -> None:
    turn.change(insights_told=turn.state.insights_told | {insight.name})
    turn.log("insight", name=insight.name)


def _long_quiet(turn: Turn) -> bool:
    state = turn.state
    if state.speaking is not None or state.level not in _QUIET_SECONDS:
        return False
    return turn.now - state.quiet_since >= turn.setting.frames(_QUIET_SECONDS[state.level])


def _text(turn: Turn, name: str) -> str:
    if name == "fresh_spot":
        return turn.line("fresh_spot")
    if turn.state.level == "quiet":
        return ""
    if name in {"during", "during_more"}:
        return turn.choose(turn.step.script.during)
    if name == "search":
        return turn.step.script.search
    if name == "moving":
        where = turn.step.script.where if turn.state.level == "first" or not turn.step.met else ()
        unsaid = tuple(text for text in where if text not in turn.state.uses)
        return turn.choose(unsaid or turn.step.script.moving)
    return _half_way(turn) if name == "half_way" else what_comes(turn)


def _half_way(turn: Turn) -> str:
    """Beside its tone; those who know the tone hear it in words on the first side alone."""
    return "" if turn.state.level == "usual" and _second_side(turn) else turn.line("half_way")


def what_comes(turn: Turn) -> str:
    """Another spot, the other side, the next area, or the end."""
    steps, state = turn.setting.plan.steps, turn.state
    if state.phase == "hold" and state.hold + 1 < turn.step.holds:
        return turn.line("coming_spot")
    following = _following(turn)
    if following >= len(steps):
        return turn.line("coming_end")
    if state.phase != "opening" and steps[following].pair == turn.step.pair:
        return turn.line("coming_side", side=turn.setting.wording.part(steps[following].side))
    return turn.line("coming_area", area=steps[following].script.area)


def _following(turn: Turn) -> int:
    """The next step as far as known; past the last if none."""
    state = turn.state
    following = 0 if state.phase == "opening" else state.step + 1
    if state.phase != "opening" and state.resume_step is not None:
        following = state.resume_step
    while following < len(turn.setting.plan.steps) and following in state.skipped:
        following += 1
    return following
