"""The pauses of a session, from its journal."""

from __future__ import annotations

from datetime import datetime, timezone

from voice_coach.records.past_session import PauseMade
from voice_coach.records.pauses import Pauses
from voice_coach.records.session_lines import line_of, read_session
from voice_coach.records.session_record import SessionRecord


def kept(*events: tuple[str, float], until: float = 100.0) -> list[tuple[float, float]]:
    pauses = Pauses()
    for event, seconds in events:
        pauses.write(event, seconds)
    return [(one.start, one.end) for one in pauses.until(until)]


def test_each_pause_is_kept_with_its_length() -> None:
    assert kept(("paused", 1.0), ("resumed", 9.004), ("paused", 20.0), ("resumed", 21.0)) == [
        (1.0, 9.0),
        (20.0, 21.0),
    ]
    assert kept(("paused", 5.0), ("paused", 6.0), ("resumed", 7.0)) == [(5.0, 7.0)]
    assert kept(("paused", 90.0)) == [(90.0, 100.0)], "the session ended in it"
    assert kept(("resumed", 5.0), ("cue", 6.0)) == []


def test_what_was_taken_back_was_no_pause() -> None:
    assert kept(("paused", 5.0), ("taken_back", 5.4)) == []
    assert kept(("paused", 5.0), ("taken_back", 50.0), ("resumed", 60.0)) == [(5.0, 60.0)]
    assert kept(("paused", 5.0), ("taken_back", 6.99)) == []
    assert kept(("paused", 5.0), ("taken_back", 7.01), ("resumed", 8.0)) == [(5.0, 8.0)]


def test_a_session_of_endless_pauses_keeps_five_hundred() -> None:
    events = [(event, at + part) for at in range(600) for event, part in (("paused", 0.0), ("resumed", 0.5))]
    assert kept(*events) == [(float(at), at + 0.5) for at in range(500)]


def test_the_history_keeps_them() -> None:
    record = SessionRecord()
    for event, seconds in (("paused", 1.5), ("resumed", 3.25), ("cue", 60.128)):
        record.write(event, seconds, {})
    past = record.past_session(datetime(2026, 11, 30, tzinfo=timezone.utc))
    read = read_session(line_of(past))
    assert read is not None
    assert (read.seconds, read.pauses) == (60.13, (PauseMade(1.5, 3.25),))
