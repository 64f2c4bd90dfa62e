"""Past sessions: gathered from a journal, kept line by line, and never in anyone's way."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.playing.engine.sessions import ListJournal, played
from voice_coach.errors import OutputError
from voice_coach.records.history import History, PastSession, SessionRecord

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
