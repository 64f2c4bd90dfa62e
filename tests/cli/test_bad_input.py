"""What is wrong is said in one sentence on standard error; the exit code tells which kind it is."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.calling import Caller, child

SESSION_MISTAKES = [
    (["nowhere"], "nowhere"),
    (["nowhere.yaml"], "nowhere.yaml"),
    (["warmup", "--tools", "hammer"], "hammer"),
    (["warmup", "--tools", "roller,,ball"], "--tools"),
    (["warmup", "--seed", "-1"], "--seed"),
    (["warmup", "--seed", "many"], "--seed"),
    (["warmup", "--level", "loud"], "--level"),
    (["warmup", "--voice", "nobody"], "nobody"),
    (["warmup", "--commands", "missing.txt"], "missing.txt"),
    (["warmup", "--commands", "."], "."),
    (["warmup", "--wings"], "--wings"),
    (["warmup", "cooldown"], "cooldown"),
    (["warmup", "--minutes"], "--minutes"),
]


def test_an_export_needs_a_routine(call: Caller) -> None:
    outcome = call("export", "-o", "x.mp3")
    assert outcome.code == 2
    assert "ROUTINE" in outcome.sentence


@pytest.mark.parametrize("command", ["export", "start"])
@pytest.mark.parametrize(("arguments", "named"), SESSION_MISTAKES)
def test_a_wrong_choice(call: Caller, home: Path, command: str, arguments: list[str], named: str) -> None:
    where = ["-o", "x.mp3"] if command == "export" else ["--speaker", "x.wav"]
    outcome = call(command, *arguments, *where)
    assert outcome.code == 2
    assert named in outcome.sentence
    assert not list(home.glob("*.mp3"))


@pytest.mark.parametrize("latency", ["soon", "-1", "nan", "5000"])
def test_a_wrong_latency(call: Caller, home: Path, latency: str) -> None:
    outcome = call("start", "warmup", "--latency", latency, "--speaker", "x.wav")
    assert outcome.code == 2
    assert f"The latency {latency} isn't a number" in outcome.sentence
    outcome = call("doctor", "--calibrate", "--silent")
    assert outcome.code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["start", "warmup", "--recognizer", "pocketsphinx", "--speaker", "x.wav"],
        ["hear", "some.wav", "--recognizer", "pocketsphinx"],
        ["practice", "--recognizer", "pocketsphinx"],
        ["config", "recognizer", "pocketsphinx"],
    ],
)
def test_pocketsphinx_is_gone(call: Caller, home: Path, arguments: list[str]) -> None:
    outcome = call(*arguments)
    assert outcome.code == 2
    assert "pocketsphinx is gone" in outcome.sentence


def test_settings_that_still_name_pocketsphinx(call: Caller, home: Path) -> None:
    own = Path(os.environ["VOICE_COACH_HOME"])
    own.mkdir(parents=True, exist_ok=True)
    (own / "settings.json").write_text('{"recognizer": "pocketsphinx"}', "utf-8")
    outcome = call("start", "warmup", "--speaker", "x.wav")
    assert outcome.code == 2
    assert "voice-coach config recognizer auto" in outcome.sentence
    assert call("config", "recognizer", "auto").code == 0


def test_a_language_without_words(call: Caller, home: Path) -> None:
    outcome = call("export", "warmup", "--language", "tlh", "-o", "x.mp3")
    assert outcome.code == 2
    assert "'tlh'" in outcome.err
    assert not list(home.glob("*.mp3"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("soon pause", "'soon' isn't a time"),
        ("-1 pause", "'-1' isn't a time"),
        ("nan pause", "'nan' isn't a time"),
        ("3 dance", "'dance' isn't a command"),
        ("3", "'' isn't a command"),
        ("3 rate eleven", "from 1 to 10"),
        ("3 rate", "from 1 to 10"),
        ("3 pause 5", "takes no number"),
        ("3 longer 10 20", "whole number"),
    ],
)
def test_a_wrong_line_in_a_script_of_commands(call: Caller, home: Path, line: str, said: str) -> None:
    (home / "script.txt").write_text(f"# a script\n\n1 pause\n{line}\n", encoding="utf-8")
    outcome = call("export", "short", "--commands", "script.txt")
    assert outcome.code == 2
    assert "script.txt:4: " in outcome.sentence
    assert said in outcome.sentence


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=60))
def test_any_bytes_as_script_are_read_or_refused_in_one_sentence(
    call: Caller, home: Path, content: bytes
) -> None:
    (home / "script.txt").write_bytes(content)
    outcome = call("export", "nowhere", "--commands", "script.txt")
    assert outcome.code == 2
    assert "script.txt" in outcome.sentence or "nowhere" in outcome.sentence


def test_what_export_cannot_write_it_refuses(call: Caller) -> None:
    outcome = call("export", "short", "-o", "short.ogg")
    assert outcome.code == 2
    assert "short.ogg" in outcome.sentence


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "short", "-o", "no/such/folder/x.mp3"),
        ("start", "short", "--speaker", "no/such/folder/x.wav"),
        ("start", "short", "--speaker", "x.wav", "--journal", "no/such/folder/x.jsonl"),
        ("cues", "chime", "-o", "no/such/folder/x.wav"),
        ("voices", "--say", "Hello.", "-o", "no/such/folder/x.wav"),
        ("routines", "new", "mine", "--folder", "file/inside"),
    ],
)
def test_a_place_that_cannot_be_written(call: Caller, home: Path, arguments: tuple[str, ...]) -> None:
    (home / "file").write_bytes(b"")
    outcome = call(*arguments)
    assert outcome.code == 4, outcome.err
    assert Path(arguments[-1]).name in outcome.err
    assert "Traceback" not in outcome.err
    assert not list(home.rglob("*.part"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(call: Caller, home: Path) -> None:
    home.chmod(0o500)
    try:
        assert call("export", "short").code == 4
    finally:
        home.chmod(0o700)


def test_a_folder_in_the_way_of_an_export(call: Caller, home: Path) -> None:
    (home / "short.mp3").mkdir()
    outcome = call("export", "short")
    assert outcome.code == 4
    assert "short.mp3" in outcome.sentence


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("cues", "gong"), "gong"),
        (("cues", "chime", "--play", "-o", "x.wav"), "--play"),
        (("voices", "--voice", "espeak"), "--say"),
        (("voices", "-o", "x.wav"), "--say"),
        (("voices", "--say", "Hello.", "--voice", "nobody"), "nobody"),
        (("routines", "show", "nowhere"), "nowhere"),
        (("routines", "show", "warmup", "--tools", "hammer"), "hammer"),
        (("routines", "new", "../mine"), "../mine"),
        (("routines", "new", "short"), "short"),
    ],
)
def test_a_wrong_choice_of_the_smaller_commands(call: Caller, arguments: tuple[str, ...], named: str) -> None:
    outcome = call(*arguments)
    assert outcome.code == 2
    assert named in outcome.sentence


@pytest.mark.parametrize(
    ("before", "after"), [(["hear"], []), (["export", "warmup", "--music"], ["-o", "x.mp3"])]
)
def test_of_a_damaged_mp3_only_our_own_sentence_is_read(
    home: Path, before: list[str], after: list[str]
) -> None:
    (home / "bad.mp3").write_bytes(np.random.default_rng(3).bytes(3000))
    outcome = child(*before, "bad.mp3", *after, cwd=home)
    assert outcome.code == 2
    assert "bad.mp3" in outcome.sentence
