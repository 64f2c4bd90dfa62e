"""libspeexdsp by ctypes, where the system has it."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest

from bench.speex_canceller import SpeexCanceller
from tests.listening.echo.sounds import babble, echo_of, hiss, power_db, to_int16
from voice_coach.errors import MissingPartError

BLOCK = 256


@pytest.fixture
def canceller() -> SpeexCanceller:
    try:
        return SpeexCanceller(BLOCK)
    except MissingPartError as error:
        pytest.skip(str(error))


def test_it_takes_an_echo_out(canceller: SpeexCanceller) -> None:
    reference = babble(8, 1)
    echo = echo_of(reference, delay_samples=400)
    heard, played = to_int16(echo + hiss(len(echo), 2)), to_int16(reference)
    steps = range(0, len(heard) - BLOCK + 1, BLOCK)
    left = np.concatenate([canceller.step(heard[at : at + BLOCK], played[at : at + BLOCK]) for at in steps])
    late = slice(5 * 16_000, len(left))
    assert power_db(left[late] / 32767) < power_db(echo[late]) - 10


def test_blocks_of_another_size_and_a_closed_one_are_refused(canceller: SpeexCanceller) -> None:
    with pytest.raises(ValueError, match="a block is 256"):
        canceller.step(np.zeros(100, np.int16), np.zeros(100, np.int16))
    canceller.close()
    canceller.close()
    with pytest.raises(ValueError, match="after close"):
        canceller.step(np.zeros(BLOCK, np.int16), np.zeros(BLOCK, np.int16))


def test_without_the_library_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str) -> ctypes.CDLL:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", nothing)
    with pytest.raises(MissingPartError) as caught:
        SpeexCanceller()
    assert caught.value.code == "speexdsp-missing"
    assert "libspeexdsp1" in caught.value.hint
