"""A session's length and words: the rules run ahead, silently."""

from __future__ import annotations

from voice_coach.routine.plan import Plan
from voice_coach.session.actions import Action
from voice_coach.session.estimated_durations import EstimatedDurations
from voice_coach.session.events import SessionStarted, TimePassed
from voice_coach.session.machine import Session, last_frame
from voice_coach.session.setting import Durations

_RATE = 1000
_GRID_MILLISECONDS = 24
"""Sentences begin with a frame of an MP3 (``playing.sounds``)."""


def actions_ahead(
    plan: Plan, durations: Durations | None = None, rate: int = _RATE, sound_grid_frames: int = 1
) -> tuple[int, tuple[Action, ...]]:
    """An unattended session's last frame and actions.

    ``durations``: frames at ``rate``; by default estimated from letters.
    """
    session = Session(
        plan,
        rate=rate,
        durations=durations or EstimatedDurations(rate, plan.language),
        sound_grid_frames=sound_grid_frames,
    )
    actions = list(session.handle(SessionStarted(), 0))
    while (deadline := session.next_deadline()) is not None:
        actions += session.handle(TimePassed(), deadline)
    return last_frame(actions, session.now), tuple(actions)


def session_seconds(plan: Plan) -> float:
    """An unattended session's length in the default voice, as far as its sentences were measured."""
    durations = EstimatedDurations(_RATE, plan.language, known=True)
    frames, _ = actions_ahead(plan, durations, _RATE, _GRID_MILLISECONDS)
    return frames / _RATE
