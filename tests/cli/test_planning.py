"""Sessions fitted from the command line, plans drawn, routines asked for, and what is known told."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.calling import Caller
from voice_coach.cli.main import run
from voice_coach.records.history import History
from voice_coach.records.past_session import PainFelt, PastSession


def test_show_fits_the_minutes_and_says_what_it_left_out(call: Caller) -> None:
    shown = json.loads(call("routines", "show", "maintenance", "--minutes", "6", "--json").out)
    assert abs(shown["seconds"] - 360) <= 15
    assert any("Left out to fit 6 minutes" in note for note in shown["notes"])
    table = call("routines", "show", "maintenance", "--minutes", "6").out
    assert all(note in table for note in shown["notes"])


def test_show_takes_every_wish(call: Caller) -> None:
    wishes = [
        "--focus",
        "feet",
        "--skip",
        "quads,glutes",
        "--side",
        "left",
        "--hold",
        "22",
        "--level",
        "quiet",
    ]
    shown = json.loads(call("routines", "show", "recovery", *wishes, "--json").out)
    assert {step["side"] for step in shown["steps"]} == {"left"}
    areas = {step["area"] for step in shown["steps"]}
    assert "feet" in areas
    assert not areas & {"quads", "glutes"}
    assert {step["hold_seconds"] for step in shown["steps"] if step["tool"] != "none"} == {22}


def test_show_for_me_has_the_reasons(call: Caller, home: Path) -> None:
    usual = json.loads(call("routines", "show", "recovery", "--json").out)
    assert usual["reasons"] == []
    when = datetime.now(timezone.utc).isoformat(timespec="seconds")
    pain = PainFelt("sharp", "calves", "left")
    History(home.parent / "own" / "history.jsonl").add(
        PastSession(when, "recovery", 12.0, ("calves",), True, pains=(pain,))
    )
    shown = json.loads(call("routines", "show", "recovery", "--for-me", "--json").out)
    (reason,) = shown["reasons"]
    assert "calves" in reason["text"]
    assert reason["from"] == when
    assert "calves" not in {step["area"] for step in shown["steps"]}
    table = call("routines", "show", "recovery", "--for-me").out
    assert f"{reason['text']} (session of {when[:10]})" in table


def test_show_draws_the_plan(call: Caller, home: Path) -> None:
    assert call("routines", "show", "recovery", "--svg", "plan.svg").code == 0
    picture = ElementTree.parse(home / "plan.svg").getroot()
    texts = [element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "glutes, left" in texts
    assert "Recovery after a run: 15 minutes" in texts
    bars = [float(bar.get("width", "0")) for bar in picture.iter("{http://www.w3.org/2000/svg}rect")]
    assert len(bars) > 40
    assert min(bars) > 0
    failed = call("routines", "show", "recovery", "--svg", "no/such/plan.svg")
    assert failed.code == 4
    assert "plan.svg" in failed.err


@pytest.mark.parametrize("command", ["export", "start"])
@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["warmup", "--minutes", "60"], "with these options it runs "),
        (["warmup", "--minutes", "soon"], "--minutes"),
        (["warmup", "--minutes", "-3"], "-3 minutes"),
        (["warmup", "--hold", "90"], "90 s"),
        (["warmup", "--side", "up"], "--side"),
        (["warmup", "--focus", "calfs"], "calves"),
        (["warmup", "--skip", "ears"], "ears"),
        (["warmup", "--skip", "calves,"], "--skip"),
        (["warmup", "--focus", "quads", "--skip", "quads"], "quads"),
    ],
)
def test_a_wish_that_cannot_be(call: Caller, command: str, arguments: list[str], named: str) -> None:
    where = ["-o", "x.mp3"] if command == "export" else ["--speaker", "x.wav"]
    outcome = call(command, *arguments, *where)
    assert outcome.code == 2
    assert named in outcome.sentence


def test_an_export_is_as_long_as_asked_and_tells_how_to_make_it_again(call: Caller, home: Path) -> None:
    from mutagen.id3 import ID3

    wish = ["--minutes", "4", "--focus", "calves", "--side", "worse-left"]
    done = call("export", "warmup", *wish, "-o", "four.mp3", "--json")
    assert abs(json.loads(done.out)["duration_seconds"] - 240) <= 15
    assert "Left out to fit 4 minutes" in done.err
    tags = ID3(home / "four.mp3")  # type: ignore[no-untyped-call]
    comment = str(tags.getall("COMM")[0])  # type: ignore[no-untyped-call]
    for option in ("--minutes 4", "--focus calves", "--side worse-left"):
        assert option in comment


def test_why_tells_claims_with_their_sources(call: Caller) -> None:
    page = call("why", "calves").out
    assert "Tight calves can contribute to shin splints or Achilles pain" in page
    rows = json.loads(call("why", "--json").out)
    assert len(rows) >= 8
    assert all(row["claim"] and row["sources"] for row in rows)
    assert "Aquiles" in call("why", "calves", "--language", "es").out
    assert "calves" in call("why", "calfs").sentence


def test_the_language_of_the_system(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    for value, title in (("es_ES.UTF-8", "Calentamiento"), ("de_DE.UTF-8", "Warm-up"), ("POSIX", "Warm-up")):
        monkeypatch.setenv("LC_ALL", value)
        assert title in call("routines", "show", "warmup").out
    call("config", "language", "es")
    assert "Calentamiento" in call("routines", "show", "warmup").out
    assert "Warm-up" in call("routines", "show", "warmup", "--language", "en").out


def test_new_takes_options_and_asks_on_a_terminal(
    call: Caller, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = call(
        "routines", "new", "one", "--folder", home, "--tools", "ball,stick", "--areas", "quads,calves"
    )
    assert made.code == 0
    assert "tools: [ball, stick]" in (home / "one.yaml").read_text(encoding="utf-8")
    answers = iter(["Evening legs", "maintenance", "stick", "quads, calves"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(answers))
    assert run(["routines", "new", "two", "--folder", str(home)]) == 0
    text = (home / "two.yaml").read_text(encoding="utf-8")
    assert "use: maintenance" in text
    assert "tools: [stick]" in text
    assert text.rstrip().endswith("  - area: quads\n  - area: calves")
    assert 'title: "Evening legs"' in (home / "two.en.yaml").read_text(encoding="utf-8")
    capsys.readouterr()
