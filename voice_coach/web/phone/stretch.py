"""Slower or faster speech at the same pitch: overlapped pieces (WSOLA)."""

from __future__ import annotations

import numpy as np

from voice_coach.audio.clip import Clip, Samples, Word
from voice_coach.audio.sample_time import to_frames

_PIECE_FRAMES = 2 * to_frames(0.015)
"""30 ms: two periods of a low voice."""
_HOP_FRAMES = _PIECE_FRAMES // 2
_SEARCH_FRAMES = to_frames(0.008)
"""A low voice's period to both sides."""


def stretched(clip: Clip, factor: float) -> Clip:
    """``clip`` at ``factor`` times its length, words included."""
    frames = round(clip.frames * factor)
    if factor == 1.0 or clip.frames == 0:
        return clip
    words = tuple(
        Word(
            word.text,
            min(frames, round(word.start_frame * factor)),
            min(frames, round(word.end_frame * factor)),
        )
        for word in clip.words
    )
    return Clip(_overlapped(clip.samples, frames), words)


def _overlapped(samples: Samples, frames: int) -> Samples:
    """``samples`` as ``frames`` frames."""
    window = np.hanning(_PIECE_FRAMES + 1)[:-1].astype(np.float32)
    margin = _PIECE_FRAMES + _SEARCH_FRAMES
    sound = np.concatenate((np.zeros(margin, np.float32), samples, np.zeros(2 * margin, np.float32)))
    out = np.zeros(frames + 2 * _PIECE_FRAMES, np.float32)
    step = samples.shape[0] / frames
    last = len(sound) - _PIECE_FRAMES - _HOP_FRAMES
    taken = margin - _HOP_FRAMES
    for start in range(0, frames + _HOP_FRAMES, _HOP_FRAMES):
        wanted = margin - _HOP_FRAMES + round(start * step)
        if start:
            # What followed the last piece should be heard now: the place most like it.
            follows = sound[taken + _HOP_FRAMES : taken + _HOP_FRAMES + _PIECE_FRAMES]
            first = min(max(0, wanted - _SEARCH_FRAMES), last - 1)
            past = min(wanted + _SEARCH_FRAMES, last)
            taken = first + _likest(sound[first : past + _PIECE_FRAMES], follows)
        out[start : start + _PIECE_FRAMES] += window * sound[taken : taken + _PIECE_FRAMES]
    return out[_HOP_FRAMES : _HOP_FRAMES + frames]


def _likest(room: Samples, piece: Samples) -> int:
    """Where in ``room`` the best match of ``piece`` begins."""
    likeness = np.correlate(room, piece, "valid")
    energy = np.cumsum(np.concatenate((np.zeros(1), room.astype(np.float64) ** 2)))
    power = energy[len(piece) :] - energy[: -len(piece)]
    return int(np.argmax(likeness / np.sqrt(power + 1e-6)))
