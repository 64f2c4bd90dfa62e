"""What the services do, without a network."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np

from voice_coach.audio.clip import Clip
from voice_coach.errors import InputError
from voice_coach.listening.decision import Adjust
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.hear_file import CommandHeard, hear_samples
from voice_coach.listening.heard import CommandWithdrawn
from voice_coach.listening.recogniser import HEARING_RATE, Recogniser, Speech
from voice_coach.listening.resample import HearingResampler
from voice_coach.speaking.maker import PromptMaker
from voice_coach.speaking.voice import VoiceInfo

LONGEST_SPEECH_SECONDS = 60.0
LONGEST_TEXT = 2_000
_VOICES_KEPT = 3
_RATES = range(8_000, 96_001)


class Desk:
    """One thing at a time, for any thread."""

    def __init__(
        self,
        recogniser: Recogniser,
        grammar: Grammar,
        adjust: Adjust,
        state: str,
        voices: tuple[VoiceInfo, ...],
        default_voice: str,
        open_maker: Callable[[str], PromptMaker],
    ) -> None:
        self.language = grammar.language
        self.recogniser_name = recogniser.name
        self.voices, self.default_voice = voices, default_voice
        self._hearing = (state, recogniser, grammar, adjust)
        self._open_maker = open_maker
        self._makers: OrderedDict[str, PromptMaker] = OrderedDict()
        self._busy = threading.Lock()

    def hear(self, samples: Speech) -> str:
        """As ``voice-coach hear`` (16 kHz, 16 bit): the words of the commands."""
        found: list[str] = []
        with self._busy:
            for event in hear_samples(samples, *self._hearing):
                if isinstance(event, CommandWithdrawn):
                    found.pop()
                elif isinstance(event, CommandHeard):
                    found.append(event.text)
        return " ".join(found)

    def say(self, text: str, voice: str) -> Clip:
        """As ``voice-coach voices --say`` (empty: the best).

        Raises InputError: no such voice, or too much text or none.
        """
        said = " ".join(text.split())
        if not said or len(said) > LONGEST_TEXT:
            raise InputError(
                f"The text has {len(said)} characters.", hint=f"From 1 to {LONGEST_TEXT}.", code="bad-text"
            )
        name = voice or self.default_voice
        if voice and voice not in {one.name for one in self.voices}:
            raise InputError(f"There is no voice {voice[:60]!r}.", code="unknown-voice")
        with self._busy:
            maker = self._makers.pop(name, None) or self._open_maker(name)
            self._makers[name] = maker
            while len(self._makers) > _VOICES_KEPT:
                self._makers.popitem(last=False)[1].close()
            return maker.clip(said)

    def close(self) -> None:
        with self._busy:
            for maker in self._makers.values():
                maker.close()
            self._makers.clear()
            self._hearing[1].close()


class Utterance:
    """A client's speech in chunks, at any rate and channels."""

    def __init__(self, rate_hz: int, width_bytes: int, channels: int) -> None:
        """Raises InputError (`bad-sound`) unless 16 bit at a usual rate."""
        if width_bytes != 2 or rate_hz not in _RATES or not 1 <= channels <= 8:
            raise InputError(
                f"Sound of {8 * width_bytes} bit at {rate_hz} Hz in {channels} channels isn't taken.",
                hint="Send 16 bit, 8 to 96 kHz.",
                code="bad-sound",
            )
        self._resampler = HearingResampler(rate_hz)
        self._channels = channels
        self._pieces: list[Speech] = []
        self._left = round(LONGEST_SPEECH_SECONDS * rate_hz)

    def add(self, sound: bytes) -> None:
        """Add a chunk; what comes after a minute is dropped."""
        frame_bytes = 2 * self._channels
        whole = np.frombuffer(sound[: len(sound) // frame_bytes * frame_bytes], dtype="<i2")
        frames = whole.reshape(-1, self._channels)[: self._left]
        self._left -= len(frames)
        if len(frames):
            mono = frames.astype(np.float32).mean(axis=1, dtype=np.float32) / np.float32(32_768.0)
            self._pieces.append(self._resampler.feed(mono))

    def samples(self) -> Speech:
        """All of it, at 16 kHz."""
        self._pieces.append(self._resampler.feed(np.zeros(0, np.float32), last=True))
        return np.concatenate(self._pieces)


__all__ = ["HEARING_RATE", "Desk", "Utterance"]
