"""The coach's sentences: an Opus clip each, decoded when needed.

Sentences with endless fillings ("4 minutes and 30 seconds in all.") are joined from pieces. Others stay
unsaid and go to ``missing``.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from voice_coach.audio.clip import Clip, Samples, Word
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames
from voice_coach.speaking.rate import DEFAULT_WORDS_PER_MINUTE
from voice_coach.web.phone.foreign import Foreign
from voice_coach.web.phone.opus import OpusDecoder
from voice_coach.web.phone.stretch import stretched

FORMAT = 1
_GAP_FRAMES = to_frames(0.03)
"""Between pieces, besides each one's own silence."""
_KEPT_FRAMES = to_frames(90)
_EDGES = re.compile(r"^[\s,.;:]+|[\s,.;:]+$")


@dataclass(frozen=True)
class _Entry:
    start: int
    size: int
    skip_frames: int
    frames: int
    words: tuple[Word, ...]


class Data(Protocol):
    """Bytes of which parts are taken; they may lie outside Python's memory."""

    def __getitem__(self, part: slice) -> bytes: ...


class ClipPack:
    """A ``playing.sounds.Prompts``. ``index`` is JSON; its places point into ``data``."""

    def __init__(self, index: str, data: Data, decoder: Foreign) -> None:
        """Raises ValueError for a wrong index."""
        content = json.loads(index)
        if content["format"] != FORMAT or content["rate"] != SAMPLE_RATE:
            raise ValueError("the clips aren't of this version")
        self._data = data
        self._decoder = OpusDecoder(decoder, SAMPLE_RATE)
        self._lines = {text: _entry(values) for text, values in content["lines"].items()}
        self._pieces = {text: _entry(values) for text, values in content["pieces"].items()}
        self._made: OrderedDict[tuple[str, int], Clip] = OrderedDict()
        self._made_frames = 0
        self.missing: list[str] = []

    def clip(
        self,
        text: str,
        words_per_minute: int = DEFAULT_WORDS_PER_MINUTE,
        passage: tuple[str, ...] = (),
    ) -> Clip:
        key = (text, words_per_minute)
        if key in self._made:
            self._made.move_to_end(key)
            return self._made[key]
        made = self._whole(text)
        if words_per_minute != DEFAULT_WORDS_PER_MINUTE:
            made = stretched(made, DEFAULT_WORDS_PER_MINUTE / words_per_minute)
        self._keep(key, made)
        return made

    def _keep(self, key: tuple[str, int], clip: Clip) -> None:
        self._made[key] = clip
        self._made_frames += clip.frames
        while self._made_frames > _KEPT_FRAMES and len(self._made) > 1:
            _, oldest = self._made.popitem(last=False)
            self._made_frames -= oldest.frames

    def _whole(self, text: str) -> Clip:
        entry = self._lines.get(text)
        if entry is not None:
            return self._decoded(entry)
        names = pieces_of(text, self._pieces)
        if names is None:
            if text.strip():
                self.missing.append(text)
            return Clip(np.zeros(0, np.float32))
        return _joined([self._decoded(self._pieces[name]) for name in names])

    def _decoded(self, entry: _Entry) -> Clip:
        packets = self._data[entry.start : entry.start + entry.size]
        return Clip(self._decoder.decode(packets, entry.skip_frames, entry.frames), entry.words)


def pieces_of(text: str, pieces: Mapping[str, object]) -> list[str] | None:
    """``text`` as longest-fitting ``pieces``, ignoring commas and stops between them; None if something is
    left."""
    found: list[str] = []
    rest = _EDGES.sub("", text)
    while rest:
        fitting = [name for name in pieces if _begins(rest, name)]
        if not fitting:
            return None
        found.append(max(fitting, key=len))
        rest = _EDGES.sub("", rest[len(found[-1]) :])
    return found or None


def piece_text(text: str) -> str:
    """``text`` without the commas and stops around it."""
    return _EDGES.sub("", text)


def _begins(text: str, piece: str) -> bool:
    return text.startswith(piece) and not text[len(piece) : len(piece) + 1].isalnum()


def _joined(clips: Sequence[Clip]) -> Clip:
    parts: list[Samples] = []
    words: list[Word] = []
    at = 0
    for clip in clips:
        if parts:
            parts.append(np.zeros(_GAP_FRAMES, np.float32))
            at += _GAP_FRAMES
        words += [Word(word.text, at + word.start_frame, at + word.end_frame) for word in clip.words]
        parts.append(clip.samples)
        at += clip.frames
    return Clip(np.concatenate(parts), tuple(words))


def _entry(values: Sequence[object]) -> _Entry:
    start, size, skip_frames, frames, words = values
    assert isinstance(words, list)
    spoken = tuple(Word(str(text), int(begin), int(end)) for text, begin, end in words)
    return _Entry(int(str(start)), int(str(size)), int(str(skip_frames)), int(str(frames)), spoken)
