"""The levels of a microphone, and advice that fits them."""

from __future__ import annotations

import numpy as np
import pytest

from voice_coach.listening.levels import Levels, advice, measure

GOOD = Levels(-22, -62, 0)


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        (GOOD, ()),
        (Levels(-120, -120, 0), ("muted",)),
        (Levels(-20, -60, 0.01), ("clipped",)),
        (Levels(-50, -70, 0), ("quiet",)),
        (Levels(-20, -35, 0), ("noisy",)),
        (Levels(-40, -48, 0), ("stands out",)),
        (Levels(-40, -51.9, 0), ("stands out",)),
        (Levels(-40, -52.5, 0), ()),
        (Levels(-30, -42, 0), ()),
        (Levels(-20, -41.9, 0), ("noisy",)),
        (Levels(-45, -70, 0), ()),
        (Levels(-45.1, -70, 0), ("quiet",)),
        (Levels(-50, -35, 0.01), ("clipped", "quiet", "noisy")),
    ],
)
def test_advice_fits_the_sound(levels: Levels, words: tuple[str, ...]) -> None:
    found = advice(levels)
    assert len(found) == len(words)
    assert all(word in sentence for word, sentence in zip(words, found, strict=True))


def test_levels_are_those_of_the_sound() -> None:
    rng = np.random.default_rng(1)
    quiet, loud = rng.standard_normal(32_000) * 33, rng.standard_normal(32_000) * 3300
    levels = measure(np.concatenate((quiet, loud)).astype(np.int16))
    assert levels.room_db == pytest.approx(-60, abs=1)
    assert levels.voice_db == pytest.approx(-20, abs=1)
    assert measure(np.zeros(16_000, np.int16)).voice_db == -120
    assert measure(np.zeros(0, np.int16)).room_db == -120
    assert measure(np.full(16_000, 32767, np.int16)).clipped == 1
