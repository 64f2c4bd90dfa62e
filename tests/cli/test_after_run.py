"""``start --after``: a run chooses the session, and the coach says why."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.cli.calling import Caller
from tests.watch.files import fit, gpx


@pytest.fixture
def hilly(home: Path) -> Path:
    """An hour's run with hills, of this morning."""
    path = home / "run.fit"
    path.write_bytes(fit(10_000.0, 3_600.0, 300, began=datetime.now(timezone.utc) - timedelta(hours=3)))
    return path


def prompts(home: Path) -> list[str]:
    lines = (home / "o.jsonl").read_text(encoding="utf-8").splitlines()
    return [one["text"] for one in map(json.loads, lines) if one["event"] == "prompt"]


def test_the_run_chooses_and_the_coach_says_why(call: Caller, home: Path, hilly: Path) -> None:
    files = ("--speaker", "o.wav", "--journal", "o.jsonl", "--voice", "espeak", "--level", "quiet")
    outcome = call("start", "--after", hilly, *files)
    assert outcome.code == 0
    assert outcome.err == (
        "After 10.0 km, 1:00 h, 300 m up, 2 h ago: recovery, 16 minutes, the most for quads and calves.\n"
    )
    seconds = float(outcome.out.split()[1])
    assert abs(seconds - 16 * 60) < 30
    said = prompts(home)
    why = [text for text in said[:4] if "10 kilometres" in text or "hill" in text]
    assert len(why) == 2


def test_what_the_runner_wants_weighs_more(call: Caller, home: Path, hilly: Path) -> None:
    script = home / "stop.txt"
    script.write_text("1 stop\n1.5 yes\n", encoding="utf-8")
    files = ("--speaker", "o.wav", "--journal", "o.jsonl", "--voice", "espeak", "--commands", script)
    outcome = call("start", "--after", hilly, "--minutes", "12", "--focus", "glutes", *files)
    assert " 2 h ago: recovery, 12 minutes, the most for glutes.\n" in outcome.err
    outcome = call("start", "--after", hilly, "--skip", "quads", *files)
    assert "16 minutes, the most for calves." in outcome.err


def test_what_will_not_do_is_said(call: Caller, home: Path, hilly: Path) -> None:
    assert "--after chooses the routine itself" in call("start", "warmup", "--after", hilly).sentence
    assert "There is no file none.gpx" in call("start", "--after", "none.gpx").sentence
    (home / "bad.gpx").write_bytes(gpx()[:-30])
    assert "bad.gpx is no XML that can be read" in call("start", "--after", "bad.gpx").sentence
