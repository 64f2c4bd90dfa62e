"""Raw speech made fit to be mixed: trimmed, level-matched, faded, with a tail of true silence.

Every engine and every prompt comes out at the same loudness, so that the session's gains mean the same thing
whoever speaks. Loudness is ITU-R BS.1770-4's gated K-weighted power. The K-weighting is applied to the power
spectrum of 100 ms segments (its response is smooth at their 10 Hz resolution), four of which make a 400 ms
block: within 0.1 LU of a filter in the time domain, and quick without compiled code.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from voice_coach.audio.clip import Clip, Samples, Word
from voice_coach.audio.sample_time import SAMPLE_RATE

FINISH_VERSION = 1
"""Part of the cache key: raise it whenever anything below changes what comes out."""

TARGET_LUFS = -19.0
"""Spoken level of every clip: what podcast players expect of mono."""
PEAK_CEILING = 10 ** (-3 / 20)

_HOP_FRAMES = 110  # 5 ms: the grain in which silence is told from speech
_SILENCE_BELOW_PEAK = 10 ** (-46 / 20)
_SILENCE_ABSOLUTE = 10 ** (-75 / 20)
_KEEP_BEFORE_FRAMES = 220  # 10 ms: the breath of an "h" or "f" under the threshold
_KEEP_AFTER_FRAMES = 660  # 30 ms
_FADE_IN_FRAMES = 66  # 3 ms
_FADE_OUT_FRAMES = 440  # 20 ms
_TAIL_FRAMES = 441  # 20 ms of digital silence

_SEGMENT_FRAMES = SAMPLE_RATE // 10
_ABSOLUTE_GATE = 10 ** ((-70 + 0.691) / 10)
_RELATIVE_GATE = 0.1
_LIMITER_REACH_HOPS = 2  # gain is down 10 ms around a peak


def finish(raw: Clip) -> Clip:
    """The finished clip of ``raw``; silence gives a clip of zero frames.

    Loudness ``TARGET_LUFS``, sample peak at most ``PEAK_CEILING``, first and last sample zero, samples on the
    16-bit grid (so that a clip read from the cache equals the one put in), words shifted with the trim.
    """
    start, end = _speech_span(raw.samples)
    if start >= end:
        return Clip(np.zeros(0, np.float32))
    speech = raw.samples[start:end].astype(np.float32)
    speech = _limited(speech * np.float32(_gain_to_target(speech)))
    # Limiting took a little power away; one correction brings it back within 0.1 LU.
    speech = _limited(speech * np.float32(_gain_to_target(speech)))
    _fade(speech)
    finished = np.zeros(speech.size + _TAIL_FRAMES, np.float32)
    finished[: speech.size] = np.rint(speech * 32768.0) / 32768.0
    words = tuple(
        Word(word.text, max(word.start_frame, start) - start, min(word.end_frame, end) - start)
        for word in raw.words
        if word.start_frame < end and word.end_frame > start
    )
    return Clip(finished, words)


def loudness_lufs(samples: Samples) -> float:
    """Gated loudness of mono ``samples`` at ``SAMPLE_RATE`` after BS.1770-4; -inf for silence.

    What is shorter than one 400 ms block is measured as one block of its own length.
    """
    count = max(1, samples.size // _SEGMENT_FRAMES)
    segments = np.zeros((count, _SEGMENT_FRAMES), np.float32)
    kept = samples[: segments.size]
    segments.reshape(-1)[: kept.size] = kept
    power = np.square(np.abs(np.fft.rfft(segments, axis=1))) @ _k_weights()
    if samples.size < _SEGMENT_FRAMES:
        power *= _SEGMENT_FRAMES / max(1, samples.size)
    width = min(4, count)
    totals = np.concatenate(([0.0], np.cumsum(power, dtype=np.float64)))
    blocks = (totals[width:] - totals[:-width]) / width
    blocks = blocks[blocks > _ABSOLUTE_GATE]
    if blocks.size == 0:
        return float("-inf")
    blocks = blocks[blocks >= _RELATIVE_GATE * blocks.mean()]
    return float(-0.691 + 10 * np.log10(blocks.mean()))


@lru_cache(maxsize=1)
def _k_weights() -> npt.NDArray[np.float64]:
    """What each bin of a segment's power spectrum adds to its mean K-weighted power."""
    weights = k_response(np.fft.rfftfreq(_SEGMENT_FRAMES, 1 / SAMPLE_RATE)) ** 2
    weights[1:] *= 2  # a real signal's bins stand for two; the odd segment has no bin at Nyquist
    return weights / _SEGMENT_FRAMES**2


def k_response(hertz: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Magnitude of BS.1770's two filters at ``hertz``: its 48 kHz coefficients, taken at that rate."""
    z = np.exp(-2j * np.pi * hertz / 48_000)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.asarray(np.abs(shelf * high_pass))


def _gain_to_target(speech: Samples) -> float:
    level = loudness_lufs(speech)
    if level == float("-inf"):
        return 1.0
    return float(10 ** ((TARGET_LUFS - level) / 20))


def _speech_span(samples: Samples) -> tuple[int, int]:
    """First and past-last frame of what is not silence, with a little room around it; (0, 0) if all is."""
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
    """Peaks above the ceiling turned down by a gain that bends over 10 ms, so that nothing is cut off."""
    if float(np.abs(speech).max(initial=0.0)) <= PEAK_CEILING:
        return speech
    hops = -(-speech.size // _HOP_FRAMES)
    padded = np.zeros(hops * _HOP_FRAMES, np.float32)
    padded[: speech.size] = np.abs(speech)
    needed = np.minimum(1.0, PEAK_CEILING / np.maximum(padded.reshape(hops, -1).max(axis=1), 1e-9))
    reach = _LIMITER_REACH_HOPS
    wide = np.lib.stride_tricks.sliding_window_view(np.pad(needed, reach, mode="edge"), 2 * reach + 1)
    lowest = wide.min(axis=1)
    # Between the middles of hops the gain runs straight; each end is the least of five hops, so no sample of
    # the hops between can need less.
    middles = (np.arange(hops) + 0.5) * _HOP_FRAMES
    gain = np.interp(np.arange(speech.size), middles, lowest)
    return np.asarray(speech * gain, dtype=np.float32)


def _fade(speech: Samples) -> None:
    fade_in = min(_FADE_IN_FRAMES, speech.size // 2)
    fade_out = min(_FADE_OUT_FRAMES, speech.size // 2)
    speech[:fade_in] *= np.linspace(0, 1, fade_in, endpoint=False, dtype=np.float32)
    speech[speech.size - fade_out :] *= np.linspace(1, 0, fade_out, dtype=np.float32)
