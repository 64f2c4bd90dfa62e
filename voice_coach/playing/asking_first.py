"""Before a command is obeyed: is it the runner's, and does the second judge agree?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from voice_coach.listening.heard import CommandHeard
from voice_coach.listening.personal.only_me import NOT_YOU, Obeys
from voice_coach.listening.recent import Recent
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.second_judge.port import LEAD_SAMPLES as JUDGED_LEAD_SAMPLES
from voice_coach.listening.second_judge.port import SecondJudge
from voice_coach.listening.voiceprint.port import LEAD_SAMPLES

_COMMAND_SAMPLES = 4 * HEARING_RATE
"""Longer than any command with its silence."""
_JUDGED_WITHIN_SAMPLES = 3 * HEARING_RATE // 10
"""A later verdict is worth less than an answer."""
_NOT_CONFIRMED = "not-confirmed"

Obey = Callable[[CommandHeard], None]
Ignore = Callable[[CommandHeard, str], None]
"""Given a command and why it isn't obeyed."""


@dataclass(frozen=True)
class _Held:
    """Waits for the judge until a sample of the microphone's."""

    event: CommandHeard
    judge: SecondJudge
    until_sample: int


class AskingFirst:
    """Feed it sound and commands; it calls ``obey`` or ``ignore`` for each command."""

    def __init__(
        self, obey: Obey, ignore: Ignore, only_me: Obeys | None = None, judge: SecondJudge | None = None
    ) -> None:
        """``only_me``: obey only the runner. ``judge`` confirms what isn't urgent; without a timely answer
        it's obeyed.
        """
        self._obey, self._ignore = obey, ignore
        self._only_me, self._judge = only_me, judge
        self._held: _Held | None = None
        self._recent = Recent(_COMMAND_SAMPLES)
        self._heard_samples = 0

    def hear(self, samples: Speech) -> None:
        """Settle what's due by the end of ``samples``."""
        if self._only_me is None and self._judge is None:
            return
        self._heard_samples += len(samples)
        self._recent.keep(samples)
        self._settle()

    def forget(self) -> None:
        self._held = None

    def command(self, event: CommandHeard) -> None:
        if not self._is_runners(event):
            self._ignore(event, NOT_YOU)
        elif self._judge is None or event.urgent:
            self._obey(event)
        else:
            self._hold(event, self._judge)

    def _is_runners(self, event: CommandHeard) -> bool:
        """Also true if it doesn't matter whose voice it is."""
        if self._only_me is None:
            return True
        return self._only_me.obeys(event.command, event.text, self._sound_of(event, LEAD_SAMPLES))

    def _hold(self, event: CommandHeard, judge: SecondJudge) -> None:
        if self._held is not None:
            self._obey(self._held.event)
        judge.ask(self._sound_of(event, JUDGED_LEAD_SAMPLES), event.text)
        self._held = _Held(event, judge, self._heard_samples + _JUDGED_WITHIN_SAMPLES)
        self._settle()

    def _settle(self) -> None:
        """Once the judge has answered or its time is over."""
        held = self._held
        verdict = None if held is None else held.judge.verdict()
        if held is None or (verdict is None and self._heard_samples < held.until_sample):
            return
        self._held = None
        if verdict is None:
            held.judge.too_late()
        if verdict is False:
            self._ignore(held.event, _NOT_CONFIRMED)
        else:
            self._obey(held.event)

    def _sound_of(self, event: CommandHeard, around_samples: int) -> Speech:
        first = max(0, event.start_sample - around_samples)
        return self._recent.cut(first, event.end_sample + around_samples - first)
