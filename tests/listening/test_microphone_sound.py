"""From a device's blocks to sound at the hearing rate: every frame that passed is there, heard or not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.audio.input_stream import CapturedBlock
from voice_coach.listening.microphone_sound import microphone_sound
from voice_coach.listening.recogniser import HEARING_RATE

BLOCK_FRAMES = 480


class Lossy:
    """A microphone that counts up, of whose blocks some are lost on the way."""

    def __init__(
        self, blocks: int, lost: frozenset[int], rate_hz: int = 48_000, first_frame: int = 0
    ) -> None:
        ramp = np.arange(BLOCK_FRAMES, dtype=np.int16)
        self._blocks = [
            CapturedBlock(ramp, first_frame + at * BLOCK_FRAMES, 0.0, rate_hz)
            for at in range(blocks)
            if at not in lost
        ]

    def read(self, timeout_seconds: float) -> CapturedBlock | None:
        return self._blocks.pop(0) if self._blocks else None

    def is_over(self) -> bool:
        return not self._blocks


def seconds_of(microphone: Lossy) -> float:
    return sum(len(part) for part in microphone_sound(microphone, microphone.is_over)) / HEARING_RATE


@given(st.frozensets(st.integers(1, 98), max_size=60))
def test_what_is_lost_on_the_way_takes_its_time_all_the_same(lost: frozenset[int]) -> None:
    assert seconds_of(Lossy(100, lost)) == pytest.approx(1.0, abs=0.03)


def test_a_gap_is_silent() -> None:
    microphone = Lossy(100, frozenset(range(20, 60)))
    heard = np.concatenate(list(microphone_sound(microphone, microphone.is_over)))
    middle = heard[round(0.3 * HEARING_RATE) : round(0.5 * HEARING_RATE)]
    assert np.abs(middle).max() == 0
    assert np.abs(heard).max() > 100


def test_the_first_block_of_a_device_follows_no_gap() -> None:
    assert seconds_of(Lossy(100, frozenset(), first_frame=48_000)) == pytest.approx(1.0, abs=0.03)


def test_a_gap_too_long_to_matter_is_not_made_up_for() -> None:
    assert seconds_of(Lossy(2_000, frozenset(range(50, 1_950)))) == pytest.approx(1.0, abs=0.03)
