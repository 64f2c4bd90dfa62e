"""The microphone on the virtual card: hears without a gap, in its place in time, and outlives every loss."""

from __future__ import annotations

import json
import time
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.virtual_audio.card import VirtualCard
from tests.virtual_audio.child import Child

LONGEST_HANG_SECONDS = 3.0
DEVICE_CLOCK_SECONDS = 0.05
MOST_OVERFLOWS = 3
"""What a device says of its own delay is no better than this."""
Fault = Callable[[VirtualCard], None]


@pytest.fixture
def beep(tmp_path: Path) -> Path:
    """A third of a second of tone."""
    path = tmp_path / "beep.wav"
    samples = 12_000 * np.sin(2 * np.pi * 800 * np.arange(16_000) / 48_000)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


def listener(card: VirtualCard) -> Child:
    return Child(card, "-m", "tests.devices.programs", "listen", "40")


def end_of(child: Child) -> dict[str, Any]:
    child.end_input()
    child.finish()
    facts: dict[str, Any] = json.loads(child.lines[-1])
    assert "end" in facts, child.lines
    return facts


def test_hears_without_a_gap_and_says_when(card: VirtualCard, beep: Path) -> None:
    with listener(card) as child:
        child.wait_for("ready")
        before = time.monotonic()
        card.say(beep).wait()
        child.wait_for("heard")
        end = end_of(child)
    heard = next(json.loads(line)["heard"] for line in child.lines if "heard" in line)
    # A player may take its time to start on a busy machine; what is captured is never from before that.
    assert before - DEVICE_CLOCK_SECONDS < heard < before + 10.0
    assert end["gaps"] <= end["overflows"], "a gap that wasn't counted"
    assert end["overflows"] <= MOST_OVERFLOWS, "more than a machine busy with other tests explains"


def restart(card: VirtualCard) -> None:
    card.kill()
    card.start()


def unplug(card: VirtualCard) -> None:
    card.kill_streams("source-output")


def nothing(card: VirtualCard) -> None:
    pass


FAULTS: dict[str, tuple[Fault, Fault]] = {
    "killed": (VirtualCard.kill, VirtualCard.start),
    "stream ended": (unplug, nothing),
    "unplugged, the server puts the speaker's monitor in its place": (
        VirtualCard.unplug_microphone,
        VirtualCard.plug_in_microphone,
    ),
    "frozen": (VirtualCard.freeze, VirtualCard.thaw),
    "restarted": (restart, nothing),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_lost_microphone_is_told_and_hears_again(card: VirtualCard, beep: Path, fault: str) -> None:
    strike, mend = FAULTS[fault]
    with listener(card) as child:
        child.wait_for("ready")
        strike(card)
        assert child.wait_for("lost") < LONGEST_HANG_SECONDS
        mend(card)
        child.wait_for("back")
        card.keep_warm("microphone")
        card.say(beep).wait()
        child.wait_for("heard")
        end = end_of(child)
    assert end["slowest"] < LONGEST_HANG_SECONDS
    assert end["closing"] < 1.0
    assert child.count('"lost"') == child.count('"back"') == 1, child.lines
