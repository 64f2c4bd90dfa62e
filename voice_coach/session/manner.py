"""How the coach sounds: how loud, how fast, how much is said, and its music."""

from __future__ import annotations

from collections.abc import Callable

from voice_coach.session.actions import PlayMusic, SetCoachLevel
from voice_coach.session.turn import Turn

LOUDNESS_STEP_DB = 4.0
MOST_LOUDNESS_STEPS = 2
MOST_PACE_STEPS = 2

Effect = Callable[[Turn], bool]
"""``False`` if it makes no sense now."""


def louder_by(step: int, line: str, limit_line: str) -> Effect:
    def effect(turn: Turn) -> bool:
        turn.cue("heard")
        wanted = turn.state.loudness_step + step
        possible = -MOST_LOUDNESS_STEPS <= wanted <= MOST_LOUDNESS_STEPS
        if possible:
            turn.change(loudness_step=wanted)
            turn.actions.append(SetCoachLevel(wanted * LOUDNESS_STEP_DB, turn.now))
        turn.answer(turn.line(line if possible else limit_line))
        return True

    return effect


def faster_by(step: int, line: str, limit_line: str) -> Effect:
    def effect(turn: Turn) -> bool:
        turn.cue("heard")
        wanted = turn.state.pace + step
        possible = -MOST_PACE_STEPS <= wanted <= MOST_PACE_STEPS
        if possible:
            turn.change(pace=wanted)
        turn.answer(turn.line(line if possible else limit_line))
        return True

    return effect


def talk_less(turn: Turn) -> bool:
    if turn.state.level == "quiet":
        return False
    turn.cue("heard")
    turn.change(level="usual" if turn.state.level == "first" else "quiet")
    turn.answer(turn.line("talk_less"))
    return True


def talk_more(turn: Turn) -> bool:
    if turn.state.level == "first":
        return False
    turn.cue("heard")
    turn.change(level="usual" if turn.state.level == "quiet" else "first")
    turn.answer(turn.line("talk_more"))
    return True


def music(on: bool) -> Effect:
    def effect(turn: Turn) -> bool:
        if not turn.setting.has_music or turn.state.music_on == on:
            return False
        turn.cue("heard")
        turn.change(music_on=on)
        turn.actions.append(PlayMusic(on and turn.state.overlay is None, turn.now))
        return True

    return effect
