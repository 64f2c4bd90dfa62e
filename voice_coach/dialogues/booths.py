"""Where enrolment happens: on devices, or on two files on the sample clock."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.cues import CueSheet
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.audio.wav import WavWriter
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.playing.keyboard import listening_keys
from voice_coach.safety.dialog import Reply
from voice_coach.speaking.maker import PromptMaker

if TYPE_CHECKING:
    from voice_coach.session.commands import Command

Show = Callable[[str], None]

_BLOCK_SAMPLES = HEARING_RATE // 50
_KEYS: dict[str, Reply] = {"yes": "yes", "no": "no", "next": "no", "stop": "stop"}
_FLOOR_AMPLITUDE = 3.0
"""Under a recording and after it, against digital silence."""


class FileBooth:
    """A recording that runs with a file being played: reproducible."""

    def __init__(
        self, recording: Speech, speaker: Path, prompts: PromptMaker, stack: ExitStack, show: Show
    ) -> None:
        """``show`` prints what's said; ``stack`` closes the file. Raises OutputError."""
        self._recording = recording
        self._show = show
        self._prompts = prompts
        self._cues = CueSheet.load()
        self._writer = stack.enter_context(WavWriter(speaker))
        self._noise = np.random.default_rng(1)

    @property
    def heard_samples(self) -> int:
        """How far the recording has run."""
        return self._writer.frames * HEARING_RATE // SAMPLE_RATE

    def say(self, text: str) -> None:
        self._show(text)
        self._writer.write(self._prompts.clip(text).samples)

    def cue(self, name: str) -> None:
        self._writer.write(self._cues.clip(name).samples)

    def listen(self, seconds: float) -> Iterator[Speech]:
        for _ in range(round(seconds * HEARING_RATE / _BLOCK_SAMPLES)):
            start = self.heard_samples
            frames = _BLOCK_SAMPLES * SAMPLE_RATE // HEARING_RATE
            self._writer.write(np.zeros(frames, np.float32))
            yield self._heard(start, self.heard_samples)

    def pressed(self) -> Reply | None:
        return None

    def _heard(self, start: int, end: int) -> Speech:
        part = self._recording[start:end].astype(np.float64)
        floor = self._noise.standard_normal(end - start) * _FLOOR_AMPLITUDE
        heard = np.concatenate((part, np.zeros(end - start - len(part)))) + floor
        return np.clip(np.round(heard), -32768, 32767).astype(np.int16)


class DeviceBooth:
    """Microphone, loudspeaker and keyboard; ``stack`` closes them."""

    def __init__(
        self,
        microphone: str | None,
        speaker: str | None,
        prompts: PromptMaker,
        stack: ExitStack,
        show: Show,
    ) -> None:
        """``show`` prints what's said.

        Raises DeviceError, InputError or MissingPartError.
        """
        from voice_coach.audio.input_stream import InputStream
        from voice_coach.audio.output_stream import OutputStream

        self._show = show
        self._microphone = InputStream(microphone)
        stack.callback(self._microphone.close)
        self._speaker = OutputStream(speaker)
        stack.callback(self._speaker.close)
        self._prompts = prompts
        self._cues = CueSheet.load()
        self._keys: queue.Queue[Reply] = queue.Queue()
        stack.enter_context(listening_keys(self._press, lambda: "confirm"))

    def say(self, text: str) -> None:
        self._show(text)
        self._play(self._prompts.clip(text).samples)

    def cue(self, name: str) -> None:
        self._play(self._cues.clip(name).samples)

    def listen(self, seconds: float) -> Iterator[Speech]:
        from voice_coach.listening.microphone_sound import microphone_sound

        while self._microphone.read(0.0) is not None:
            pass  # While the coach spoke it heard the coach.
        left = round(seconds * HEARING_RATE)
        for heard in microphone_sound(self._microphone, lambda: self._microphone.lost):
            left -= len(heard)
            yield heard
            if left <= 0:
                return

    def pressed(self) -> Reply | None:
        try:
            return self._keys.get_nowait()
        except queue.Empty:
            return None

    def _play(self, samples: Samples) -> None:
        self._speaker.write(samples)
        self._speaker.drain()

    def _press(self, command: Command) -> None:
        if command.name in _KEYS:
            self._keys.put(_KEYS[command.name])
