"""The tones: samples made on the computer, bit for bit."""

from __future__ import annotations

import json

import numpy as np

from voice_coach.audio.clip import Clip
from voice_coach.errors import InputError


class ReadyCues:
    """A ``playing.sounds.Cues``. ``index`` is JSON: each cue's frames, in ``data``'s order."""

    def __init__(self, index: str, data: bytes) -> None:
        samples = np.frombuffer(data, "<f4")
        self._clips: dict[str, Clip] = {}
        at = 0
        for name, frames in json.loads(index).items():
            self._clips[name] = Clip(samples[at : at + frames].astype(np.float32))
            at += frames

    def clip(self, name: str) -> Clip:
        if name not in self._clips:
            raise InputError(f"There is no cue called '{name}'.", code="cue-unknown")
        return self._clips[name]
