"""The adaptive filter learns a room, and a voice over the echo does not make it forget."""

from __future__ import annotations

import numpy as np

from tests.listening.echo.sounds import Sound, babble, echo_of, hiss, power_db
from voice_coach.listening.echo.kalman import KalmanFilter
from voice_coach.listening.recogniser import HEARING_RATE

SECOND = HEARING_RATE
BLOCK = 256


def _errors(microphone: Sound, reference: Sound, learner: KalmanFilter) -> Sound:
    steps = range(0, len(microphone) - BLOCK + 1, BLOCK)
    return np.concatenate(
        [learner.step(microphone[at : at + BLOCK], reference[at : at + BLOCK]).error for at in steps]
    )


def test_it_learns_the_room() -> None:
    reference = babble(6, 1)
    echo = echo_of(reference, delay_samples=400)
    left = _errors(echo + hiss(len(echo), 2), reference, KalmanFilter())
    early, late = slice(SECOND, 2 * SECOND), slice(5 * SECOND, len(left))
    assert power_db(left[early]) < power_db(echo[early]) - 10
    assert power_db(left[late]) < power_db(echo[late]) - 22


def test_it_learns_what_comes_back_a_third_of_a_second_later() -> None:
    reference = babble(11, 1)
    echo = echo_of(reference, delay_samples=400) + echo_of(reference, delay_samples=SECOND // 3, gain=0.2)
    left = _errors(echo + hiss(len(echo), 2), reference, KalmanFilter())
    late = slice(8 * SECOND, len(left))
    assert power_db(left[late]) < power_db(echo[late]) - 16


def test_a_voice_over_the_echo_does_not_unlearn_it() -> None:
    reference = babble(7, 1)
    echo = echo_of(reference, delay_samples=400)
    voice = np.zeros_like(echo)
    voice[4 * SECOND : 6 * SECOND] = babble(2, 50)
    left = _errors(echo + voice + hiss(len(echo), 2), reference, KalmanFilter())
    during = slice(4 * SECOND, 6 * SECOND)
    assert power_db(left[during] - voice[during]) < power_db(echo[during]) - 15
    after = slice(6 * SECOND, len(left))
    assert power_db(left[after]) < power_db(echo[after]) - 20


def test_a_minute_of_tones_does_not_make_it_forget_the_rest() -> None:
    tones = np.tile(_tone(), 60).astype(np.float32)
    reference = np.concatenate([babble(6, 1), tones, babble(2, 7)])
    echo = echo_of(reference, delay_samples=400)
    left = _errors(echo + hiss(len(echo), 2), reference, KalmanFilter())
    for second, least_db in ((66, 8), (67, 20)):
        again = slice(second * SECOND, (second + 1) * SECOND)
        assert power_db(left[again]) < power_db(echo[again]) - least_db


def test_an_echo_that_comes_sooner_is_known_at_once_where_it_is_told() -> None:
    """The reference is read 64 samples later from the seventh second on."""
    reference = babble(9, 1)
    echo = echo_of(reference, delay_samples=400) + hiss(len(reference), 2)
    later = np.concatenate([np.zeros(64, np.float32), reference])[: len(reference)]
    at, learner = 6 * SECOND // BLOCK * BLOCK, KalmanFilter()
    _errors(echo[:at], reference[:at], learner)
    learner.move_earlier(64, later[at - (learner.settings.partitions + 1) * BLOCK : at])
    left = _errors(echo[at:], later[at:], learner)
    for start in range(0, SECOND, SECOND // 4):
        now = slice(start, start + SECOND // 4)
        assert power_db(left[now]) < power_db(echo[at:][now]) - 18


def _tone() -> Sound:
    """A second of one, as the session paces strokes with."""
    at = np.arange(SECOND, dtype=np.float32) / SECOND
    return np.asarray(0.1 * np.sin(2 * np.pi * 440 * at) * np.exp(-5 * at), np.float32)


def test_what_it_is_unsure_of_shrinks_as_it_learns() -> None:
    reference = babble(4, 1)
    echo = echo_of(reference, delay_samples=400)
    learner = KalmanFilter()
    shares = []
    for at in range(0, len(echo) - BLOCK + 1, BLOCK):
        block = learner.step(echo[at : at + BLOCK], reference[at : at + BLOCK])
        if block.echo_power.sum() > 1e-3:
            shares.append(float(block.unsure_power.sum() / block.echo_power.sum()))
    assert np.median(shares[-20:]) < 0.1 * np.median(shares[:5])


def test_it_forgets_on_request() -> None:
    reference = babble(3, 1)
    echo = echo_of(reference, delay_samples=400)
    learner = KalmanFilter()
    _errors(echo, reference, learner)
    learner.forget()
    block = learner.step(echo[:BLOCK], reference[:BLOCK])
    assert np.array_equal(block.error, echo[:BLOCK])


def test_loud_square_waves_do_not_make_it_run_away() -> None:
    square = np.sign(np.sin(np.arange(3 * SECOND) / 20)).astype(np.float32)
    left = _errors(-square, square, KalmanFilter())
    assert np.isfinite(left).all()
    assert np.abs(left).max() < 3
