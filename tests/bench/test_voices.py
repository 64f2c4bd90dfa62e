"""The bench of voices measures what it says: tried on sound and words whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from bench.judges import joined, words_wrong
from bench.prosody import pace_of, pitch_hz, spread_semitones
from bench.voice_lines import product_lines
from bench.voice_words import plain_words
from bench.voices import _is_clipped, _length_ratios, _runs_on
from voice_coach.audio.clip import Clip, Samples, Word
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.routine.estimate import sentence_seconds


def tone(hertz: float, seconds: float, level: float = 0.3) -> Samples:
    """A buzz with eight harmonics."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    sound = sum(np.sin(2 * np.pi * hertz * harmonic * time) / harmonic for harmonic in range(1, 9))
    return np.asarray(level * sound / 2, np.float32)


@pytest.mark.parametrize(
    ("said", "heard", "wrong"),
    [
        ("Your IT band.", "your I-T band", 0),
        ("On to 20 more seconds", "onto twenty more seconds.", 0),
        ("About five minutes", "about 5 minutes", 0),
        ("Rest there", "wrest there", 1),
        ("Rest there", "rest", 1),
        ("Rest", "take a rest", 2),
    ],
)
def test_words_wrong(said: str, heard: str, wrong: int) -> None:
    wanted, got = plain_words(said, "en"), plain_words(heard, "en")
    got = joined(got, wanted)
    assert words_wrong(joined(wanted, got), got) == wrong


def test_pitch_and_its_spread() -> None:
    low, high = tone(110, 1.0), tone(220, 1.0)
    assert np.median(pitch_hz(low)) == pytest.approx(110, rel=0.02)
    assert np.median(pitch_hz(high)) == pytest.approx(220, rel=0.02)
    noise = np.random.default_rng(1).standard_normal(SAMPLE_RATE).astype(np.float32)
    assert pitch_hz(noise).size < 10
    assert spread_semitones([pitch_hz(low), pitch_hz(high)]) == pytest.approx(6, abs=1.0)


def test_pace_leaves_pauses_out() -> None:
    places = [("Rest", 0.0, 0.5), ("there", 0.5, 1.0), ("Breathe", 1.5, 2.0)]
    words = tuple(Word(text, round(a * SAMPLE_RATE), round(b * SAMPLE_RATE)) for text, a, b in places)
    pace = pace_of("Rest there. Breathe.", Clip(np.zeros(3 * SAMPLE_RATE, np.float32), words))
    assert pace is not None
    assert (pace.words, pace.seconds, pace.pauses) == (3, 1.5, (0.5,))
    assert pace_of("Rest.", Clip(np.zeros(10, np.float32), words)) is None


def test_what_clips_and_what_runs_on_is_found() -> None:
    assert not _is_clipped(tone(110, 0.5))
    assert _is_clipped(np.clip(tone(110, 0.5, level=3.0), -1, 1))
    word = Word("Rest", 0, SAMPLE_RATE)
    quiet = np.zeros(SAMPLE_RATE, np.float32)
    noise = np.random.default_rng(1).standard_normal(SAMPLE_RATE).astype(np.float32) * 0.05
    assert not _runs_on(Clip(np.concatenate([tone(110, 1.0), quiet]), (word,)))
    assert _runs_on(Clip(np.concatenate([tone(110, 1.0), noise]), (word,)))
    assert _runs_on(Clip(tone(110, 1.0)))


def test_a_line_far_too_long_or_short_is_found() -> None:
    lines = product_lines("en")[::6]
    seconds = [sentence_seconds(line) for line in lines]

    def odd() -> set[int]:
        ratios = _length_ratios(lines, seconds, "en").values()
        return {at for at, ratio in enumerate(ratios) if not 0.8 <= ratio <= 1.3}

    # The letters suggest another length for a line or two.
    before = odd()
    seconds[40] *= 1.6
    seconds[41] *= 0.5
    assert len(before) < 5
    assert odd() - before == {40, 41}
