"""``routines``, ``cues`` and ``voices``: what there is, for eyes, for scripts and as sound."""

from __future__ import annotations

import json
import os
import wave
from pathlib import Path

import pytest

from tests.cli.calling import SHORT_TEXTS, Caller
from voice_coach.audio.cues import CUE_NAMES
from voice_coach.audio.sample_time import SAMPLE_RATE


def test_list_names_own_and_shipped_routines(call: Caller) -> None:
    lines = call("routines", "list").out.splitlines()
    assert lines[0].startswith("short ")
    assert any(line.startswith("warmup ") for line in lines)
    rows = json.loads(call("routines", "list", "--json").out)
    assert rows[0]["name"] == "short"
    assert all(set(row) == {"name", "title", "summary"} for row in rows)


def test_show_tells_the_steps_and_their_seconds(call: Caller) -> None:
    shown = json.loads(call("routines", "show", "warmup", "--json").out)
    areas = {"glutes", "quads", "it-band", "hamstrings", "calves", "dynamic"}
    assert {step["area"] for step in shown["steps"]} == areas
    assert 7 * 60 <= shown["seconds"] <= 9.5 * 60
    table = call("routines", "show", "warmup").out
    assert all(f" {step['exercise']} " in table for step in shown["steps"])
    assert "worth having at home" in table


def test_show_fits_the_tools(call: Caller) -> None:
    shown = json.loads(call("routines", "show", "warmup", "--tools", "ball,roller", "--json").out)
    assert shown["tools"][0] == "ball"
    assert "ball" in {step["tool"] for step in shown["steps"]}


def test_a_new_routine_is_written_checked_and_exported(call: Caller, home: Path) -> None:
    made = call("routines", "new", "mine", "--folder", home)
    assert made.code == 0
    paths = made.out.split()
    assert {Path(path).name for path in paths} == {"mine.yaml", "mine.en.yaml"}
    checked = call("routines", "check", *paths)
    assert (checked.code, checked.err) == (0, "")
    assert "no mistakes" in checked.out
    assert call("routines", "show", home / "mine.yaml").code == 0
    Path(paths[1]).write_text(
        Path(paths[1]).read_text("utf-8").replace("title: ", "title: Stop and "), "utf-8"
    )
    assert "contains 'stop', which the coach obeys" in call("routines", "check", *paths).out


def test_check_tells_every_mistake_with_its_line(call: Caller, home: Path) -> None:
    wrong = home / "wrong.yaml"
    wrong.write_text(
        "format: 1\nname: wrong\nuse: sleep\nmusic: loud\nareas:\n  - area: ears\n", encoding="utf-8"
    )
    for_eyes = call("routines", "check", wrong)
    assert for_eyes.code == 2
    assert "wrong.yaml:3" in for_eyes.out
    assert "wrong.yaml:4" in for_eyes.out
    for_scripts = call("routines", "check", wrong, "--json")
    assert for_scripts.code == 2
    rows = json.loads(for_scripts.out)
    assert {3, 4} <= {row["line"] for row in rows}
    assert all(set(row) == {"file", "line", "key", "problem", "expected", "severity"} for row in rows)


def test_check_of_a_file_that_is_not_there(call: Caller) -> None:
    outcome = call("routines", "check", "nowhere.yaml")
    assert outcome.code == 2
    assert "nowhere.yaml" in outcome.out


def test_cues_tell_their_meaning(call: Caller) -> None:
    rows = json.loads(call("cues", "--json").out)
    assert {row["name"] for row in rows} >= set(CUE_NAMES)
    assert all(row["meaning"] and row["seconds"] > 0 for row in rows)
    page = call("cues").out
    assert all(row["meaning"] in page for row in rows)


def test_cues_are_written_one_after_the_other(call: Caller, home: Path) -> None:
    assert call("cues", "chime", "end", "-o", "two.wav").code == 0
    rows = json.loads(call("cues", "chime", "end", "--json").out)
    assert _seconds(home / "two.wav") == pytest.approx(sum(row["seconds"] for row in rows) + 1.0, abs=0.01)


def test_voices_lists_what_auto_takes(call: Caller) -> None:
    rows = json.loads(call("voices", "--json").out)
    assert sum(row["default"] for row in rows) == 1
    assert any(row["name"].startswith("espeak") for row in rows)
    page = call("voices").out
    assert all(row["name"] in page for row in rows)


def test_a_voice_is_previewed_into_a_file(call: Caller, home: Path) -> None:
    assert call("voices", "--say", "Hold there.", "--voice", "espeak", "-o", "hold.wav").code == 0
    assert 0.5 < _seconds(home / "hold.wav") < 3


def _seconds(path: Path) -> float:
    with wave.open(str(path)) as sound:
        assert sound.getframerate() == SAMPLE_RATE
        return float(sound.getnframes() / SAMPLE_RATE)


def test_check_finds_what_show_finds(call: Caller, home: Path) -> None:
    assert call("routines", "check", "short").code == 0
    assert call("routines", "check", "warmup").code == 0
    unknown = call("routines", "check", "shrt")
    assert (unknown.code, "There is no routine called 'shrt'" in unknown.sentence) == (2, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_check_waits_for_no_pipe(call: Caller, home: Path) -> None:
    os.mkfifo("pipe.yaml")
    checked = call("routines", "check", "pipe.yaml")
    assert (checked.code, "pipe.yaml: isn't a regular file" in checked.out) == (2, True)


def test_our_phrases_pass_the_check_until_a_routine_says_one(call: Caller, home: Path) -> None:
    checked = call("commands", "--check")
    assert (checked.code, [line for line in checked.out.splitlines() if "the coach says" in line]) == (0, [])
    words = home.parent / "own" / "routines" / "short.en.yaml"
    words.write_text(
        SHORT_TEXTS.replace("Keep off bones", "Stop session, and keep off bones"), encoding="utf-8"
    )
    checked = call("commands", "--check")
    assert checked.code == 2
    assert "the coach says “stop session” (stop) itself" in checked.out
    assert "(short.en.yaml:5)" in checked.out


def test_the_help_of_models_names_all_that_use_the_network(call: Caller) -> None:
    told = " ".join(call("models", "--help").out.split())
    for name in ("models get", "voices get", "share", "batch --scheduler"):
        assert name in told
