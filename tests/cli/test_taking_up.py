"""``start`` after a crash, as far as it can be told without a sound: what goes on, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.cli.calling import Caller
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.cli.options import folders, history
from voice_coach.cli.taking_up import last_session
from voice_coach.content import own_folder
from voice_coach.errors import InputError
from voice_coach.listening.personal.runners import runner_named
from voice_coach.playing.assemble import Choices, plan_for
from voice_coach.playing.kept_choices import choices_again, kept_choices
from voice_coach.records.belongings import Belongings
from voice_coach.records.past_session import PastSession
from voice_coach.records.remembering import memory_of
from voice_coach.records.running import GoingOn, RunningRecord
from voice_coach.routine.wish import Wish
from voice_coach.session.estimated_durations import EstimatedDurations
from voice_coach.session.events import SessionStarted, TimePassed
from voice_coach.session.keeping import keep
from voice_coach.session.machine import Session

BEGAN = datetime(2026, 11, 30, 7, tzinfo=timezone.utc)
CHOICES = Choices(
    "warmup", level="usual", seed=7, tools=("ball", "roller"), wish=Wish(minutes=8, focus=("calves",))
)


def theirs(name: str = "") -> Belongings:
    """The records of the runner ``name``, no one's without."""
    return Belongings(runner_named(name, own_folder()) if name else None, own_folder())


def cut_off_in(phase: str, choices: Choices = CHOICES, *, runner: str = "", **plan_data: object) -> Session:
    """A session of these choices that was killed three seconds into the first such phase."""
    own = theirs(runner)
    choices = replace(choices, memory=memory_of(own.history().sessions(), BEGAN))
    plan = plan_for(choices, folders())
    session = Session(plan, rate=SAMPLE_RATE, durations=EstimatedDurations(SAMPLE_RATE, "en"))
    session.handle(SessionStarted(), 0)
    while session.state.phase != phase:
        session.handle(TimePassed(), session.next_deadline() or 0)
    now = session.now + 3 * SAMPLE_RATE

    def state() -> Mapping[str, object]:
        return {"seconds": 100.0, "state": keep(session.state, now)}

    going_on = GoingOn({**kept_choices(choices, plan), **plan_data}, state)
    past = PastSession(BEGAN.isoformat(timespec="seconds"), "warmup", 1.7, (), False, runner=runner)
    record = RunningRecord(own.running, past.as_json, going_on)
    going_on.write("session_started", 0.0, {"routine": "warmup"})
    record.leave()
    return session


def test_it_goes_on_with_the_same_plan(home: Path) -> None:
    session = cut_off_in("hold")
    last = last_session(theirs(), folders(), resume=False)
    assert last is not None
    assert last.choices == replace(CHOICES, memory=last.choices.memory)
    assert (last.state.step, last.state.phase) == (session.state.step, "hold")
    assert last.state.clock.counted == pytest.approx(3 * SAMPLE_RATE, abs=SAMPLE_RATE)
    question = last.question(by_keys=False)
    assert question.startswith("You stopped in your ")
    assert question.endswith("to go. Say yes to go on.")
    assert "Press Y" in last.question(by_keys=True)
    assert (last.began, last.seconds) == (BEGAN, 100.0)
    last.cut.let_go()


def test_the_kept_choices_are_the_choices() -> None:
    music = Path(__file__).absolute()
    for choices in (
        CHOICES,
        Choices("recovery", language="es", music=music),
        Choices("warmup", listens=False),
    ):
        plan = plan_for(choices, folders())
        assert choices_again(kept_choices(choices, plan)) == choices


@pytest.mark.parametrize("phase", ["opening", "position"])
def test_nobody_is_asked_about_a_session_that_had_hardly_begun(home: Path, phase: str) -> None:
    cut_off_in(phase)
    last = last_session(theirs(), folders(), resume=False)
    assert (last is None) == (phase == "opening")
    assert len(history().sessions()) == (phase == "opening")
    if last is not None:
        assert last.question(by_keys=False).startswith("You stopped just before your ")
        last.cut.let_go()


def test_a_changed_routine_is_told_in_a_sentence_and_recorded(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut_off_in("hold", fingerprint="0" * 16)
    assert last_session(theirs(), folders(), resume=False) is None
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "changed since" in told
    assert [past.cut_off for past in theirs().history().sessions()] == [True]


def test_another_version_is_told_in_a_sentence_and_recorded(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut_off_in("hold", version="0.0.1")
    assert last_session(theirs(), folders(), resume=False) is None
    assert "another version" in capsys.readouterr().err
    assert len(theirs().history().sessions()) == 1


def test_after_half_a_day_it_is_told_and_recorded(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    long_ago = (datetime.now(timezone.utc) - timedelta(hours=13)).timestamp()
    with monkeypatch.context() as then:
        then.setattr(time, "time", lambda: long_ago)
        cut_off_in("hold")
    assert last_session(theirs(), folders(), resume=False) is None
    assert "13 hours ago" in capsys.readouterr().err
    assert len(theirs().history().sessions()) == 1


def test_somebody_elses_session_is_left_alone(home: Path) -> None:
    cut_off_in("hold")
    assert last_session(theirs("anna"), folders(), resume=False) is None
    own = last_session(theirs(), folders(), resume=False)
    assert own is not None
    own.cut.let_go()


def test_resume_with_nothing_to_resume(call: Caller, home: Path) -> None:
    outcome = call("start", "--resume")
    assert outcome.code == 2
    assert "no session to go on with" in outcome.sentence


def test_resume_says_why_it_cannot(home: Path) -> None:
    cut_off_in("hold", version="0.0.1")
    with pytest.raises(InputError, match="another version") as refused:
        last_session(theirs(), folders(), resume=True)
    assert refused.value.code == "nothing-to-resume"


@pytest.mark.parametrize(
    "given",
    [("warmup",), ("--minutes", "8"), ("--fresh",), ("--screen",), ("--no-stretch",), ("--seed", "1")],
)
def test_what_goes_on_cannot_be_chosen_anew(call: Caller, home: Path, given: tuple[str, ...]) -> None:
    outcome = call("start", "--resume", *given)
    assert outcome.code == 2
    assert "goes on with a session as it was begun" in outcome.sentence


def test_a_session_into_a_file_goes_on_with_no_other(call: Caller, home: Path, tmp_path: Path) -> None:
    outcome = call("start", "--resume", "--speaker", tmp_path / "a.wav")
    assert outcome.code == 2
    assert "can't resume another" in outcome.sentence


def test_the_history_shows_what_waits_and_forgets_it_too(call: Caller, home: Path) -> None:
    cut_off_in("hold")
    assert "was cut off. Go on with it: voice-coach start --resume" in call("history").out
    call("history", "--clear")
    assert "No session yet" in call("history").out
