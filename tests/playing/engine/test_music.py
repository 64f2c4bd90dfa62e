"""The music bed in a session: under every sentence it ducks, and whatever happens it always comes back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.session.driver import plan, step
from voice_coach.audio.clip import Clip, Samples
from voice_coach.audio.curve import amplitude
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames
from voice_coach.playing.engine import Engine
from voice_coach.playing.levelling import session_gain_db
from voice_coach.playing.sounds import SOUND_GRID_FRAMES
from voice_coach.playing.stage import MUSIC_FADE_OUT_FRAMES
from voice_coach.session.commands import COMMAND_NAMES, TAKES_SECONDS, TAKES_VALUE, Command
from voice_coach.session.events import (
    CommandHeard,
    DeviceLost,
    DeviceReturned,
    Event,
    NearlyHeard,
    VoiceBegan,
    VoiceEnded,
)

LEVEL = np.float32(0.25)
BLOCK = 4096
DUCKED = float(LEVEL) * amplitude(-14.0)


class Steady:
    """Music whose samples are all alike, so that what is heard is its gain; and how much was read."""

    def __init__(self) -> None:
        self.read_frames = 0

    def read(self, frames: int) -> Samples:
        self.read_frames += frames
        return np.full(frames, LEVEL, dtype=np.float32)


class SilentSounds:
    """Prompts and cues that take their time and make no sound."""

    def clip(self, text: str, words_per_minute: int = 0, passage: tuple[str, ...] = ()) -> Clip:
        return _silence(SAMPLE_RATE // 2 + 900 * len(text))


@cache
def _silence(frames: int) -> Clip:
    return Clip(np.zeros(frames, dtype=np.float32))


@dataclass(frozen=True)
class Block:
    gains: Samples
    free: bool  # no one spoke or was about to, and music was wanted, from its first frame to its last


def blocks_of(script: list[tuple[float, Event]]) -> list[Block]:
    steps = tuple(step("calves", side, 0, 8, 1, 2) for side in ("left", "right"))
    made, sounds = plan("usual", steps), SilentSounds()
    engine = Engine(made, sounds, sounds, music=Steady())
    turned_up = LEVEL * np.float32(amplitude(session_gain_db(made, sounds)))
    at, began = 0.0, set[int]()
    for wait, event in script:
        at += wait
        engine.post(event, at_frame=to_frames(at))
        if isinstance(event, VoiceBegan):
            began.add(to_frames(at) // BLOCK)  # it may be over before the block is
    found: list[Block] = []
    free_before = False
    while not engine.finished:
        samples = engine.render(BLOCK)
        state = engine.session.state
        free_now = (
            not (state.speaking or state.answers or state.guide)
            and state.ducked_since is None
            and state.overlay is None
            and state.music_on
            and state.phase not in {"goodbye", "ended"}
        )
        found.append(Block(samples / turned_up, free_before and free_now and len(found) not in began))
        free_before = free_now
    return found


def _command(name: str) -> st.SearchStrategy[Event]:
    numbers: st.SearchStrategy[int | None] = st.none()
    if name in TAKES_VALUE:
        numbers = st.integers(1, 10)
    elif name in TAKES_SECONDS:
        numbers = st.integers(1, 30)
    return numbers.map(lambda number: CommandHeard(Command(name, number)))


others: st.SearchStrategy[Event] = st.sampled_from(
    [VoiceBegan(), VoiceEnded(), NearlyHeard(), DeviceLost("speaker"), DeviceReturned("speaker")]
)
events = st.one_of(st.sampled_from(COMMAND_NAMES).flatmap(_command), others)
scripts = st.lists(st.tuples(st.floats(0.05, 20.0), events), max_size=12)


@settings(max_examples=40)
@given(scripts)
def test_two_seconds_after_the_last_word_the_music_is_back(script: list[tuple[float, Event]]) -> None:
    free_frames = 0
    for block in blocks_of(script):
        if free_frames >= 2 * SAMPLE_RATE and block.free:
            assert np.allclose(block.gains, 1.0, rtol=0, atol=1e-6)
        free_frames = free_frames + BLOCK if block.free else 0


def test_it_lies_low_under_every_sentence_and_is_never_louder_than_it_was_made() -> None:
    blocks = blocks_of([])
    gains = np.concatenate([block.gains for block in blocks])
    assert gains.max() == pytest.approx(1.0, abs=1e-6)
    assert np.isclose(gains, DUCKED / LEVEL, atol=1e-6).sum() > 10 * SAMPLE_RATE
    assert np.isclose(gains, 1.0, atol=1e-6).sum() > 10 * SAMPLE_RATE


def test_it_ducks_before_the_first_word_and_bends_instead_of_jumping() -> None:
    gains = np.concatenate([block.gains for block in blocks_of([])])
    steps = np.abs(np.diff(gains[SAMPLE_RATE:]))
    assert steps.max() < 0.001


def test_it_fades_out_under_the_closing_chime() -> None:
    gains = np.concatenate([block.gains for block in blocks_of([])])
    assert gains[-1] < 1e-3
    assert np.diff(gains[-MUSIC_FADE_OUT_FRAMES // 2 :]).max() <= 1e-6


def test_a_pause_stops_it_on_the_sample_and_it_goes_on_from_there() -> None:
    def played(pause_frames: int) -> int:
        music = Steady()
        steps = (step("calves", "left", 0, 8, 1, 2),)
        engine = Engine(plan("quiet", steps), SilentSounds(), SilentSounds(), music=music)
        engine.post(CommandHeard(Command("pause")), at_frame=to_frames(12.0))
        engine.post(CommandHeard(Command("resume")), at_frame=to_frames(12.0) + pause_frames)
        while not engine.finished:
            engine.render(BLOCK)
        return music.read_frames

    # Whole steps of the grid on which sentences begin: else the closing words may come a little later.
    assert played(765 * SOUND_GRID_FRAMES) == played(1_804 * SOUND_GRID_FRAMES)
