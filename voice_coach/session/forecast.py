"""How long a session will still take: the session itself, run ahead without a sound."""

from __future__ import annotations

from dataclasses import replace

from voice_coach.routine.estimate import sentence_seconds
from voice_coach.routine.plan import Plan
from voice_coach.session.actions import PACE_STEP, Say
from voice_coach.session.events import SessionStarted, TimePassed
from voice_coach.session.state import SessionState
from voice_coach.session.turn import Setting
from voice_coach.session.wording import Wording

_CUE_SECONDS = 0.6


class EstimatedDurations:
    """Durations from the letters: nothing need be spoken to know them."""

    def __init__(self, rate: int, language: str) -> None:
        self._rate = rate
        self._language = language

    def speech_frames(self, text: str, pace: int) -> int:
        usual = sentence_seconds(text, self._language)
        return round(usual / (1 + PACE_STEP * pace) * self._rate)

    def cue_frames(self, name: str) -> int:
        return round(_CUE_SECONDS * self._rate)


class _Unknown:
    """While looking ahead nobody looks further ahead:

    the minutes spoken take about as long whatever they are.
    """

    def __call__(self, state: SessionState, now: int) -> float:
        return 600.0

    def texts(self, state: SessionState, now: int) -> tuple[str, ...]:
        return ()


class Forecast:
    """Calls as ``forecast(state, now)`` and returns the seconds to the end if the runner says nothing
    more."""

    def __init__(self, plan: Plan, rate: int) -> None:
        self._setting = Setting(
            plan, rate, EstimatedDurations(rate, plan.language), Wording(plan), forecast=_Unknown()
        )

    def __call__(self, state: SessionState, now: int) -> float:
        """Seconds from frame ``now`` to the end."""
        return (self._run_ahead(state, now)[0] - now) / self._setting.rate

    def texts(self, state: SessionState, now: int) -> tuple[str, ...]:
        """What will be said, each text once, in order."""
        return self._run_ahead(state, now)[1]

    def _run_ahead(self, state: SessionState, now: int) -> tuple[int, tuple[str, ...]]:
        """The last frame, and all that is said on the way there."""
        from voice_coach.session.machine import Session

        ahead = replace(state, overlay=None, answers=(), undo_stack=(), lost_devices=frozenset())
        session = Session.resumed_from(self._setting, ahead, now)
        untouched = state == SessionState(level=state.level)
        actions = list(session.handle(SessionStarted() if untouched else TimePassed(), now))
        while (deadline := session.next_deadline()) is not None:
            actions += session.handle(TimePassed(), deadline)
        return session.now, tuple(dict.fromkeys(action.text for action in actions if isinstance(action, Say)))
