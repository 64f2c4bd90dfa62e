"""``devices`` and ``doctor`` as a runner starts them, on the virtual card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.virtual_audio.card import VirtualCard
from tests.virtual_audio.child import Child

PROGRAM = "from voice_coach.cli.main import main; main()"


def run(card: VirtualCard, folder: Path, *arguments: str) -> tuple[int, str]:
    with Child(card, "-c", PROGRAM, *arguments, folder=folder) as child:
        code = child.finish(40.0)
    return code, "\n".join(child.lines)


def doctor(card: VirtualCard, folder: Path, *options: str) -> tuple[int, dict[str, dict[str, Any]]]:
    code, text = run(card, folder, "doctor", "--json", *options)
    answer = json.loads(text)
    assert answer["ok"] == (code == 0)
    return code, {check["check"]: check for check in answer["checks"]}


def test_a_room_with_echo_is_measured(card: VirtualCard, tmp_path: Path) -> None:
    card.echo(0.5)
    code, checks = doctor(card, tmp_path)
    assert code == 0, checks
    assert checks["echo"]["figures"]["echo_db"] == pytest.approx(-6.0, abs=1.5)
    assert 30 < checks["latency"]["figures"]["measured_ms"] < 600
    assert checks["voice"]["verdict"] == checks["recogniser"]["verdict"] == "ok"


def test_the_measured_latency_is_kept_for_sessions(card: VirtualCard, tmp_path: Path) -> None:
    card.echo(0.5)
    _, text = run(card, tmp_path, "doctor", "--calibrate")
    assert "Kept: a latency of" in text
    _, kept = run(card, tmp_path, "config", "latency")
    assert 30 < float(kept) < 600


def test_a_latency_that_nobody_heard_is_not_kept(card: VirtualCard, tmp_path: Path) -> None:
    _, text = run(card, tmp_path, "doctor", "--calibrate")
    assert "The latency couldn't be measured" in text
    assert run(card, tmp_path, "config", "latency")[1] == ""


def test_a_dead_microphone_is_told_in_plain_words(card: VirtualCard, tmp_path: Path) -> None:
    code, text = run(card, tmp_path, "doctor")
    assert code == 1
    assert "is silent" in text
    assert "Unmute it" in text
    assert text.splitlines()[-1].startswith("A session won't work yet")


def test_no_microphone_is_told_though_the_server_offers_the_speakers_monitor(
    card: VirtualCard, tmp_path: Path
) -> None:
    card.unplug_microphone()
    _, checks = doctor(card, tmp_path)
    assert checks["sound"]["message"] == "The sound server has no microphone."


def test_a_bluetooth_headset_on_the_telephone(card: VirtualCard, tmp_path: Path) -> None:
    card.load("module-null-sink sink_name=bluez_sink.AA_BB.handsfree_head_unit rate=16000")
    card.pactl("set-default-sink", "bluez_sink.AA_BB.handsfree_head_unit")
    _, checks = doctor(card, tmp_path, "--silent")
    assert "handsfree_head_unit is a headset in its telephone profile" in checks["bluetooth"]["message"]
    assert "levels" not in checks


def test_a_frozen_server_holds_nobody_up(card: VirtualCard, tmp_path: Path) -> None:
    card.freeze()
    code, checks = doctor(card, tmp_path)
    assert code == 1
    assert "doesn't respond" in checks["speaker"]["message"]
    assert checks["disk"]["verdict"] == "ok"


def test_devices_are_listed(card: VirtualCard, tmp_path: Path) -> None:
    code, text = run(card, tmp_path, "devices", "--json")
    assert code == 0
    default = next(device for device in json.loads(text) if device["default_output"])
    assert default["name"] == "default"
    assert "*speaker" in run(card, tmp_path, "devices")[1]
