"""The mixer: block size never matters, nothing clicks, nothing is kept for longer than it sounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audio.loop_source import LoopSource
from voice_coach.audio.clip import Clip, Samples
from voice_coach.audio.mixer import EDGE_FRAMES, FADE_FRAMES, Bus, Mixer

LENGTH = 3_000
Call = tuple[Any, ...]


def tone(frames: int, level: float = 0.25, cycle_frames: float = 40.0) -> Clip:
    return Clip((level * np.cos(2 * np.pi * np.arange(frames) / cycle_frames)).astype(np.float32))


def steady(frames: int, level: float = 1.0) -> Clip:
    return Clip(np.full(frames, level, dtype=np.float32))


frame = st.integers(0, LENGTH)
plays = st.tuples(
    st.just("play"),
    frame,
    st.integers(1, 900),
    st.sampled_from(Bus),
    st.integers(-12, 6),
    st.integers(0, 300),
)
brief = st.tuples(st.just("brief"), frame, st.integers(1, 600), st.integers(0, 300))  # cut after a while
gains = st.tuples(st.just("gain"), frame, st.sampled_from(Bus), st.integers(-30, 6), st.integers(0, 400))
switches = st.tuples(st.just("music"), frame, st.booleans(), st.integers(0, 200))
calls = st.lists(st.one_of(plays, brief, gains, switches), max_size=14)
blocks = st.lists(st.one_of(st.integers(1, 60), st.integers(1, 700)), min_size=1, max_size=12)


def apply(mixer: Mixer, call: Call) -> None:
    match call:
        case ("play", at, frames, bus, gain_db, skip):
            mixer.play(tone(frames), at, bus=bus, gain_db=gain_db, skip_frames=skip)
        case ("brief", at, after, fade):
            mixer.cancel(mixer.play(tone(700), at, bus=Bus.SPEECH), at + after, fade)
        case ("gain", at, bus, gain_db, ramp):
            mixer.set_bus_gain(bus, gain_db, at, ramp)
        case ("music", at, on, fade):
            (mixer.resume_source if on else mixer.pause_source)(at, fade)


def run(calls: list[Call], sizes: Callable[[int], int]) -> Samples:
    """Each call is made once its frame is near; ``sizes`` cuts the time between into blocks."""
    mixer = Mixer(headroom_db=1.0)
    mixer.set_source(LoopSource(tone(333, cycle_frames=17.0).samples))
    out: list[Samples] = []
    for call in [*sorted(calls, key=lambda call: call[1] // 500), None]:
        until = LENGTH if call is None else call[1] // 500 * 500  # some calls are made ahead of their frame
        while mixer.position < until:
            out.append(mixer.render(min(sizes(len(out)), until - mixer.position)))
        if call is not None:
            apply(mixer, call)
    return np.concatenate(out)


@given(calls, blocks)
def test_block_size_never_changes_a_bit(calls: list[Call], blocks: list[int]) -> None:
    whole = run(calls, lambda _: LENGTH)
    cut = run(calls, lambda i: blocks[i % len(blocks)])
    assert whole.dtype == np.float32
    assert np.array_equal(whole.view(np.uint32), cut.view(np.uint32))


@given(calls)
def test_no_step_is_larger_than_the_sounds_own(calls: list[Call]) -> None:
    """A steady clip's only steps are fades: none of them is steeper than 60 frames allow."""
    mixer = Mixer()
    voices = 0
    for call in calls:
        match call:
            case ("play", at, frames, bus, _, skip):
                mixer.play(steady(max(frames, 150 + skip), 0.1), at, bus=bus, skip_frames=skip)
            case ("brief", at, after, fade):
                handle = mixer.play(steady(700, 0.1), at, bus=Bus.SPEECH)
                mixer.cancel(handle, at + after, max(fade, 60))
            case ("gain", at, bus, gain_db, ramp):
                mixer.set_bus_gain(bus, min(gain_db, 0), at, max(ramp, 60))
        voices += call[0] in {"play", "brief"}
    out = mixer.render(LENGTH + 1_200)
    slope = 0.1 * voices * (1.5 / 60 + 1.5 / 60 + 1.5 / 60)  # edge, cancel and bus may fall together
    assert np.max(np.abs(np.diff(out, prepend=0.0, append=0.0)), initial=0.0) <= slope + 1e-6


def test_a_clip_sounds_on_its_frame_and_untouched() -> None:
    clip = Clip(np.sin(np.pi * np.arange(101) / 100).astype(np.float32))  # at zero at both ends
    mixer = Mixer()
    mixer.play(clip, 700, bus=Bus.CUE)
    out = mixer.render(1_000)
    assert np.array_equal(out[700:801], clip.samples)
    assert not out[:700].any()
    assert not out[801:].any()


def test_an_end_that_is_not_at_zero_is_faded() -> None:
    mixer = Mixer()
    mixer.play(steady(1_000), 0, bus=Bus.SPEECH)
    out = mixer.render(1_000)
    assert 0 < out[0] < 0.01
    assert 0 < out[-1] < 0.01
    assert np.all(out[EDGE_FRAMES:-EDGE_FRAMES] == 1.0)
    assert np.all(np.diff(out[:EDGE_FRAMES]) > 0)


def test_the_callers_clip_is_not_changed() -> None:
    clip = steady(500)
    mixer = Mixer()
    handle = mixer.play(clip, 0, bus=Bus.SPEECH, gain_db=-6)
    mixer.cancel(handle, 100)
    mixer.render(500)
    assert np.all(clip.samples == 1.0)


def test_cancel_fades_from_its_frame_and_then_is_silent() -> None:
    mixer = Mixer()
    handle = mixer.play(steady(5_000), 0, bus=Bus.SPEECH)
    mixer.render(1_000)
    mixer.cancel(handle, 1_200)
    out = mixer.render(3_000)
    assert np.all(out[:200] == 1.0)
    assert np.all(np.diff(out[200 : 200 + FADE_FRAMES]) < 0)
    assert not out[200 + FADE_FRAMES :].any()


def test_cancel_before_the_start_leaves_silence() -> None:
    mixer = Mixer()
    handle = mixer.play(steady(500), 300, bus=Bus.SPEECH)
    mixer.cancel(handle, 300)
    assert not mixer.render(1_000).any()


def test_an_earlier_cancel_wins_and_a_later_one_is_nothing() -> None:
    outs = []
    for frames in ([400], [900, 400], [400, 900], [400, 400]):
        mixer = Mixer()
        handle = mixer.play(steady(2_000), 0, bus=Bus.SPEECH)
        for at in frames:
            mixer.cancel(handle, at)
        outs.append(mixer.render(2_000))
    assert all(np.array_equal(outs[0], out) for out in outs)


def test_unknown_and_finished_handles_are_no_matter() -> None:
    mixer = Mixer()
    handle = mixer.play(steady(10), 0, bus=Bus.CUE)
    mixer.render(20)
    mixer.cancel(handle, 20)
    mixer.cancel(4_711, 20)
    assert not mixer.render(100).any()


def test_the_past_cannot_be_changed() -> None:
    mixer = Mixer()
    handle = mixer.play(steady(100), 0, bus=Bus.CUE)
    mixer.render(50)
    with pytest.raises(ValueError, match="49 has been rendered; the next is 50"):
        mixer.play(steady(10), 49, bus=Bus.CUE)
    with pytest.raises(ValueError, match="has been rendered"):
        mixer.cancel(handle, 10)
    with pytest.raises(ValueError, match="has been rendered"):
        mixer.set_bus_gain(Bus.CUE, -6, 10)
    with pytest.raises(ValueError, match="skip_frames is -1"):
        mixer.play(steady(10), 50, bus=Bus.CUE, skip_frames=-1)


def test_a_cut_clip_goes_on_where_it_was_cut() -> None:
    clip = Clip(np.linspace(0, 1, 2_000, dtype=np.float32))
    mixer = Mixer()
    mixer.play(clip, 10, bus=Bus.SPEECH, skip_frames=500)
    out = mixer.render(3_000)
    assert np.array_equal(
        out[10 + EDGE_FRAMES : 1_510 - EDGE_FRAMES], clip.samples[500 + EDGE_FRAMES : -EDGE_FRAMES]
    )
    assert not out[1_510:].any()


def test_ducking_one_bus_leaves_the_others_alone() -> None:
    mixer = Mixer()
    mixer.play(steady(3_000, 0.5), 0, bus=Bus.SPEECH)
    mixer.set_bus_gain(Bus.MUSIC, -20, 0, 100)
    assert np.all(mixer.render(1_000)[EDGE_FRAMES:] == 0.5)
    mixer.set_bus_gain(Bus.SPEECH, -20, 1_000, 100)
    out = mixer.render(1_000)
    assert out[100:] == pytest.approx(0.05)
    mixer.set_bus_gain(Bus.SPEECH, 0, 2_000, 100)
    assert np.all(mixer.render(500)[100:] == 0.5)


def test_music_waits_where_it_was_paused() -> None:
    music = np.linspace(0.1, 0.9, 10_000, dtype=np.float32)
    mixer = Mixer()
    mixer.set_source(LoopSource(music))
    assert not mixer.render(100).any()
    mixer.resume_source(100, 0)
    mixer.pause_source(600, 0)
    mixer.resume_source(900, 0)
    out = mixer.render(1_000)
    assert np.array_equal(out[:500], music[:500])
    assert not out[500:800].any()
    assert np.array_equal(out[800:], music[500:700])


def test_what_has_sounded_is_forgotten() -> None:
    mixer = Mixer()
    for at in range(0, 200_000, 1_000):
        mixer.play(steady(300), at, bus=Bus.CUE)
        mixer.set_bus_gain(Bus.SPEECH, -(at % 7), at)
        mixer.render(1_000)
    assert not mixer._voices
    assert len(mixer._buses[Bus.SPEECH]._ramps) <= 2


def test_headroom_comes_off_the_sum() -> None:
    mixer = Mixer(headroom_db=6.0)
    mixer.play(steady(1_000), 0, bus=Bus.CUE)
    assert mixer.render(1_000)[500] == pytest.approx(10 ** (-6 / 20))
