"""Ears: what a microphone or a recording gives becomes events of the session.

A listener counts the microphone's samples; the engine counts frames. The two meet here: when samples arrive,
the end of them is now.
"""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np

from voice_coach.audio.microphone import Microphone
from voice_coach.audio.sample_time import SAMPLE_RATE, to_seconds
from voice_coach.engine import Engine, Heard
from voice_coach.listening.echo.port import EchoRemover
from voice_coach.listening.listener import (
    CommandHeard as ListenerHeard,
)
from voice_coach.listening.listener import HeardEvent, Listener, NearlyHeard, SpeechIgnored, SpeechStarted
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.recorder import Recorder
from voice_coach.listening.reference import ReferenceTap
from voice_coach.listening.resample import HearingResampler
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard, VoiceBegan, VoiceEnded
from voice_coach.session.events import NearlyHeard as NearlyACommand

_READ_SECONDS = 0.2
_FLOOR_AMPLITUDE = 3.0
"""Recordings may hold digital silence, in which recognisers hear nonsense: a trace of noise, 1/10,000 of
full scale.
"""


class EchoRemoval:
    """The coach's own sound taken out of the microphone: what was played is known."""

    def __init__(self, remover: EchoRemover, tap: ReferenceTap) -> None:
        self._remover = remover
        self._tap = tap
        self.latency_samples = remover.latency_samples

    def __call__(self, samples: Speech) -> Speech:
        return self._remover.process(samples, self._tap.take(len(samples)))


class Ears:
    """Feeds a listener and posts what it hears to the engine. Called from one thread."""

    def __init__(
        self,
        listener: Listener,
        engine: Engine,
        *,
        echo: EchoRemoval | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        self._listener = listener
        self._engine = engine
        self._echo = echo
        self._recorder = recorder
        self._heard_samples = 0
        self._latency_samples = 0 if echo is None else echo.latency_samples

    def hear(self, samples: Speech) -> None:
        """Take in what the microphone gave up to now (16 kHz, mono, int16)."""
        if self._recorder is not None:
            self._recorder.write(samples)
        if self._echo is not None:
            samples = self._echo(samples)
        state = self._engine.state_name
        if state == "ended":
            return
        self._listener.set_state(state)
        self._heard_samples += len(samples)
        for event in self._listener.feed(samples):
            self._tell(event)

    def _tell(self, event: HeardEvent) -> None:
        engine = self._engine
        match event:
            case SpeechStarted():
                engine.post(VoiceBegan())
            case ListenerHeard():
                number = event.seconds if event.seconds is not None else event.value
                heard = Heard(
                    text=event.text,
                    start_frame=self._frame_of(event.start_sample),
                    end_frame=self._frame_of(event.end_sample),
                    confidence=event.confidence,
                    source="voice",
                )
                engine.post(CommandHeard(Command(event.command, number)), heard=heard)
            case SpeechIgnored():
                self._note_ignored(event.text, event.why, event.start_sample, event.end_sample)
                engine.post(VoiceEnded())
            case NearlyHeard():
                self._note_ignored(event.text, "nearly", event.start_sample, event.end_sample)
                engine.post(NearlyACommand())

    def _note_ignored(self, text: str, why: str, start_sample: int, end_sample: int) -> None:
        start, end = (round(to_seconds(self._frame_of(at)), 6) for at in (start_sample, end_sample))
        self._engine.note("command_ignored", text=text, why=why, start=start, end=end)

    def _frame_of(self, sample: int) -> int:
        """The engine's frame at which a sample was heard: the last one taken in is now."""
        ago = (self._heard_samples - sample + self._latency_samples) * SAMPLE_RATE // HEARING_RATE
        return max(0, self._engine.position - ago)


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


class MicrophoneEars:
    """Ears on a microphone, in a thread of their own; ``close`` ends it.

    What was captured before the ears were opened is still heard: the microphone's queue keeps it. A
    microphone that is lost gives nothing until it is back; it tells of that itself.
    """

    def __init__(self, ears: Ears, microphone: Microphone) -> None:
        self._ears = ears
        self._microphone = microphone
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ears", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._thread.join(2.0)

    def _run(self) -> None:
        resampler, rate_hz = None, 0
        while not self._closing.is_set():
            block = self._microphone.read(_READ_SECONDS)
            if block is None:
                continue
            if resampler is None or block.rate_hz != rate_hz:
                rate_hz = block.rate_hz
                resampler = HearingResampler(rate_hz)
            self._ears.hear(resampler.feed(block.samples.astype(np.float32) / 32768.0))


def read_recording(path: Path) -> Speech:
    """A recording to be heard like a microphone. Raises ``InputError`` where it is no sound file."""
    from voice_coach.listening.audio_file import read_audio

    return read_audio(path)
