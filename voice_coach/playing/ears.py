"""Turns sound from a microphone or a recording into events of the session.

Listeners count the microphone's samples, the engine counts frames: when samples arrive, their end is now.

What's accepted goes to the engine, whose journal has it as `command_heard` with source `voice`. The rest is
noted as `command_ignored` with the reason (`nearly`, `not-sure`, `own-voice`, `not-you` ...), which
`learning_journal.py` reads.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Protocol

import numpy as np

from voice_coach.audio.sample_time import SAMPLE_RATE, to_seconds
from voice_coach.listening.heard import CommandHeard as ListenerHeard
from voice_coach.listening.heard import CommandWithdrawn as ListenerWithdrew
from voice_coach.listening.heard import NearlyHeard, SpeechIgnored, SpeechStarted
from voice_coach.listening.listener import Listener
from voice_coach.listening.own_sound import EchoRemoval, OwnSound
from voice_coach.listening.personal.only_me import NOT_YOU, Obeys
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.recorder import Recorder
from voice_coach.listening.second_judge.port import SecondJudge
from voice_coach.listening.self_hearing import REASON, SelfHearing, words_of_clip
from voice_coach.playing.asking_first import AskingFirst
from voice_coach.playing.engine import Engine
from voice_coach.playing.moments import Heard, Moment, Said
from voice_coach.playing.second_thoughts import CommandWithdrawn
from voice_coach.routine.vital_commands import OBEYED_OVER_THE_COACH
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard, Event, OthersHeard, VoiceBegan, VoiceEnded
from voice_coach.session.events import NearlyHeard as NearlyACommand

_SAID_REMEMBERED = 64
_REFUSED_EVERY_SAMPLES = 10 * HEARING_RATE
_FLOOR_AMPLITUDE = 3.0
"""1/10,000 of full scale: in digital silence recognisers hear nonsense."""


class Partner(Protocol):
    """A session's engine, or a conversation before it."""

    @property
    def moment(self) -> Moment:
        """Frames played, and the state that decides what can be said."""

    def post(self, event: Event | CommandWithdrawn, *, heard: Heard | None = None) -> None:
        """Let ``event`` happen as soon as possible."""

    def note(self, event: str, **fields: object) -> None:
        """Write a line into the journal."""

    def subscribe(self, hearer: Callable[[Said], None]) -> Callable[[], None]:
        """Tell ``hearer`` what the coach says, until the returned function is called."""


class Ears:
    """Feeds a listener and posts what it hears. For one thread.

    A voice that begins while only the coach sounds ducks nothing. What `OwnSound` takes for the coach's isn't
    obeyed, and gets no "not understood".
    """

    def __init__(
        self,
        listener: Listener,
        partner: Partner,
        *,
        echo: EchoRemoval | None = None,
        guard: SelfHearing | None = None,
        recorder: Recorder | None = None,
        only_me: Obeys | None = None,
        judge: SecondJudge | None = None,
    ) -> None:
        """``only_me``: obey only the runner. ``judge`` confirms what isn't urgent; without a timely answer
        it's obeyed.
        """
        self._listener = listener
        self._partner = partner
        self._echo = echo
        self._guard = guard
        self._recorder = recorder
        self._asking = AskingFirst(self._obey, self._ignore, only_me, judge)
        self._next_refusal_sample = 0
        self._heard_samples = 0
        self._latency_samples = 0 if echo is None else echo.latency_samples
        self._own = OwnSound(echo)
        self._said: deque[Said] = deque(maxlen=_SAID_REMEMBERED)
        self._unsubscribe = partner.subscribe(self._said.append)

    def attend(self, partner: Partner) -> None:
        if partner is not self._partner:
            self._unsubscribe()
            self._partner = partner
            self._asking.forget()
            self._said.clear()
            self._unsubscribe = partner.subscribe(self._said.append)

    def close(self) -> None:
        """Stop following the coach."""
        self._unsubscribe()

    def hear(self, samples: Speech) -> None:
        """Take in sound up to now (16 kHz, mono, int16)."""
        if self._recorder is not None:
            self._recorder.write(samples)
        whole = None
        if self._echo is not None:
            removed = self._echo(samples)
            samples, whole = removed.quiet, removed.whole
            if self._guard is not None and self._echo.playing:
                self._guard.sound(self._heard_samples)
        state = self._partner.moment.state
        if state == "ended":
            return
        self._listener.set_state(state)
        self._heard_samples += len(samples)
        self._tell_guard()
        self._asking.hear(samples)
        if self._own.is_somebody_after_all():
            self._partner.post(VoiceBegan())
        for event in self._listener.feed(samples, whole):
            if isinstance(event, SpeechStarted):
                self._own.begins()
                if not self._own.withheld:
                    self._partner.post(VoiceBegan())
            elif isinstance(event, ListenerWithdrew):
                self._partner.post(CommandWithdrawn(event.command))
            else:
                self._tell(event)
                self._own.ends()

    def _tell_guard(self) -> None:
        """Pass on what the coach says, in the microphone's samples."""
        now = self._partner.moment.frame
        while self._guard is not None and self._said:
            sentence = self._said.popleft()
            ahead = (sentence.frame - now) * HEARING_RATE // SAMPLE_RATE
            start_sample = self._heard_samples + ahead
            if sentence.clip is None:
                self._guard.cut(start_sample)
            else:
                self._guard.say(words_of_clip(sentence.clip, sentence.text, start_sample))

    def _tell(self, event: ListenerHeard | SpeechIgnored | NearlyHeard) -> None:
        partner = self._partner
        is_vital = isinstance(event, ListenerHeard) and event.command in OBEYED_OVER_THE_COACH
        own = self._own.is_own(event.start_sample, event.end_sample, is_vital=is_vital)
        if isinstance(event, ListenerHeard) and not own:
            self._asking.command(event)
            return
        if own:
            self._listener.own_voice(event.start_sample)
        why = REASON if own else "nearly"
        why = event.why if isinstance(event, SpeechIgnored) else why
        self._note_ignored(event.text, why, event.start_sample, event.end_sample)
        if isinstance(event, NearlyHeard) and not own:
            partner.post(NearlyACommand())
        elif not self._own.withheld:
            partner.post(VoiceEnded())

    def _obey(self, event: ListenerHeard) -> None:
        number = event.seconds if event.seconds is not None else event.value
        heard = Heard(
            text=event.text,
            start_frame=self._frame_of(event.start_sample),
            end_frame=self._frame_of(event.end_sample),
            confidence=event.confidence,
            source="voice",
            unsure=event.unsure,
        )
        self._partner.post(CommandHeard(Command(event.command, number)), heard=heard)

    def _ignore(self, event: ListenerHeard, why: str) -> None:
        """For someone else's speech a soft cue at most, and not at every sentence."""
        self._note_ignored(event.text, why, event.start_sample, event.end_sample)
        if why != NOT_YOU or self._heard_samples < self._next_refusal_sample:
            self._partner.post(VoiceEnded())
            return
        self._next_refusal_sample = self._heard_samples + _REFUSED_EVERY_SAMPLES
        self._partner.post(OthersHeard())

    def _note_ignored(self, text: str, why: str, start_sample: int, end_sample: int) -> None:
        start, end = (round(to_seconds(self._frame_of(at)), 6) for at in (start_sample, end_sample))
        self._partner.note("command_ignored", text=text, why=why, start=start, end=end)

    def _frame_of(self, sample: int) -> int:
        """When a sample was heard: the last one taken in is now."""
        ago = (self._heard_samples - sample + self._latency_samples) * SAMPLE_RATE // HEARING_RATE
        return max(0, self._partner.moment.frame - ago)


class RecordedEars:
    """A recording that runs with the session from frame 0, then silence."""

    def __init__(self, ears: Ears, recording: Speech) -> None:
        self._ears = ears
        self._recording = recording
        self._next_sample = 0
        self._noise = np.random.default_rng(1)

    def __call__(self, engine: Engine) -> None:
        """Hear as much as has been played."""
        until = engine.position * HEARING_RATE // SAMPLE_RATE
        count = until - self._next_sample
        part = self._recording[self._next_sample : until].astype(np.float64)
        silence = np.zeros(count - len(part))
        floor = self._noise.standard_normal(count) * _FLOOR_AMPLITUDE
        heard = np.concatenate((part, silence)) + floor
        self._next_sample = until
        self._ears.hear(np.clip(np.round(heard), -32768, 32767).astype(np.int16))
