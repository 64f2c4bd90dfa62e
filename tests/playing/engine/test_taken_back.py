"""A command that's taken back leaves no trace: from the end of the cue on, every sample is as without it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.audio.loop_source import LoopSource
from tests.playing.engine.sessions import ListJournal, engine_for, prompts, short_plan
from voice_coach.audio.clip import Samples
from voice_coach.audio.cues import CueSheet
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames
from voice_coach.playing.engine import Engine
from voice_coach.playing.moments import Heard
from voice_coach.playing.second_thoughts import CUE, CommandWithdrawn
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard, VoiceBegan, VoiceEnded

_PLAYED = to_frames(70.0)


def _unsure(at: int) -> Heard:
    return Heard("stop", at, at, 0.9, "voice", unsure=True)


def _engine(journal: ListJournal | None = None, *, with_music: bool = False) -> Engine:
    music = LoopSource(0.1 * np.sin(np.arange(30_000) / 7.0).astype(np.float32)) if with_music else None
    return Engine(short_plan(), CueSheet.load(), prompts(), journal=journal, music=music)


def _render(engine: Engine, frames: int, block: int) -> Samples:
    blocks = [min(block, frames - done) for done in range(0, frames, block)]
    return np.concatenate([engine.render(size) for size in blocks])


def _posted_around(engine: Engine, at: int) -> None:
    """What a session without the command has as well."""
    engine.post(VoiceBegan(), at_frame=at - to_frames(0.2))
    engine.post(CommandHeard(Command("longer")), at_frame=at - to_frames(3.0))
    engine.post(VoiceEnded(), at_frame=at + to_frames(0.1))


@settings(max_examples=8)
@given(
    at=st.integers(to_frames(4.0), to_frames(60.0)),
    after=st.integers(1, to_frames(1.0)),
    command=st.sampled_from(["stop", "pause", "easier"]),
    block=st.sampled_from([512, 4_410, 30_011]),
    with_music=st.booleans(),
)
def test_from_the_end_of_the_cue_every_sample_is_as_without_it(
    at: int, after: int, command: str, block: int, with_music: bool
) -> None:
    without, taken_back = _engine(with_music=with_music), _engine(with_music=with_music)
    for engine in (without, taken_back):
        _posted_around(engine, at)
    taken_back.post(CommandHeard(Command(command)), at_frame=at, heard=_unsure(at))
    taken_back.post(CommandWithdrawn(command), at_frame=at + after)
    expected = _render(without, _PLAYED, 44_100)
    found = _render(taken_back, _PLAYED, block)
    end = at + after + CueSheet.load().clip(CUE).frames
    assert np.array_equal(found[end:], expected[end:])
    assert np.array_equal(found[:at], expected[:at])
    assert not np.array_equal(found[at:end], expected[at:end])
    assert taken_back.session.state == without.session.state


def test_the_size_of_the_blocks_changes_nothing_in_the_seam() -> None:
    at = to_frames(20.0)
    heard = []
    for block in (441, 5_000, 44_100):
        engine = _engine()
        engine.post(CommandHeard(Command("stop")), at_frame=at, heard=_unsure(at))
        engine.post(CommandWithdrawn("stop"), at_frame=at + 4_000)
        heard.append(_render(engine, to_frames(24.0), block))
    assert np.array_equal(heard[0], heard[1])
    assert np.array_equal(heard[0], heard[2])


def test_the_seam_has_no_click_and_does_not_clip() -> None:
    at = to_frames(20.0)
    engine = _engine()
    engine.post(CommandHeard(Command("stop")), at_frame=at, heard=_unsure(at))
    engine.post(CommandWithdrawn("stop"), at_frame=at + 4_000)
    sound, plain = (_render(one, to_frames(24.0), 44_100) for one in (engine, _engine()))
    seam = sound[at + 3_900 : at + 4_000 + CueSheet.load().clip(CUE).frames + 100]
    assert np.abs(sound).max() <= 10 ** (-2 / 20) + 1e-6
    assert np.abs(np.diff(seam)).max() < 0.5 * np.abs(np.diff(plain)).max()


def test_the_journal_has_it_in_order_and_the_prompts_that_follow() -> None:
    at = to_frames(20.0)
    journal, plain = ListJournal(), ListJournal()
    engine, without = _engine(journal), _engine(plain)
    engine.post(CommandHeard(Command("stop")), at_frame=at, heard=_unsure(at))
    engine.post(CommandWithdrawn("stop"), at_frame=at + 4_000)
    for one in (engine, without):
        _render(one, _PLAYED, 44_100)
    assert journal.times("taken_back", command="stop") == [pytest.approx(20.0 + 4_000 / SAMPLE_RATE)]
    times = [t for _, t, _ in journal.lines]
    assert times == sorted(times)
    later = [line for line in journal.lines if line[1] > 21.0]
    assert later == [line for line in plain.lines if line[1] > 21.0]


@pytest.mark.parametrize(
    ("withdrawn", "seconds"), [("pause", 0.1), ("stop", 2.0)], ids=["another command", "too late"]
)
def test_what_is_not_the_last_command_or_too_old_stays_obeyed(withdrawn: str, seconds: float) -> None:
    journal = ListJournal()
    at = to_frames(20.0)
    engine = _engine(journal)
    engine.post(CommandHeard(Command("stop")), at_frame=at, heard=_unsure(at))
    engine.post(CommandWithdrawn(withdrawn), at_frame=at + to_frames(seconds))
    _render(engine, to_frames(24.0), 44_100)
    assert engine.state_name == "confirm"
    assert journal.times("taken_back") == []


def test_a_sure_command_is_not_taken_back() -> None:
    with engine_for(((20.0, "stop"),)) as engine:
        engine.post(CommandWithdrawn("stop"), at_frame=to_frames(20.1))
        engine.render(to_frames(24.0))
        assert engine.state_name == "confirm"
