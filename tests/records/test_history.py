"""Past sessions: gathered from a journal, kept line by line, and never in anyone's way."""

from __future__ import annotations

import stat
import sys
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.playing.engine.sessions import ListJournal, played
from voice_coach.errors import OutputError
from voice_coach.records.history import History, seed_after
from voice_coach.records.past_session import PastSession
from voice_coach.records.session_record import SessionRecord

WHEN = datetime(2026, 3, 1, 7, 30, tzinfo=timezone.utc)


def past(routine: str = "warmup", *, completed: bool = True) -> PastSession:
    return PastSession(WHEN.isoformat(), routine, 7.8, ("glutes", "calves"), completed, 6, "left")


def test_a_session_is_gathered_from_its_journal() -> None:
    journal, record = ListJournal(), SessionRecord()
    played(journal=journal)
    for event, seconds, fields in journal.lines:
        record.write(event, seconds, fields)
    kept = record.past_session(WHEN)
    assert (kept.routine, kept.areas, kept.completed, kept.rating) == ("warmup", ("glutes",), True, None)
    assert kept.minutes == pytest.approx(journal.lines[-1][1] / 60, abs=0.05)


def test_what_is_added_is_there(tmp_path: Path) -> None:
    history = History(tmp_path / "deep" / "history.jsonl")
    assert history.sessions() == ()
    history.add(past())
    history.add(past("recovery"))
    assert history.sessions() == (past(), past("recovery"))
    history.clear()
    assert history.sessions() == ()


def test_detail_fades_after_three_whole_sessions(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    for session in (past(), past(completed=False), past("recovery")):
        history.add(session)
    assert history.level() == "first"
    history.add(past())
    assert history.level() == "usual"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        History(tmp_path / "file" / "history.jsonl").add(past())


@given(
    st.lists(st.one_of(st.text(max_size=80), st.just("{}"), st.just('{"minutes": "x"}'), st.just("[" * 5000)))
)
def test_damaged_lines_are_passed_over(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    history = History(tmp_path_factory.mktemp("history") / "history.jsonl")
    history.add(past())
    with history.path.open("a", encoding="utf-8", errors="surrogatepass") as file:
        file.write("\n".join(lines) + "\n")
    history.add(past("recovery"))
    sessions = history.sessions()
    assert sessions[0] == past()
    assert sessions[-1] == past("recovery")


def dated(day: int, routine: str = "warmup") -> PastSession:
    return PastSession(f"2026-03-{day:02}T07:30:00+00:00", routine, 8.0, ("glutes",), True, seed=day)


def test_the_recent_ones_are_the_last(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    assert history.recent(3) == ()
    whole = [replace(dated(day % 28 + 1), exercises=("x" * 190,) * 40) for day in range(50)]
    for session in whole:
        history.add(session)
    assert history.path.stat().st_size > 300_000
    for count in (1, 3, 20, 49, 50, 60):
        assert history.recent(count) == tuple(whole[-count:])


def test_the_next_seed_is_another_one() -> None:
    assert seed_after([]) == 0
    assert seed_after([past(), past()]) == 2
    assert seed_after([past(), dated(7)]) == 8


@given(st.lists(st.integers(1, 28), max_size=8), st.lists(st.integers(1, 28), max_size=8))
def test_two_histories_become_one_without_doubles(
    tmp_path_factory: pytest.TempPathFactory, ours: list[int], theirs: list[int]
) -> None:
    history = History(tmp_path_factory.mktemp("history") / "history.jsonl")
    days = sorted(set(ours))
    for day in days:
        history.add(dated(day))
    added = history.merge([dated(day) for day in theirs])
    assert added == len(set(theirs) - set(ours))
    assert history.sessions() == tuple(dated(day) for day in sorted({*ours, *theirs}))
    assert history.merge(map(dated, theirs)) == 0
    assert history.forget(lambda session: session.seed in days) == len(days)
    assert history.sessions() == tuple(dated(day) for day in sorted(set(theirs) - set(ours)))


def test_two_routines_that_begin_at_once_are_two_sessions(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    history.add(dated(3))
    assert history.merge([dated(3, "recovery"), replace(dated(3), when="2026-03-03T08:30:00+01:00")]) == 1


def test_what_a_newer_program_wrote_stays_as_it_is(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    known = '"when": "2026-03-09", "routine": "warmup", "minutes": 1, "completed": true'
    newer = f'{{{known}, "version": 7, "mood": 3}}'
    history.path.write_text(f"{newer}\nno session\n", encoding="utf-8")
    assert history.merge([dated(2), dated(12)]) == 2
    lines = history.path.read_text(encoding="utf-8").splitlines()
    assert lines[1:3] == [newer, "no session"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_the_history_is_for_its_owner_alone(tmp_path: Path) -> None:
    history = History(tmp_path / "home" / "history.jsonl")
    for change in (lambda: history.add(dated(1)), lambda: history.merge([dated(2)])):
        change()
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in history.path.parent.iterdir()}
        assert set(modes.values()) == {0o600}, modes
    assert stat.S_IMODE(history.path.parent.stat().st_mode) == 0o700
    history.clear()
    assert list(history.path.parent.iterdir()) == []
