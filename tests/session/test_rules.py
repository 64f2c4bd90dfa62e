"""What holds in every session, whatever is said to it and when."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import RANDOM_SEQUENCES
from tests.session.driver import RATE, Run, plan, run, step, timeline
from voice_coach.routine.plan import Level, Plan
from voice_coach.session.actions import Finish, Log, PlayCue, Say
from voice_coach.session.commands import COMMAND_NAMES, TAKES_SECONDS, TAKES_VALUE, Command
from voice_coach.session.events import (
    CommandHeard,
    DeviceLost,
    DeviceReturned,
    Event,
    NearlyHeard,
    SessionStarted,
    VoiceBegan,
    VoiceEnded,
)
from voice_coach.session.state import STATE_OF_PHASE
from voice_coach.session.timeline import hold_marks

LONGEST_SILENCE_SECONDS = 15


def commands() -> st.SearchStrategy[Event]:
    def number(name: str) -> st.SearchStrategy[int | None]:
        if name in TAKES_VALUE:
            return st.integers(1, 10)
        return st.one_of(st.none(), st.integers(1, 60)) if name in TAKES_SECONDS else st.none()

    named = st.sampled_from(COMMAND_NAMES).flatmap(
        lambda name: number(name).map(lambda n: CommandHeard(Command(name, n)))
    )
    devices = st.sampled_from(["microphone", "speaker"])
    others: st.SearchStrategy[Event] = st.one_of(
        st.just(VoiceBegan()),
        st.just(VoiceEnded()),
        devices.map(DeviceLost),
        devices.map(DeviceReturned),
        st.just(NearlyHeard()),
    )
    return st.one_of(named, named, named, named, others)


scripts = st.lists(st.tuples(st.integers(0, 60 * RATE), commands()), max_size=25)
plans = st.builds(
    lambda level, holds, hold_seconds, strokes: plan(
        level,
        tuple(
            step(area, side, pair, hold_seconds, holds, strokes)
            for pair, area in enumerate(("glutes", "quads"))
            for side in (("left", "right") if pair == 0 else ("both",))
        ),
    ),
    st.sampled_from(["first", "usual", "quiet"]),
    st.integers(0, 2),
    st.sampled_from([6, 12, 20, 45, 60]),
    st.integers(1, 4),
)


@settings(max_examples=RANDOM_SEQUENCES)
@given(plans, scripts)
def test_whatever_is_said_the_session_stays_lawful_and_ends(
    of: Plan, script: list[tuple[int, Event]]
) -> None:
    driven = run(of)
    for wait, event in script:
        driven.until((driven.session.now + wait) / RATE)
        driven.event(event)
        state = driven.session.state
        assert state.name in set(STATE_OF_PHASE.values()) | {"paused", "confirm", "side", "pain"}
        # Only what must be heard before the first stroke keeps a gap open past its time.
        in_time = state.clock.length is None or state.clock.elapsed(driven.session.now) <= state.clock.length
        assert in_time or (state.phase == "gap" and (state.guide or state.speaking is not None))
    driven.to_end()
    _one_mouth(driven)
    _never_silent_while_working(driven)
    assert any(isinstance(action, Finish) for action in driven.actions)
    assert len(driven.logs("session_finished")) + len(driven.logs("session_stopped")) == 1


def _one_mouth(driven: Run) -> None:
    spoken = sorted(driven.spoken())
    for (_, end, first), (start, _, second) in pairwise(spoken):
        assert end <= start, f"{first!r} until {end} and {second!r} from {start}"


def _never_silent_while_working(driven: Run) -> None:
    heard = sorted(
        [(start, end) for start, end, _ in driven.spoken()]
        + [(a.at_frame, a.at_frame + RATE // 2) for a in driven.actions if isinstance(a, PlayCue)]
    )
    last = 0
    for start, end in heard:
        assert start - last <= LONGEST_SILENCE_SECONDS * RATE or not _working(driven, last)
        last = max(last, end)


def _working(driven: Run, first: int) -> bool:
    """Did the runner work from frame ``first`` on, by the journal?"""
    working = False
    for log in driven.actions:
        if isinstance(log, Log) and log.at_frame <= first:
            if log.event == "phase_started":
                working = log.fields["phase"] in ("sweep", "search", "hold")
            elif log.event in {"paused", "resumed"}:
                working = log.event == "resumed"
    return working


@pytest.mark.parametrize("level", ["first", "usual", "quiet"])
def test_both_sides_get_the_same_frames(level: Level) -> None:
    driven = run(plan(level)).to_end()
    worked = defaultdict(list)
    for log in driven.logs("step_finished"):
        worked[log.fields["area"]].append(log.fields["worked_frames"])
    assert all(left == right for left, right in worked.values())


@given(st.integers(0, 119), st.integers(1, 400))
def test_a_pause_anywhere_costs_no_frame(at_seconds: int, pause_seconds: int) -> None:
    without = run().to_end()
    driven = run().until(at_seconds)
    driven.command("pause")
    driven.until(driven.seconds + pause_seconds)
    driven.command("resume")
    driven.to_end()

    def worked(of: Run) -> list[object]:
        return [log.fields["worked_frames"] for log in of.logs("step_finished")]

    assert worked(driven) == worked(without)


@given(st.lists(st.integers(1, 5 * RATE), max_size=200))
def test_being_called_more_often_changes_nothing(waits: list[int]) -> None:
    usual = run().to_end()
    driven = run()
    for wait in waits:
        driven.until((driven.session.now + wait) / RATE)
    driven.to_end()
    assert timeline(driven.actions) == timeline(usual.actions)


def test_time_cannot_run_backwards() -> None:
    driven = run().until(5)
    with pytest.raises(ValueError, match="backwards"):
        driven.session.handle(SessionStarted(), 0)


@given(st.integers(1, 130 * RATE))
def test_marks_lie_inside_their_hold_and_keep_clear_of_the_end(length: int) -> None:
    marks = hold_marks(length, RATE)
    assert all(0 <= mark.offset < max(length, 2 * RATE + 1) for mark in marks)
    assert len({mark.key for mark in marks}) == len(marks)


def test_every_hold_ends_with_its_tone() -> None:
    driven = run().to_end()
    ends = [at for at, name in driven.cues() if name == "end"]
    finished = [log.at_frame / RATE for log in driven.logs("step_finished")]
    assert ends == finished


def test_what_comes_leaves_out_an_area_that_ended_by_pain() -> None:
    areas = ("glutes", "calves", "glutes", "quads")
    steps = tuple(step(area, "both", pair) for pair, area in enumerate(areas))
    driven = run(plan(steps=steps)).until_phase("hold")
    driven.command("easier")
    driven.command("sharp")
    driven.to_end()
    announced = [a.text for a in driven.actions if isinstance(a, Say) and a.text.startswith("<coming")]
    assert announced == ["<coming_area> quads", "<coming_end>"]


def test_what_comes_is_said_before_the_end() -> None:
    driven = run().to_end()
    announced = [a.text for a in driven.actions if isinstance(a, Say) and a.text.startswith("<coming")]
    assert announced == [
        "<coming_side> <right>",
        "<coming_area> calves",
        "<coming_side> <right>",
        "<coming_end>",
    ]
