"""``voice-coach programme``: a week with its files, and bad options in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import icalendar
import pytest

from tests.cli.calling import Caller


def test_one_week_from_the_command_line(call: Caller, home: Path) -> None:
    arguments = ("programme", "-o", "plan", "--weeks", "1", "--start", "2026-12-07", "--run-days", "sun")
    options = ("--minutes", "5", "--tools", "ball,stick", "--voice", "espeak", "--language", "en")
    first = call(*arguments, *options, "--json")
    assert first.code == 0, first.err
    data = json.loads(first.out)
    files = {session["file"] for session in data["sessions"]}
    made = {path.name: path.read_bytes() for path in (home / "plan").iterdir()}
    assert set(made) == files | {"manifest.jsonl", "programme.ics", "programme.txt", "programme.json"}
    written = json.loads(made["programme.json"])
    assert written == {key: data[key] for key in written}
    assert (data["done"], data["missed"]) == ([], [])
    assert data["next"]["file"] == data["sessions"][0]["file"]
    assert len(icalendar.Calendar.from_ical(made["programme.ics"]).walk("VEVENT")) == 3
    again = call(*arguments, *options)
    assert again.out.removeprefix(made["programme.txt"].decode()) == (
        "\nNext: Maintenance day, 5 minutes, Tuesday 2026-12-08.\n"
    )
    assert {path.name: path.read_bytes() for path in (home / "plan").iterdir()} == made


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--start", "soon", "--start 'soon' isn't a date. Write it like 2027-01-04."),
        ("--start", "9999-12-20", "--start 9999-12-20 with 4 weeks is beyond what calendars hold"),
        ("--start", "0001-01-01", "beyond what calendars hold"),
        ("--at", "25:00", "--at '25:00' isn't a time"),
        ("--run-days", "mon,mun", "There is no day 'mun'"),
        ("--minutes", "2", "--minutes must be 5 to 180"),
        ("--tools", "hammer", "There is no tool called 'hammer'"),
        ("--language", "tlh", "doesn't speak 'tlh'"),
    ],
)
def test_bad_options_are_one_sentence(call: Caller, home: Path, option: str, value: str, said: str) -> None:
    outcome = call("programme", "-o", "plan", option, value)
    assert outcome.code == 2
    assert said in outcome.sentence
    assert not (home / "plan").exists()
