"""The engine: one session, one sound, whatever the blocks; and a journal that tells the truth about it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.playing.engine.sessions import ListJournal, engine_for, played, short_plan
from voice_coach.audio.cues import CueSheet
from voice_coach.audio.curve import amplitude
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames
from voice_coach.playing.levelling import session_gain_db
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard

TALKATIVE = (
    (5.0, "how"),
    (20.0, "pause"),
    (26.0, "resume"),
    (40.0, "louder"),
    (52.5, "longer"),
    (60.0, "undo"),
)


@settings(max_examples=12)
@given(st.lists(st.integers(1, 60_000), min_size=1, max_size=6).filter(lambda blocks: sum(blocks) > 2000))
def test_the_size_of_the_blocks_changes_no_sample(blocks: list[int]) -> None:
    assert np.array_equal(played(TALKATIVE, blocks=tuple(blocks)), played(TALKATIVE))


def test_live_blocks_and_export_blocks_sound_the_same() -> None:
    from voice_coach.audio.output_stream import BLOCK_FRAMES
    from voice_coach.playing.export import BLOCK_FRAMES as EXPORT_BLOCK_FRAMES

    assert np.array_equal(played(blocks=(BLOCK_FRAMES,)), played(blocks=(EXPORT_BLOCK_FRAMES,)))


def test_the_same_session_twice_has_the_same_samples_and_journal() -> None:
    first, second = ListJournal(), ListJournal()
    assert np.array_equal(played(TALKATIVE, journal=first), played(TALKATIVE, journal=second, blocks=(512,)))
    assert first.lines == second.lines


def test_the_journal_is_in_order_of_time_and_ends_with_the_end() -> None:
    journal = ListJournal()
    samples = played(TALKATIVE, journal=journal)
    times = [t for _, t, _ in journal.lines]
    assert times == sorted(times)
    assert journal.lines[0][0] == "session_started"
    assert journal.lines[-1][0] == "session_finished"
    assert times[-1] == pytest.approx(len(samples) / SAMPLE_RATE)


def test_every_cue_sounds_at_the_frame_that_the_journal_says() -> None:
    journal = ListJournal()
    samples = played(journal=journal)
    cue = CueSheet.load().clip("countdown").samples
    for seconds in journal.times("cue", name="countdown"):
        at = to_frames(seconds)
        heard = samples[at : at + len(cue)]
        assert np.corrcoef(heard, cue)[0, 1] > 0.95


def test_a_command_is_answered_at_the_frame_it_was_posted_for() -> None:
    journal = ListJournal()
    played(((30.0, "pause"), (35.0, "resume")), journal=journal)
    assert journal.times("command_heard", command="pause") == [30.0]
    assert journal.times("command_applied", command="pause") == [30.0]
    assert [fields["at"] for event, _, fields in journal.lines if event == "reaction"] == [30.0, 35.0]
    assert journal.times("paused") == [30.0]
    assert journal.times("resumed") == [35.0]


def test_stop_silences_speech_within_its_fade() -> None:
    journal = ListJournal()
    played(journal=journal)
    prompt = next(t for event, t, fields in journal.lines if event == "prompt" and fields["role"] == "guide")
    at = prompt + 1.0
    with_stop = played(((at, "stop"), (at + 5, "yes")))
    cue = CueSheet.load().clip("paused").samples
    after = to_frames(at) + to_frames(0.04)
    turned_up = with_stop[after : to_frames(at) + len(cue)] / amplitude(
        session_gain_db(short_plan(), CueSheet.load())
    )
    speech_left = turned_up - cue[to_frames(0.04) :]
    assert np.abs(speech_left).max() < 0.02


def test_two_sentences_never_sound_at_once() -> None:
    journal = ListJournal()
    played(TALKATIVE, journal=journal)
    spoken = [(fields["start"], fields["end"]) for event, _, fields in journal.lines if event == "speech"]
    assert all(end <= start for (_, end), (start, _) in pairwise(spoken))  # type: ignore[operator]


def test_a_command_without_a_frame_happens_at_the_next_block() -> None:
    journal = ListJournal()
    with engine_for(journal=journal) as engine:
        engine.render(SAMPLE_RATE)
        engine.post(CommandHeard(Command("pause")))
        engine.render(SAMPLE_RATE)
    heard = journal.times("command_heard", command="pause")
    assert len(heard) == 1
    assert 1.0 <= heard[0] < 1.05


def test_the_sides_are_equally_long_to_the_frame() -> None:
    journal = ListJournal()
    played(journal=journal)
    worked = [fields["worked_frames"] for event, _, fields in journal.lines if event == "step_finished"]
    assert len(worked) == len(short_plan().steps)
    assert len(set(worked)) == 1


def test_nothing_clips() -> None:
    assert np.abs(played(((2.0, "louder"), (3.0, "louder")))).max() <= 10 ** (-1 / 20) + 1e-6
