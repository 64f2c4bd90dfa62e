"""How the coach sounds: how loud, how fast, how much is said, and its music."""

from __future__ import annotations

from collections.abc import Callable

from voice_coach.routine.plan import Level
from voice_coach.session.actions import PlayMusic, SetCoachLevel
from voice_coach.session.turn import Turn

LOUDNESS_STEP_DB = 4.0
MOST_LOUDNESS_STEPS = 2
MOST_PACE_STEPS = 2
_BY_TALK: tuple[Level, ...] = ("quiet", "usual", "first")

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


def talk_by(step: int, line: str) -> Effect:
    def effect(turn: Turn) -> bool:
        wanted = _BY_TALK.index(turn.state.level) + step
        if not 0 <= wanted < len(_BY_TALK):
            return False
        turn.cue("heard")
        turn.change(level=_BY_TALK[wanted])
        turn.answer(turn.line(line))
        return True

    return effect


def music(on: bool) -> Effect:
    def effect(turn: Turn) -> bool:
        if not turn.setting.has_music or turn.state.music_on == on:
            return False
        turn.cue("heard")
        turn.change(music_on=on)
        turn.actions.append(PlayMusic(on and turn.state.overlay is None, turn.now))
        return True

    return effect
