"""The reference is read late: by whole and by broken samples, smoothly when the delay drifts, at once when
it jumps."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.listening.echo.sounds import Sound, babble, power_db
from voice_coach.listening.echo.aligner import LEAD_SAMPLES, LEAD_STEP_SAMPLES, ReferenceAligner
from voice_coach.listening.echo.line import LONGEST_DELAY_SAMPLES, DelayLine
from voice_coach.listening.recogniser import HEARING_RATE


def _tone(samples: int, late: float = 0.0) -> Sound:
    time = (np.arange(samples) - late) / HEARING_RATE
    return np.asarray(0.5 * np.sin(2 * np.pi * 1200 * time), np.float32)


def _read(sound: Sound, line: DelayLine | None, block: int, aligner: ReferenceAligner | None = None) -> Sound:
    aligner = aligner or ReferenceAligner()
    parts = [aligner.read(sound[at : at + block], line) for at in range(0, len(sound), block)]
    return np.concatenate(parts)


@given(st.floats(LEAD_SAMPLES + 20, LONGEST_DELAY_SAMPLES), st.sampled_from((64, 256, 1000)))
@settings(max_examples=25, deadline=None)
def test_a_constant_delay_is_exact(delay: float, block: int) -> None:
    samples = LONGEST_DELAY_SAMPLES + 4000
    out = _read(_tone(samples), DelayLine(0, delay, 0.0), block)
    wanted = _tone(samples, delay - LEAD_SAMPLES)
    late = slice(LONGEST_DELAY_SAMPLES + 100, None)
    assert power_db(out[late] - wanted[late]) < power_db(wanted[late]) - 45


@pytest.mark.parametrize("ppm", [-100, 100])
def test_a_drifting_delay_is_followed_without_steps(ppm: int) -> None:
    samples = 5 * HEARING_RATE
    line = DelayLine(0, 2000.0, ppm * 1e-6)
    out = _read(_tone(samples), line, 256)
    places = np.arange(1, samples + 1)
    delays = line.delay_samples - LEAD_SAMPLES + places * line.slope
    wanted = 0.5 * np.sin(2 * np.pi * 1200 * (places - 1 - delays) / HEARING_RATE)
    late = slice(8000, None)
    assert power_db(out[late] - wanted[late]) < power_db(wanted[late]) - 40


@pytest.mark.parametrize("block", [160, 256])
def test_an_echo_that_comes_too_near_takes_of_the_lead_and_nothing_else(block: int) -> None:
    """As where the loudspeaker's clock is the slower one and the device keeps little."""
    sound, aligner = _tone(60 * HEARING_RATE), ReferenceAligner()
    line = DelayLine(0, 400.0, -1.5e-4)
    out, lead_samples, leads = [], LEAD_SAMPLES, []
    for at in range(0, len(sound) // block * block, block):
        moved = aligner.make_room(line)
        lead_samples -= moved
        leads.append(lead_samples)
        if moved and at > HEARING_RATE:
            again = aligner.again(4352, line)
            places = np.arange(at - len(again), at, dtype=np.float64)
            wanted = _late_tone(places, line.delay_samples - lead_samples + (places + 1) * line.slope)
            assert power_db(again - wanted) < power_db(wanted) - 40
        out.append(aligner.read(sound[at : at + block], line))
    assert lead_samples == LEAD_SAMPLES - 2 * LEAD_STEP_SAMPLES
    places = np.arange(len(out) * block, dtype=np.float64)
    wanted = _late_tone(places, line.delay_samples - np.repeat(leads, block) + (places + 1) * line.slope)
    late = slice(8000, None)
    assert power_db(np.concatenate(out)[late] - wanted[late]) < power_db(wanted[late]) - 40


def _late_tone(places: npt.NDArray[np.float64], delays: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    late: npt.NDArray[np.float64] = 0.5 * np.sin(2 * np.pi * 1200 * (places - delays) / HEARING_RATE)
    return late


def test_a_line_far_off_is_jumped_to_and_moves_nothing_that_was_learned() -> None:
    aligner = ReferenceAligner()
    _read(babble(2, 1), DelayLine(0, 2000.0, 0.0), 256, aligner)
    near = DelayLine(0, 200.0, 0.0)
    assert aligner.make_room(near) == 0
    aligner.read(babble(1, 2)[:256], near)
    assert 0 < aligner.delay_samples <= LEAD_STEP_SAMPLES + 24
    aligner.make_room(None)
    aligner.read(babble(1, 2)[:256], DelayLine(0, 2000.0, 0.0))
    assert aligner.delay_samples == 2000 - LEAD_SAMPLES


def test_a_new_line_nearby_is_approached_and_a_far_one_jumped_to() -> None:
    aligner = ReferenceAligner()
    sound = babble(2, 1)
    _read(sound, DelayLine(0, 1000.0, 0.0), 256, aligner)
    assert aligner.delay_samples == 1000 - LEAD_SAMPLES
    aligner.read(sound[:256], DelayLine(0, 1003.0, 0.0))
    assert 1000 - LEAD_SAMPLES < aligner.delay_samples < 1001 - LEAD_SAMPLES
    aligner.read(sound[:256], DelayLine(0, 3000.0, 0.0))
    assert aligner.delay_samples == 3000 - LEAD_SAMPLES


@given(st.floats(-1e5, 1e5), st.floats(-2e-4, 2e-4), st.integers(1, 700))
@settings(max_examples=30, deadline=None)
def test_no_line_reads_outside_what_is_kept(delay: float, slope: float, block: int) -> None:
    out = _read(_tone(4000), DelayLine(0, delay, slope), block)
    assert out.shape == (4000,)
    assert np.isfinite(out).all()


@pytest.mark.parametrize("delay", [0.0, LEAD_SAMPLES + 17.0, LONGEST_DELAY_SAMPLES + LEAD_SAMPLES - 1.0])
@pytest.mark.parametrize("slope", [-1e-4, 1e-4])
def test_nor_does_one_that_a_settled_filter_is_led_along_slowly(delay: float, slope: float) -> None:
    aligner, block = ReferenceAligner(), _tone(256)
    for _ in range(40 * HEARING_RATE // len(block)):
        out = aligner.read(block, DelayLine(0, delay, slope), is_settled=True)
        assert np.isfinite(out).all()
        assert 0 <= aligner.delay_samples <= LONGEST_DELAY_SAMPLES
