"""Ears: what a microphone or a recording gives becomes events of the session.

A listener counts the microphone's samples; the engine counts frames. The two meet here: when samples arrive,
the end of them is now.

What is accepted goes to the engine, whose journal has it as `command_heard` with source `voice`; what is not
is noted as `command_ignored` with the reason (`nearly`, `not-sure`, `own-voice` ...). `learning_journal.py`
lives on these.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np

from voice_coach.audio.input_stream import Block
from voice_coach.audio.sample_time import SAMPLE_RATE, to_seconds
from voice_coach.listening.listener import (
    CommandHeard as ListenerHeard,
)
from voice_coach.listening.listener import Listener, NearlyHeard, SpeechIgnored, SpeechStarted
from voice_coach.listening.own_sound import EchoRemoval, OwnSound
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.recorder import Recorder
from voice_coach.listening.resample import HearingResampler
from voice_coach.listening.self_hearing import NEVER_FILTERED, REASON, SelfHearing, words_of_clip
from voice_coach.playing.engine import Engine, Heard, Said
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard, LineWanted, VoiceBegan, VoiceEnded
from voice_coach.session.events import NearlyHeard as NearlyACommand

_READ_SECONDS = 0.2
_SAID_REMEMBERED = 64
_MOST_FAULTS = 3
_SOUND_SAMPLES = 10 * HEARING_RATE
"""Ears that heard for so long were sound: what fails then is a first fault again."""
_FLOOR_AMPLITUDE = 3.0
"""Recordings may hold digital silence, in which recognisers hear nonsense: a trace of noise, 1/10,000 of
full scale.
"""


class Ears:
    """Feeds a listener and posts what it hears to the engine. Called from one thread.

    A voice that begins while nobody but the coach sounds ducks nothing. What `OwnSound` takes for the
    coach's own is not obeyed, and gets no "not understood".
    """

    def __init__(
        self,
        listener: Listener,
        engine: Engine,
        *,
        echo: EchoRemoval | None = None,
        guard: SelfHearing | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        self._listener = listener
        self._engine = engine
        self._echo = echo
        self._guard = guard
        self._recorder = recorder
        self._heard_samples = 0
        self._latency_samples = 0 if echo is None else echo.latency_samples
        self._own = OwnSound(echo)
        self._said: deque[Said] = deque(maxlen=_SAID_REMEMBERED)
        self._unsubscribe = engine.subscribe(self._said.append)

    def close(self) -> None:
        """Stop following what the coach says."""
        self._unsubscribe()

    def hear(self, samples: Speech) -> None:
        """Take in what the microphone gave up to now (16 kHz, mono, int16)."""
        if self._recorder is not None:
            self._recorder.write(samples)
        whole = None
        if self._echo is not None:
            removed = self._echo(samples)
            samples, whole = removed.quiet, removed.whole
            if self._guard is not None and self._echo.playing:
                self._guard.sound(self._heard_samples)
        state = self._engine.moment.state
        if state == "ended":
            return
        self._listener.set_state(state)
        self._heard_samples += len(samples)
        self._tell_guard()
        if self._own.is_somebody_after_all():
            self._engine.post(VoiceBegan())
        for event in self._listener.feed(samples, whole):
            if isinstance(event, SpeechStarted):
                self._own.begins()
                if not self._own.withheld:
                    self._engine.post(VoiceBegan())
            else:
                self._tell(event)
                self._own.ends()

    def _tell_guard(self) -> None:
        """Pass on what the coach says, in the microphone's samples."""
        now = self._engine.moment.frame
        while self._guard is not None and self._said:
            sentence = self._said.popleft()
            ahead = (sentence.frame - now) * HEARING_RATE // SAMPLE_RATE
            start_sample = self._heard_samples + ahead
            if sentence.clip is None:
                self._guard.cut(start_sample)
            else:
                self._guard.say(words_of_clip(sentence.clip, sentence.text, start_sample))

    def _tell(self, event: ListenerHeard | SpeechIgnored | NearlyHeard) -> None:
        engine = self._engine
        is_vital = isinstance(event, ListenerHeard) and event.command in NEVER_FILTERED
        own = self._own.is_own(event.start_sample, event.end_sample, is_vital=is_vital)
        if isinstance(event, ListenerHeard) and not own:
            number = event.seconds if event.seconds is not None else event.value
            heard = Heard(
                text=event.text,
                start_frame=self._frame_of(event.start_sample),
                end_frame=self._frame_of(event.end_sample),
                confidence=event.confidence,
                source="voice",
            )
            engine.post(CommandHeard(Command(event.command, number)), heard=heard)
            return
        why = REASON if own else "nearly"
        why = event.why if isinstance(event, SpeechIgnored) else why
        self._note_ignored(event.text, why, event.start_sample, event.end_sample)
        if isinstance(event, NearlyHeard) and not own:
            engine.post(NearlyACommand())
        elif not self._own.withheld:
            engine.post(VoiceEnded())

    def _note_ignored(self, text: str, why: str, start_sample: int, end_sample: int) -> None:
        start, end = (round(to_seconds(self._frame_of(at)), 6) for at in (start_sample, end_sample))
        self._engine.note("command_ignored", text=text, why=why, start=start, end=end)

    def _frame_of(self, sample: int) -> int:
        """The engine's frame at which a sample was heard: the last one taken in is now."""
        ago = (self._heard_samples - sample + self._latency_samples) * SAMPLE_RATE // HEARING_RATE
        return max(0, self._engine.moment.frame - ago)


class RecordedEars:
    """Ears on a recording that runs along with the session: sample 0 is frame 0, and silence follows its
    end.
    """

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


class Capturing(Protocol):
    """A microphone."""

    def read(self, timeout_seconds: float) -> Block | None:
        """The next block, waited for; None where there is none in time."""


class MicrophoneEars:
    """Ears on a microphone, in a thread of their own; ``close`` ends it.

    What was captured before the ears were opened is still heard: the microphone's queue keeps it. A
    microphone that is lost gives nothing until it is back; it tells of that itself.

    A fault in what hears must not leave a session deaf: it is noted as `hearing_failed`, and fresh ears
    take over. Where those fail again and again the runner is told to use the keyboard.
    """

    def __init__(self, make_ears: Callable[[], Ears], engine: Engine, microphone: Capturing) -> None:
        """``make_ears`` is called here, and again after a fault. Raises whatever it raises the first time."""
        self._make_ears = make_ears
        self._ears = make_ears()
        self._engine = engine
        self._microphone = microphone
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ears", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._thread.join(2.0)

    def _run(self) -> None:
        resampler, rate_hz, faults, sound_samples = None, 0, 0, 0
        while not self._closing.is_set():
            block = self._microphone.read(_READ_SECONDS)
            if block is None:
                continue
            if resampler is None or block.rate_hz != rate_hz:
                rate_hz = block.rate_hz
                resampler = HearingResampler(rate_hz)
            samples = resampler.feed(block.samples.astype(np.float32) / 32768.0)
            sound_samples += len(samples)
            try:
                self._ears.hear(samples)
            except Exception as error:  # Whatever it is, the session goes on.
                self._engine.note("hearing_failed", why=f"{type(error).__name__}: {error}")
                faults = 1 if sound_samples > _SOUND_SAMPLES else faults + 1
                sound_samples = 0
                if faults == _MOST_FAULTS:
                    self._engine.post(LineWanted("no_microphone"))
                    return
                self._ears.close()
                self._ears = self._make_ears()


def read_recording(path: Path) -> Speech:
    """A recording to be heard like a microphone. Raises ``InputError`` where it is no sound file."""
    from voice_coach.listening.audio_file import read_audio

    return read_audio(path)
