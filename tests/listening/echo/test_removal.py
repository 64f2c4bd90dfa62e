"""The whole remover: the echo goes, the voice stays, and blocks, silence and headphones change nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.listening.echo.sounds import babble, echo_of, hiss, power_db, to_int16
from voice_coach.audio.cues import CueSheet
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.listening.echo.port import Removed
from voice_coach.listening.echo.removal import KalmanEchoRemover
from voice_coach.listening.recogniser import HEARING_RATE, Speech

SECOND = HEARING_RATE


def _removed(microphone: Speech, reference: Speech, block: int = 480) -> tuple[Speech, KalmanEchoRemover]:
    both, remover = _both(microphone, reference, block)
    return both.quiet, remover


def _both(microphone: Speech, reference: Speech, block: int) -> tuple[Removed, KalmanEchoRemover]:
    remover = KalmanEchoRemover()
    parts = [
        remover.process(microphone[at : at + block], reference[at : at + block])
        for at in range(0, len(microphone), block)
    ]
    return _joined(parts), remover


def _joined(parts: Sequence[Removed]) -> Removed:
    return Removed(
        np.concatenate([part.quiet for part in parts]), np.concatenate([part.whole for part in parts])
    )


@pytest.mark.parametrize("delay_seconds", [0.03, 0.38])
def test_the_echo_goes_down_to_the_rooms_noise(delay_seconds: float) -> None:
    reference = babble(10, 1)
    echo = echo_of(reference, delay_samples=int(delay_seconds * SECOND))
    noise = hiss(len(echo), 2)
    out, remover = _removed(to_int16(echo + noise), to_int16(reference))
    late = slice(6 * SECOND, None)
    assert power_db(out[late] / 32767) < power_db(echo[late]) - 25
    assert power_db(out[late] / 32767) < power_db(noise) + 4
    assert remover.status.delay_samples == pytest.approx(delay_seconds * SECOND + 48, abs=2)
    assert not remover.status.double_talk


def test_a_voice_over_the_echo_stays_and_the_more_so_in_the_whole_sound() -> None:
    reference = babble(10, 1)
    echo = echo_of(reference, delay_samples=1600)
    voice = np.zeros_like(echo)
    span = slice(7 * SECOND, 8 * SECOND)
    voice[span] = babble(1, 77)
    voice *= np.float32(np.std(echo[span]) / np.std(voice[span]))
    out, remover = _both(to_int16(echo + voice + hiss(len(echo), 2)), to_int16(reference), 480)
    late = remover.latency_samples
    quiet, whole = (side[span.start + late : span.stop + late] / 32767 for side in (out.quiet, out.whole))
    assert power_db(quiet - voice[span]) < power_db(voice[span]) - 12
    assert power_db(whole - voice[span]) < power_db(quiet - voice[span]) - 3
    alone = slice(5 * SECOND, 7 * SECOND)
    assert power_db(out.quiet[alone]) < power_db(out.whole[alone]) - 3


def test_double_talk_is_told() -> None:
    reference = babble(9, 1)
    echo = echo_of(reference, delay_samples=1600)
    microphone = echo + hiss(len(echo), 2)
    microphone[7 * SECOND : 8 * SECOND] += babble(1, 77)
    heard, played = to_int16(microphone), to_int16(reference)
    remover = KalmanEchoRemover()
    told = []
    for at in range(0, len(heard), 256):
        remover.process(heard[at : at + 256], played[at : at + 256])
        told.append(remover.status.double_talk)
    second = SECOND // 256
    assert np.mean(told[7 * second + 5 : 8 * second]) > 0.5
    assert np.mean(told[4 * second : 7 * second]) < 0.1


@given(st.lists(st.integers(0, 900), min_size=1, max_size=20), st.integers(0, 3))
@settings(max_examples=5, deadline=None)
def test_the_size_of_the_blocks_changes_nothing(sizes: list[int], seed: int) -> None:
    reference = babble(2.5, seed)
    microphone = to_int16(echo_of(reference, delay_samples=900) + hiss(len(reference), seed))
    played = to_int16(reference)
    at_once, _ = _both(microphone, played, len(microphone))
    remover = KalmanEchoRemover()
    parts, at, turn = [], 0, 0
    while at < len(microphone):
        size = max(1, sizes[turn % len(sizes)])
        parts.append(remover.process(microphone[at : at + size], played[at : at + size]))
        at, turn = at + size, turn + 1
    out = _joined(parts)
    assert np.array_equal(out.quiet, at_once.quiet)
    assert np.array_equal(out.whole, at_once.whole)


def test_a_microphone_without_echo_is_left_alone() -> None:
    """Headphones, or a recording instead of a microphone: late, and not otherwise changed."""
    reference, voice = to_int16(babble(6, 1)), to_int16(babble(6, 50))
    out, remover = _removed(voice, reference)
    late = remover.latency_samples
    assert np.abs(out[late:].astype(int) - voice[:-late].astype(int)).max() <= 1
    assert remover.status.delay_samples is None


def test_silence_from_the_coach_leaves_the_microphone_alone() -> None:
    voice = to_int16(babble(2, 50))
    out, remover = _removed(voice, np.zeros_like(voice))
    late = remover.latency_samples
    assert np.abs(out[late:].astype(int) - voice[:-late].astype(int)).max() <= 1


def test_the_room_is_heard_from_the_first_sample() -> None:
    """Silence at the start would be taken for the room's noise floor, and the room for speech."""
    noise = to_int16(hiss(SECOND, 3, level=0.003))
    out, _ = _removed(noise, np.zeros_like(noise), 100)
    quietest = np.square(out[: SECOND // 10 * 10].reshape(-1, 160).astype(float)).mean(axis=1).min()
    assert quietest > 0.3 * np.square(noise.astype(float)).mean()


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=8, deadline=None)
def test_any_samples_give_samples(seed: int) -> None:
    random = np.random.default_rng(seed)
    microphone = random.integers(-32768, 32768, 9000).astype(np.int16)
    reference = (microphone if seed % 2 else np.full(9000, 32767)).astype(np.int16)
    out, remover = _removed(microphone, reference)
    assert out.shape == microphone.shape
    assert out.dtype == np.int16
    assert np.isfinite(remover.status.residual_db)


@pytest.mark.parametrize("shapes", [((10,), (11,)), ((10, 2), (10, 2))])
def test_unequal_or_stereo_blocks_are_refused(shapes: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    with pytest.raises(ValueError, match="equal and flat"):
        KalmanEchoRemover().process(*(np.zeros(shape, np.int16) for shape in shapes))


@pytest.mark.parametrize("samples", [-640, 640])
def test_a_reference_that_jumps_leaves_no_hole_where_it_is_told(samples: int) -> None:
    """As where a queue underran, or was too full: the reference jumps against the microphone."""
    reference = to_int16(babble(12, 1))
    heard = to_int16(echo_of(reference / np.float32(32767), delay_samples=1600) + hiss(len(reference), 2))
    at = 8 * SECOND // 480 * 480
    skipped = reference[at : at + max(0, samples)]
    silence = np.zeros(max(0, -samples), np.int16)
    jumped = np.concatenate([reference[:at], silence, reference[at + len(skipped) :]])
    remover = KalmanEchoRemover()
    parts = []
    for start in range(0, len(heard) - SECOND, 480):
        if start == at + len(silence) // 480 * 480 + 480 * bool(len(silence) % 480):
            remover.shift(skipped, len(silence))
        parts.append(remover.process(heard[start : start + 480], jumped[start : start + 480]))
    out = _joined(parts).quiet
    after = slice(at + SECOND // 5, at + 2 * SECOND)
    assert power_db(out[after]) < power_db(heard[after]) - 25
    assert remover.status.delay_samples == pytest.approx(1648 + samples, abs=2)


def test_strokes_do_not_move_the_delay() -> None:
    """A pacing tone is much like itself a period later, the more so where a room rings."""
    stroke = soxr.resample(CueSheet.load().clip("stroke").samples, SAMPLE_RATE, HEARING_RATE)
    strokes = np.zeros(30 * SECOND, np.float32)
    strokes[:: 3 * SECOND // 2] = 1.0
    tones = np.convolve(strokes, stroke)[: len(strokes)].astype(np.float32)
    reference = np.concatenate([babble(12, 1), tones])
    heard = to_int16(echo_of(reference, delay_samples=1600, ring_seconds=0.08) + hiss(len(reference), 2))
    played = to_int16(reference)
    remover = KalmanEchoRemover()
    for start in range(0, len(heard), 480):
        remover.process(heard[start : start + 480], played[start : start + 480])
        if start > 2 * SECOND and remover.status.delay_samples is not None:
            assert remover.status.delay_samples == pytest.approx(1648, abs=3)


@pytest.mark.parametrize(("ppm", "delay_samples"), [(-100, 2500), (100, 2500), (-100, 300)])
def test_clocks_that_drift_apart_do_not_bring_the_echo_back(ppm: int, delay_samples: int) -> None:
    """The drift is not known in the first seconds, when much of the echo is removed already. And an echo
    that comes soon comes ever sooner."""
    reference = babble(60, 3)
    echo = echo_of(reference, delay_samples=delay_samples)
    drifted = soxr.resample(echo, HEARING_RATE, HEARING_RATE * (1 + ppm * 1e-6)).astype(np.float32)
    length = min(len(drifted), len(reference)) // 480 * 480
    heard, played = to_int16(drifted[:length] + hiss(length, 4)), to_int16(reference[:length])
    out, remover = _removed(heard, played)
    late = slice(15 * SECOND, None)
    assert power_db(out[late]) < power_db(heard[late]) - 25
    for start in range(15 * SECOND, length - SECOND, SECOND):
        now = slice(start, start + SECOND)
        assert power_db(out[now]) < power_db(heard[now]) - 20
    assert remover.status.drift_ppm == pytest.approx(ppm, abs=3)


def test_another_loudspeaker_is_learned_anew_as_soon_as_its_delay_is_known() -> None:
    reference = babble(16, 5)
    near, far = (echo_of(reference, delay_samples=delay, seed=delay) for delay in (600, 4000))
    half = 8 * SECOND
    microphone = to_int16(np.concatenate([near[:half], far[half:]]) + hiss(len(reference), 2))
    out, remover = _both(microphone, to_int16(reference), 480)
    assert remover.status.delay_samples == pytest.approx(4048, abs=2)
    late = slice(half + 4 * SECOND, half + 5 * SECOND)
    assert power_db(out.whole[late]) < power_db(microphone[late]) - 20
