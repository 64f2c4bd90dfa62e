"""``export`` and ``start``: what they write, what they say about it, and that both are the same session."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import pytest

from tests.cli.calling import Caller, child
from voice_coach.audio.sample_time import SAMPLE_RATE

NO_SOUND = {"ALSA_CONFIG_PATH": "/dev/null"}
"""PortAudio does not survive an ALSA without configuration: no sound on Linux, whatever the machine has."""


def events(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def seconds_of(path: Path) -> float:
    with wave.open(str(path)) as sound:
        return float(sound.getnframes() / SAMPLE_RATE)


def test_export_tells_scripts_what_it_wrote(call: Caller, home: Path) -> None:
    outcome = call("export", "short", "--json")
    assert (outcome.code, outcome.err) == (0, "")
    told = json.loads(outcome.out)
    assert set(told) == {"path", "duration_seconds", "bytes", "steps", "files", "chapters"}
    assert told["files"] == ["short.mp3"]
    assert [chapter["title"] for chapter in told["chapters"]][1:3] == ["Calves, left", "Calves, right"]
    assert told["path"] == "short.mp3"
    assert told["bytes"] == (home / "short.mp3").stat().st_size
    assert told["steps"] == 2
    assert 40 < told["duration_seconds"] < 180


def test_export_tells_people_what_it_wrote(call: Caller, home: Path) -> None:
    outcome = call("export", "short", "--level", "quiet", "-o", "a b.mp3")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("a b.mp3: 1:")
    assert (home / "a b.mp3").is_file()


def test_the_same_choices_and_seed_give_the_same_bytes(call: Caller, home: Path) -> None:
    for name in ("a.mp3", "b.mp3"):
        call("export", "short", "--seed", "3", "-o", name)
    call("export", "short", "--seed", "4", "-o", "c.mp3")
    first, second, third = ((home / name).read_bytes() for name in ("a.mp3", "b.mp3", "c.mp3"))
    assert first == second
    assert first != third


def test_start_into_a_file_writes_sound_and_journal(call: Caller, home: Path) -> None:
    outcome = call("start", "short", "--speaker", "out.wav", "--journal", "out.jsonl")
    assert outcome.code == 0
    journal = events(home / "out.jsonl")
    assert journal[0]["event"] == "session_started"
    assert journal[-1]["event"] == "session_finished"
    assert seconds_of(home / "out.wav") == pytest.approx(float(str(journal[-1]["t"])), abs=1e-4)
    exported = json.loads(call("export", "short", "--json").out)
    assert seconds_of(home / "out.wav") == pytest.approx(exported["duration_seconds"], abs=1e-3)


def test_start_runs_without_a_terminal(home: Path) -> None:
    outcome = child("start", "short", "--speaker", "out.wav", "--journal", "out.jsonl")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("out.wav: ")
    assert events(home / "out.jsonl")[-1]["event"] == "session_finished"


def test_scripted_commands_are_obeyed_at_their_time(call: Caller, home: Path) -> None:
    (home / "plain.txt").write_text("20 music_on\n", encoding="utf-8")  # There's none: it changes nothing.
    call("start", "short", "--speaker", "plain.wav", "--commands", "plain.txt")
    (home / "script.txt").write_text("20 pause\n50 resume\n", encoding="utf-8")
    call("start", "short", "--speaker", "out.wav", "--journal", "out.jsonl", "--commands", "script.txt")
    applied = [
        (line["t"], line["command"])
        for line in events(home / "out.jsonl")
        if line["event"] == "command_applied"
    ]
    assert applied == [(20.0, "pause"), (50.0, "resume")]
    longer = seconds_of(home / "out.wav") - seconds_of(home / "plain.wav")
    assert longer == pytest.approx(30.0, abs=4.0)  # A sentence cut by the pause is said again.


def test_the_first_tool_that_will_do_is_taken(call: Caller, home: Path) -> None:
    call(
        "start",
        "warmup",
        "--level",
        "quiet",
        "--tools",
        "ball,roller",
        "--speaker",
        "o.wav",
        "--journal",
        "o.jsonl",
    )
    tools = {line["tool"] for line in events(home / "o.jsonl") if line["event"] == "step_started"}
    assert "ball" in tools
    assert tools <= {"ball", "roller", "none"}  # none: the moves at the end


def test_without_a_speaker_nobody_leaves_empty_handed(home: Path) -> None:
    outcome = child("start", "short", extra=NO_SOUND)
    if "is written to" not in outcome.err:
        pytest.skip("this machine's sound can't be taken away by its environment")
    assert (outcome.code, len(outcome.err.splitlines())) == (0, 1)
    assert outcome.out.startswith("short.mp3: ")
    assert (home / "short.mp3").stat().st_size > 100_000


def test_without_portaudio_it_says_how_to_get_it_and_exports(home: Path, tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text(
        "raise OSError('PortAudio library not found')\n", encoding="utf-8"
    )
    outcome = child("start", "short", "--level", "quiet", extra={"PYTHONPATH": str(tmp_path)})
    assert outcome.code == 0
    assert "PortAudio" in outcome.err
    assert "nstall" in outcome.err
    assert (home / "short.mp3").is_file()
    preview = child("voices", "--say", "Hello.", extra={"PYTHONPATH": str(tmp_path)})
    assert preview.code == 3
    assert "PortAudio" in preview.sentence


def test_a_speaker_that_was_named_is_not_replaced_by_a_file(call: Caller, home: Path) -> None:
    outcome = call("start", "short", "--speaker", "no such speaker")
    assert outcome.code in {2, 3, 5}
    assert not list(home.iterdir())
