"""Finishing: one level for all, silence that is silence, words that stay with their sound."""

from __future__ import annotations

import math

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import examples
from tests.speaking.prompts import PROMPTS
from voice_coach.audio.clip import Clip, Samples, Word
from voice_coach.audio.loudness import loudness_lufs
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.speaking.espeak import EspeakVoice
from voice_coach.speaking.finish import PEAK_CEILING, TARGET_LUFS, finish

RAW = {text: EspeakVoice().synthesise(text, words_per_minute=145) for text in PROMPTS}


def biquad(samples: list[float], b: tuple[float, ...], a: tuple[float, ...]) -> list[float]:
    out = []
    x1 = x2 = y1 = y2 = 0.0
    for x in samples:
        y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2
        x1, x2, y1, y2 = x, x1, y, y1
        out.append(y)
    return out


def reference_lufs(samples: Samples) -> float:
    """BS.1770-4 to the letter: at 48 kHz, filtered in the time domain, blocks of 400 ms every 100 ms."""
    at_48k = np.asarray(soxr.resample(samples, SAMPLE_RATE, 48_000, quality="VHQ"), dtype=np.float64).tolist()
    shelf = (1.53512485958697, -2.69169618940638, 1.19839281085285), (-1.69065929318241, 0.73248077421585)
    high_pass = (1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)
    weighted = np.array(biquad(biquad(at_48k, *shelf), *high_pass))
    starts = range(0, max(1, weighted.size - 19_200 + 1), 4_800)
    powers = np.array([float(np.mean(weighted[start : start + 19_200] ** 2)) for start in starts])
    powers = powers[powers > 10 ** ((-70 + 0.691) / 10)]
    powers = powers[powers > 0.1 * powers.mean()]
    return float(-0.691 + 10 * math.log10(powers.mean()))


@pytest.mark.parametrize("text", PROMPTS[4:])
def test_loudness_agrees_with_the_standard(text: str) -> None:
    assert loudness_lufs(RAW[text].samples) == pytest.approx(reference_lufs(RAW[text].samples), abs=0.35)


def test_loudness_of_the_standard_s_sine() -> None:
    sine = 0.1 * np.sin(2 * np.pi * 997 * np.arange(SAMPLE_RATE * 3) / SAMPLE_RATE)
    # BS.1770: a 997 Hz sine at 0 dBFS in one channel reads -3.01 LKFS.
    assert loudness_lufs(sine.astype(np.float32)) == pytest.approx(-23.01, abs=0.05)


@pytest.mark.parametrize("text", PROMPTS)
def test_every_prompt_comes_out_at_the_same_level(text: str) -> None:
    clip = finish(RAW[text])
    assert loudness_lufs(clip.samples) == pytest.approx(TARGET_LUFS, abs=0.5)
    assert np.abs(clip.samples).max() <= PEAK_CEILING + 1e-4


@pytest.mark.parametrize("text", PROMPTS)
def test_words_keep_their_sound(text: str) -> None:
    raw, clip = RAW[text], finish(RAW[text])
    assert [word.text for word in clip.words] == [word.text for word in raw.words]
    shift = raw.words[-1].start_frame - clip.words[-1].start_frame
    for before, after in zip(raw.words[1:], clip.words[1:], strict=True):
        assert before.start_frame - after.start_frame == shift
    assert clip.words[-1].end_frame <= clip.frames - 480


def noise(seed: int, frames: int) -> Samples:
    return np.random.default_rng(seed).standard_normal(frames).astype(np.float32)


shapes = st.tuples(
    st.integers(0, 9_000),
    st.integers(0, 40_000),
    st.integers(0, 9_000),
    st.floats(1e-5, 4.0),
    st.integers(0, 99),
)


@settings(max_examples=examples(80), deadline=None)
@given(shapes)
def test_whatever_goes_in_is_safe_to_mix(shape: tuple[int, int, int, float, int]) -> None:
    lead, frames, tail, gain, seed = shape
    sound = noise(seed, frames) * np.float32(gain)
    samples = np.concatenate([np.zeros(lead, np.float32), sound, np.zeros(tail, np.float32)])
    words = (Word("word", lead, lead + frames),) if frames else ()
    clip = finish(Clip(samples, words))
    if clip.frames == 0:
        assert frames == 0 or np.abs(sound).max() <= 2e-4
        return
    assert clip.samples[0] == 0.0
    assert not clip.samples[-480:].any()
    assert np.abs(clip.samples).max() <= PEAK_CEILING + 1e-4
    assert np.array_equal(clip.samples, np.rint(clip.samples * 32768) / 32768)
    for word in clip.words:
        assert 0 <= word.start_frame < word.end_frame <= clip.frames - 480
    assert clip.frames <= frames + 480 + 240 + 720 + 2 * 120
    if frames > 9_000 and gain > 1e-3:  # fainter is no speech
        assert loudness_lufs(clip.samples) == pytest.approx(TARGET_LUFS, abs=1.0)


@pytest.mark.parametrize("frames", [0, 1, 50_000])
def test_silence_becomes_nothing(frames: int) -> None:
    assert finish(Clip(np.zeros(frames, np.float32))).frames == 0


def test_the_raw_clip_is_left_alone() -> None:
    raw = RAW["Hold."]
    before = raw.samples.copy()
    finish(raw)
    assert np.array_equal(raw.samples, before)


def test_finishing_leaves_no_jump_at_either_end() -> None:
    clip = finish(Clip(np.sign(noise(1, SAMPLE_RATE)) * np.float32(0.3)))
    steps = np.abs(np.diff(clip.samples))
    assert steps[:3].max() < 0.05
    assert steps[-500:].max() < 0.05


@pytest.mark.parametrize(("told_ms", "begins_ms"), [(40, 10), (60, 10), (80, 80)])
def test_a_first_word_that_nearly_begins_with_the_sound_does(told_ms: int, begins_ms: int) -> None:
    sound = np.random.default_rng(1).normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
    lead = SAMPLE_RATE // 10
    raw = np.concatenate([np.zeros(lead, np.float32), sound])
    onset = lead - SAMPLE_RATE // 100
    words = (
        Word("that's", onset + told_ms * SAMPLE_RATE // 1000, onset + 7200),
        Word("half", onset + 7200, 24000),
    )
    first, second = finish(Clip(raw, words)).words
    assert first.start_frame == begins_ms * SAMPLE_RATE // 1000
    assert second.start_frame == 7200
