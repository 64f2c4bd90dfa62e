"""A plan of several weeks: sensible days, lengths within the facts, a calendar that others can read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import QUICK
from voice_coach.errors import InputError
from voice_coach.playing.assemble import Choices, Folders, plan_for
from voice_coach.playing.kept_between_sessions import SharedParts
from voice_coach.programme.calendar_file import calendar_bytes
from voice_coach.programme.listing import as_data, as_text
from voice_coach.programme.plan import Programme, make_programme
from voice_coach.programme.progression import level_in, maintenance_days_in, wanted
from voice_coach.programme.revisions import Revision, Revisions
from voice_coach.programme.texts import load_texts
from voice_coach.programme.week import WEEKDAYS, days_between, read_days, week_pattern
from voice_coach.routine.library import Library
from voice_coach.routine.limits import LONGEST_SET_SECONDS, longest_spot_seconds
from voice_coach.routine.plan import Plan

MONDAY = date(2026, 12, 7)
SHARED = SharedParts()
FOLDERS = Folders(Path("unused"), shared=SHARED)
USUAL = Choices("", voice="espeak")
WEEKS = 1 if QUICK else 4
RUN_DAYS = st.sets(st.integers(0, 6), min_size=1, max_size=6)


def programme(
    run_days: str = "mon,wed,sat",
    weeks: int = WEEKS,
    *,
    start: date = MONDAY,
    language: str = "en",
    tools: tuple[str, ...] | None = None,
    most_minutes: float | None = None,
) -> Programme:
    return _made(run_days, weeks, start, language, tools, most_minutes)


@cache
def _made(
    run_days: str,
    weeks: int,
    start: date,
    language: str,
    tools: tuple[str, ...] | None,
    most_minutes: float | None,
) -> Programme:
    usual = replace(USUAL, language=language, tools=tools)
    pattern = week_pattern(read_days(run_days))
    return make_programme(start, weeks, pattern, usual, FOLDERS, most_minutes=most_minutes)


@given(RUN_DAYS)
def test_every_week_has_warm_ups_recoveries_maintenance_and_rest(run_days: set[int]) -> None:
    week = week_pattern(sorted(run_days))
    uses = [week.uses(day) for day in range(7)]
    assert all(("warm-up" in uses[day]) == (day in run_days) for day in range(7))
    assert all("maintenance" not in uses[day] for day in run_days)
    assert [day for day in range(7) if not uses[day]] != []
    assert sum("long-recovery" in found for found in uses) == 1
    assert sum("recovery" in found for found in uses) == (len(run_days) >= 3)
    assert sum("maintenance" in found for found in uses) == min(2, 6 - len(run_days))
    assert uses[week.long_day] == ("warm-up", "long-recovery")
    first = [week.uses(day, maintenance_days=1) for day in range(7)]
    assert sum("maintenance" in found for found in first) == min(1, 6 - len(run_days))


def test_the_usual_week() -> None:
    week = week_pattern(read_days("Sat, mon wed"))
    assert (week.long_day, week.hard_day) == (5, 2)
    assert [WEEKDAYS[day] for day in week.maintenance_days] == ["tue", "fri"]
    assert [days_between(first, second) for first, second in ((0, 6), (1, 4), (2, 2))] == [1, 3, 0]


@pytest.mark.parametrize(
    ("days", "said"),
    [("", "No day"), ("mon,tue,wed,thu,fri,sat,sun", "no day of rest"), ("mon,funday", "no day 'funday'")],
)
def test_days_that_make_no_week(days: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        week_pattern(read_days(days))


@given(st.integers(1, 52))
def test_talk_fades_and_lengths_grow_within_the_facts(weeks: int) -> None:
    fade = ["first", "usual", "quiet"]
    levels = [fade.index(level_in(week, weeks)) for week in range(1, weeks + 1)]
    assert levels == sorted(levels)
    assert levels[0] == 0
    assert weeks < 4 or levels[-1] == 2
    assert maintenance_days_in(1) == 1
    for use, least, most in (("recovery", 15, 18), ("long-recovery", 16, 20), ("maintenance", 20, 30)):
        minutes = [wanted(use, week, weeks).minutes or 0 for week in range(1, weeks + 1)]  # type: ignore[arg-type]
        assert minutes == sorted(minutes)
        assert least == minutes[0]
        assert minutes[-1] <= most
    assert wanted("warm-up", weeks, weeks).minutes is None


def plans(found: Programme) -> list[tuple[Plan, int]]:
    return [(plan_for(session.choices, FOLDERS), session.minutes) for session in found.sessions]


def test_four_weeks_with_the_usual_tools() -> None:
    found = programme(weeks=4)
    assert len(found.days) == 28
    assert [day.date.weekday() for day in found.days if day.run] == [0, 2, 5] * 4
    for week in range(1, 5):
        days = [day for day in found.days if day.week == week]
        assert sum(not day.sessions and not day.run for day in days) >= 1
    assert len({session.file_name for session in found.sessions}) == len(found.sessions) == 15
    for plan, _ in plans(found):
        for step in plan.steps:
            assert step.hold_seconds <= longest_spot_seconds(step.tool)
            assert step.worked_seconds <= LONGEST_SET_SECONDS
    warm_ups = [session.minutes for session in found.sessions if session.use == "warm-up"]
    assert max(warm_ups) <= 9.5


@pytest.mark.parametrize("tools", [("roller",), ("ball",), ("stick",), ("gun",), ("gun", "stick", "ball")])
def test_whatever_tools_there_are(tools: tuple[str, ...]) -> None:
    found = programme(tools=tools)
    for plan, minutes in plans(found):
        assert set(plan.tools) <= {*tools, "none"}
        assert 3 <= minutes <= 31


def test_no_session_is_longer_than_there_is_time() -> None:
    found = programme(most_minutes=12)
    assert max(session.minutes for session in found.sessions) <= 12
    short = programme(most_minutes=6, weeks=1)
    assert max(session.minutes for session in short.sessions if session.use == "warm-up") <= 6


def test_weeks_begin_on_the_day_of_the_start() -> None:
    found = programme(start=date(2026, 12, 10), weeks=1)
    assert found.days[0].date == date(2026, 12, 10)
    assert found.days[-1].date == date(2026, 12, 16)
    with pytest.raises(InputError, match="53 weeks"):
        programme(weeks=53)


def events(data: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_calendar_as_others_read_it(language: str) -> None:
    found = programme(language=language)
    texts = load_texts(Library(language))
    data = calendar_bytes(found, texts, time(18, 30))
    _made.cache_clear()
    assert data == calendar_bytes(programme(language=language), texts, time(18, 30))

    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no letter is cut in two by folding

    calendar = icalendar.Calendar.from_ical(data)
    assert calendar["VERSION"] == "2.0"
    sessions = [(day, session) for day in found.days for session in day.sessions]
    read = events(data)
    assert len(read) == len(sessions)
    assert len({event["UID"] for event in read}) == len(read)
    for event, (day, session) in zip(read, sessions, strict=True):
        begins = event["DTSTART"].dt
        assert isinstance(begins, datetime)
        assert begins.tzinfo is None
        assert begins.date() == day.date
        assert begins.hour == 18 + {"recovery": 1, "long-recovery": 2}.get(session.use, 0)
        assert event["DURATION"].dt == timedelta(minutes=session.minutes)
        assert session.title in event["SUMMARY"]
        assert session.file_name in event["DESCRIPTION"]
        assert texts.uses[session.use] in event["DESCRIPTION"]
        (alarm,) = event.walk("VALARM")
        assert alarm["ACTION"] == "DISPLAY"
        assert alarm["TRIGGER"].dt == timedelta(minutes=-10)


def test_an_import_replaces_what_an_earlier_one_brought() -> None:
    texts = load_texts(Library("en"))
    before = events(calendar_bytes(programme(), texts, time(7)))
    after = events(calendar_bytes(programme(tools=("ball",), most_minutes=25), texts, time(8)))
    assert [event["UID"] for event in before] == [event["UID"] for event in after]


def stamps(data: bytes) -> list[tuple[int, datetime]]:
    return [(int(event["SEQUENCE"]), event["DTSTAMP"].dt) for event in events(data)]


def test_a_later_revision_is_newer_and_the_same_is_the_same(tmp_path: Path) -> None:
    texts, own, there = load_texts(Library("en")), tmp_path / "calendar.json", tmp_path / "programme.ics"

    def written(hour: int, calendar: Path = there) -> bytes:
        revisions = Revisions.load(own, calendar)
        data = calendar_bytes(programme(), texts, time(hour), revisions)
        revisions.save(own)
        return data

    first = written(7)
    assert first == written(7) == calendar_bytes(programme(), texts, time(7))
    second = written(18)
    third = written(7, tmp_path / "nowhere.ics")
    for before, after in ((first, second), (second, third)):
        assert all(new > old for old, new in zip(stamps(before), stamps(after), strict=True))
        assert all(new[1] > old[1] for old, new in zip(stamps(before), stamps(after), strict=True))
    assert written(7) == third
    own.unlink()
    there.write_bytes(third)  # what another computer wrote is known from the calendar itself
    assert written(7) == third
    assert stamps(written(9))[0] > stamps(third)[0]


@given(
    st.binary(max_size=200) | st.sampled_from([b'{"a": [1, 2]}', b'{"a": ["x", 1e999, "x"]}', b"[" * 9_999])
)
def test_damage_to_what_was_written_before_counts_as_nothing(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("revisions")
    for name in ("calendar.json", "programme.ics"):
        (folder / name).write_bytes(content)
    revisions = Revisions.load(folder / "calendar.json", folder / "programme.ics")
    stamp = datetime(2026, 1, 1, tzinfo=timezone.utc)
    assert revisions.next("new", "x", stamp) == Revision("x", 0, stamp)
    revisions.save(folder / "calendar.json")


def test_the_plan_to_read_and_the_plan_for_scripts() -> None:
    found = programme(language="es")
    text = as_text(found, load_texts(Library("es")))
    data: Any = as_data(found)
    assert json.loads(json.dumps(data)) == data
    assert "lunes 2026-12-07: Calentamiento antes de correr" in text
    assert text.count("Día de descanso") == sum(
        not day["sessions"] and not day["run"] for day in data["days"]
    )
    for session in data["sessions"]:
        assert session["file"] in text
    assert load_texts(Library("tlh")) == load_texts(Library("en"))


def test_what_was_left_out_is_told_of_the_session_it_was_left_out_of() -> None:
    found = programme(weeks=1, most_minutes=10)
    text = as_text(found, load_texts(Library("en")))
    notes = [line for line in text.splitlines() if "to fit 10 minutes" in line]
    assert len(notes) > 1
    assert all(line.split(":")[0] in {session.title for session in found.sessions} for line in notes)


def test_a_day_that_is_only_a_run_would_be_named() -> None:
    assert all(day.sessions for day in programme().days if day.run)
