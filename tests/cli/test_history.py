"""``voice-coach history``: a table, a picture, a page; out to other machines and in again."""

from __future__ import annotations

import io
import json
import stat
import sys
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from garmin_fit_sdk import Decoder, Stream

from tests.cli.calling import Caller
from voice_coach.cli.options import history
from voice_coach.records.past_session import PartDone, PastSession

NOW = datetime.now(timezone.utc).replace(microsecond=0)


def past(days_ago: int) -> PastSession:
    part = PartDone("calves", "left", done=True)
    when = (NOW - timedelta(days=days_ago)).isoformat()
    return PastSession(when, "warmup", 8.0, ("calves",), True, 6, parts=(part,), seed=days_ago)


def test_the_table_has_the_last_sessions_and_all_of_them_if_asked(call: Caller) -> None:
    assert "No session yet" in call("history").out
    assert call("history", "--json").out == "[]\n"
    for days_ago in range(30, 0, -1):
        history().add(past(days_ago))
    assert call("history").out.count("warmup") == 20
    told = call("history", "--all", "--weeks", "2").out
    assert told.count("warmup") == 30
    assert "The last 2 weeks" in told
    assert "30 sessions, 4 h 0 min in all." in told
    listed = json.loads(call("history", "--json").out)
    assert [one["seed"] for one in listed] == list(range(30, 0, -1))
    assert listed[0]["parts"][0]["side"] == "left"
    assert "empty" in call("history", "--clear").out
    assert "No session yet" in call("history").out


def test_picture_and_page_are_files_for_their_owner_alone(call: Caller, home: Path) -> None:
    history().add(past(3))
    done = call("history", "--svg", "a.svg", "--html", "a.html")
    assert (done.code, done.out) == (0, "")
    ET.fromstring((home / "a.svg").read_bytes())
    assert "<h1>Past sessions</h1>" in (home / "a.html").read_text(encoding="utf-8")
    if sys.platform != "win32":
        assert {stat.S_IMODE((home / name).stat().st_mode) for name in ("a.svg", "a.html")} == {0o600}
    assert call("history", "--svg", "-").out == (home / "a.svg").read_text(encoding="utf-8")
    assert "Only one thing" in call("history", "--svg", "-", "--html", "-").sentence
    assert call("history", "--html", "nowhere/a.html").code == 4


def test_a_history_goes_out_and_comes_in_without_doubles(
    call: Caller, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days_ago in (5, 3):
        history().add(past(days_ago))
    out = call("history", "export").out
    call("history", "export", "-o", "mine.jsonl")
    assert (home / "mine.jsonl").read_text(encoding="utf-8") == out
    history().clear()
    history().add(past(4))
    assert call("history", "import", "mine.jsonl").out == "2 sessions taken in.\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(out.encode())))
    assert call("history", "import", "-").out == "0 sessions taken in; 2 were here already.\n"
    assert [one.seed for one in history().sessions()] == [5, 4, 3]


def test_what_cannot_be_taken_in_changes_nothing(call: Caller, home: Path) -> None:
    history().add(past(3))
    (home / "bad.jsonl").write_text('{"when": "2026-11-01"}\n', encoding="utf-8")
    done = call("history", "import", "bad.jsonl")
    assert done.code == 2
    assert "bad.jsonl, line 1: 'routine' is missing." in done.sentence
    assert call("history", "import", "none.jsonl").code == 2
    assert "takes no option" in call("history", "--clear", "export").sentence
    assert len(history().sessions()) == 1


def test_a_session_as_fit_for_a_training_log(call: Caller, home: Path) -> None:
    for days_ago in (3, 2):
        history().add(past(days_ago))
    assert call("history", "export", "--fit", "last.fit").code == 0
    assert call("history", "export", "--fit", "before.fit", "--session", "2").code == 0
    for name, days_ago in (("last.fit", 2), ("before.fit", 3)):
        messages, errors = Decoder(Stream.from_file(str(home / name))).read()
        assert errors == []
        assert messages["session_mesgs"][0]["start_time"] == NOW - timedelta(days=days_ago)
    assert "There is no session 3" in call("history", "export", "--fit", "x", "--session", "3").sentence
    assert "Add --fit FILE" in call("history", "export", "--session", "2").sentence
    assert "Leave out --output" in call("history", "export", "--fit", "x", "-o", "y").sentence
    assert not (home / "x").exists()
