"""What of a programme is done by the history, and what comes next."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest

from voice_coach.playing.assemble import Choices, Folders
from voice_coach.programme.done import as_text, done_by
from voice_coach.programme.plan import Programme, make_programme
from voice_coach.programme.week import read_days, week_pattern
from voice_coach.records.past_session import PastSession

MONDAY = date(2026, 11, 23)
UTC = timezone.utc


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """A week with a run on Monday and on Saturday, the long one."""
    folders = Folders(tmp_path_factory.mktemp("speech"))
    return make_programme(MONDAY, 1, week_pattern(read_days("mon,sat")), Choices(""), folders)


def past(day: int, routine: str, hour: int = 12, *, completed: bool = True) -> PastSession:
    when = datetime.combine(MONDAY + timedelta(days=day), time(hour), UTC)
    return PastSession(when.isoformat(), routine, 10, ("calves",), completed)


def names(programme: Programme, sessions: list[PastSession], today: int) -> tuple[list[str], list[str], str]:
    done = done_by(programme, sessions, MONDAY + timedelta(days=today), UTC)
    shown = [[f"{one.day.date.day} {one.session.use}" for one in part] for part in (done.done, done.missed)]
    following = "" if done.next is None else f"{done.next.day.date.day} {done.next.session.use}"
    return shown[0], shown[1], following


def test_what_was_played_on_its_day_is_done(programme: Programme) -> None:
    assert names(programme, [], 0) == ([], [], "23 warm-up")
    played = [past(0, "warmup"), past(5, "warmup"), past(5, "long-run")]
    done, missed, following = names(programme, played[:1], 5)
    assert (done, following) == (["23 warm-up"], "28 warm-up")
    assert len(missed) == 1
    assert names(programme, played[:2], 5)[2] == "28 long-recovery"
    assert names(programme, played, 6)[2] == ""


def test_another_day_another_routine_or_half_of_it_is_not_done(programme: Programme) -> None:
    for other in (past(1, "warmup"), past(0, "recovery"), past(0, "warmup", completed=False)):
        assert names(programme, [other], 0) == ([], [], "23 warm-up")
    near_midnight = [past(0, "warmup", 23)]
    assert done_by(programme, near_midnight, MONDAY, timezone(timedelta(hours=2))).done == ()


def test_it_is_said_in_a_sentence_or_two(programme: Programme) -> None:
    def said(sessions: list[PastSession], today: int) -> str:
        day = MONDAY + timedelta(days=today)
        return as_text(done_by(programme, sessions, day, UTC), day)

    assert said([], -7).startswith("Next: Warm-up before a run, ")
    assert said([], -7).endswith(" minutes, Monday 2026-11-23.")
    assert said([past(0, "warmup")], 0).startswith("Done so far: 1 of 1 session. Next: ")
    assert said([], 30) == "Done so far: 0 of 4 sessions."
