"""Raw speech made ready to mix: trimmed, faded, with a silent tail, and equally loud for every engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from voice_coach.audio.clip import Clip, Samples, Word
from voice_coach.audio.loudness import energies, gated_lufs, in_segments, weighted_energies

FINISH_VERSION = 4
"""In the cache key: raise it when the result changes."""

TARGET_LUFS = -19.0
"""What podcast players expect of mono."""
PEAK_CEILING = 10 ** (-4 / 20)
"""A session turned up by 2 or 3 dB then rarely needs the limiter."""

_HOP_FRAMES = 120  # 5 ms: the grain in which silence is told from speech
_SILENCE_BELOW_PEAK = 10 ** (-46 / 20)
_SILENCE_ABSOLUTE = 10 ** (-75 / 20)
_KEEP_BEFORE_FRAMES = 240  # 10 ms: the breath of an "h" or "f" under the threshold
_KEEP_AFTER_FRAMES = 720  # 30 ms
_SOFT_ONSET_FRAMES = 1440  # 60 ms: a soft "th" that the aligner takes for silence
_LEVELLING_ROUNDS = 6  # limiting takes power away, which the next round gives back
_LEVEL_TOLERANCE_DB = 0.1
_FADE_IN_FRAMES = 72  # 3 ms
_FADE_OUT_FRAMES = 480  # 20 ms
_TAIL_FRAMES = 480  # 20 ms of digital silence


def finish(raw: Clip) -> Clip:
    """``TARGET_LUFS``, peak at most ``PEAK_CEILING``, zero at both ends, on the 16-bit grid (as cached),
    words shifted with the trim. Silence gives zero frames.
    """
    start, end = _speech_span(raw.samples)
    if start >= end:
        return Clip(np.zeros(0, np.float32))
    # The tail is there while levels are measured: a clip must measure as it will be heard.
    faded = np.zeros(end - start + _TAIL_FRAMES, np.float32)
    faded[: end - start] = raw.samples[start:end]
    _fade(faded[: end - start])
    finished = np.rint(_levelled(faded) * np.float32(32768)) / np.float32(32768)
    words = tuple(
        Word(word.text, max(word.start_frame, start) - start, min(word.end_frame, end) - start)
        for word in raw.words
        if word.start_frame < end and word.end_frame > start
    )
    return Clip(finished, _from_the_onset(words))


def _from_the_onset(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The first word begins with the sound if it nearly does."""
    if not words or not _KEEP_BEFORE_FRAMES < words[0].start_frame <= _SOFT_ONSET_FRAMES:
        return words
    return (replace(words[0], start_frame=_KEEP_BEFORE_FRAMES), *words[1:])


def _levelled(speech: Samples) -> Samples:
    segments = in_segments(speech)
    weighted, plain = weighted_energies(segments), energies(segments)
    for _ in range(_LEVELLING_ROUNDS):
        missing_db = TARGET_LUFS - gated_lufs(weighted, speech.size)
        if not _LEVEL_TOLERANCE_DB < abs(missing_db) < float("inf"):
            break
        speech = _limited(speech * np.float32(10 ** (missing_db / 20)))
        # What limiting does to a segment's energy it does to its weighted energy: no second transform.
        before, plain = plain, energies(in_segments(speech))
        weighted *= plain / np.maximum(before, 1e-30)
    return _limited(speech)  # what's too short to have a level was never limited


def _speech_span(samples: Samples) -> tuple[int, int]:
    """With a little room; (0, 0) for silence."""
    padded = np.zeros(-(-samples.size // _HOP_FRAMES) * _HOP_FRAMES, np.float32)
    padded[: samples.size] = samples
    peaks = np.abs(padded.reshape(-1, _HOP_FRAMES)).max(axis=1, initial=0.0)
    loudest = float(peaks.max(initial=0.0))
    if not loudest > _SILENCE_ABSOLUTE:
        return 0, 0
    sounding = np.flatnonzero(peaks > max(loudest * _SILENCE_BELOW_PEAK, _SILENCE_ABSOLUTE))
    start = int(sounding[0]) * _HOP_FRAMES - _KEEP_BEFORE_FRAMES
    end = int(sounding[-1] + 1) * _HOP_FRAMES + _KEEP_AFTER_FRAMES
    return max(0, start), min(samples.size, end)


def _limited(speech: Samples) -> Samples:
    """By a gain that bends over 10 ms."""
    hops = -(-speech.size // _HOP_FRAMES)
    padded = np.zeros((hops, _HOP_FRAMES), np.float32)
    padded.reshape(-1)[: speech.size] = speech
    peaks = np.maximum(padded.max(axis=1), -padded.min(axis=1))
    if float(peaks.max()) <= PEAK_CEILING:
        return speech
    needed = np.minimum(1.0, PEAK_CEILING / np.maximum(peaks, 1e-9))
    # The gain runs straight from edge to edge of a hop. An edge has the least gain that the two hops on each
    # side need, so both edges of a hop satisfy it, and so does every frame between.
    around = np.pad(needed, 2, constant_values=1.0)
    edges = np.minimum.reduce([around[shift : shift + hops + 1] for shift in range(4)]).astype(np.float32)
    touched = np.flatnonzero((edges[:-1] < 1) | (edges[1:] < 1))
    left, right = edges[touched, None], edges[touched + 1, None]
    padded[touched] *= left + (right - left) * np.linspace(
        0, 1, _HOP_FRAMES, endpoint=False, dtype=np.float32
    )
    return padded.reshape(-1)[: speech.size]


def _fade(speech: Samples) -> None:
    fade_in = min(_FADE_IN_FRAMES, -(-speech.size // 2))  # rounded up: even one frame must start at zero
    fade_out = min(_FADE_OUT_FRAMES, speech.size // 2)
    speech[:fade_in] *= np.linspace(0, 1, fade_in, endpoint=False, dtype=np.float32)
    speech[speech.size - fade_out :] *= np.linspace(1, 0, fade_out, dtype=np.float32)
