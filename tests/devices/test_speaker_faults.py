"""The speaker on the virtual card: plays right through, and outlives every way of losing it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.virtual_audio.card import VirtualCard
from tests.virtual_audio.child import Child
from tests.virtual_audio.waiting import wait_until
from voice_coach.audio.sample_time import SAMPLE_RATE

LONGEST_HANG_SECONDS = 3.0
MOST_UNDERRUNS = 3
Fault = Callable[[VirtualCard], None]


def player(card: VirtualCard, seconds: float, *wanted: str) -> Child:
    return Child(card, "-m", "tests.devices.programs", "play", str(seconds), *wanted)


def last(child: Child) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(child.lines[-1])
    assert "end" in facts, child.lines
    return facts


def test_plays_right_through(card: VirtualCard) -> None:
    recorder = card.record_speaker()
    with player(card, 3.0) as child:
        child.finish()
    end = last(child)
    recorder.wait_for_quiet()
    recorder.close()
    played = recorder.samples()
    loud = np.flatnonzero(np.abs(played) > 0.05)
    tone = played[loud[0] : loud[-1] + 1]
    holes = np.convolve(np.abs(tone) > 0.002, np.ones(16), "same") == 0
    whole = tone[~holes]
    assert whole.shape[0] == pytest.approx(3.0 * SAMPLE_RATE, abs=40 + 40 * end["underruns"])
    assert bool(holes.any()) <= (end["underruns"] > 0), "a hole that wasn't counted"
    assert end["underruns"] <= MOST_UNDERRUNS, "more than a machine busy with other tests explains"
    assert end["took"] < 5.0


def test_an_inaudible_floor_runs_while_nothing_is_played(card: VirtualCard) -> None:
    recorder = card.record_speaker()
    with player(card, 0.5) as child:
        child.wait_for("end")
    recorder.close()
    played = recorder.samples()
    first = int(np.flatnonzero(np.abs(played) > 0.05)[0])
    lead_in = played[first - 4410 : first - 200]
    level_db = 10 * np.log10(np.mean(lead_in**2))
    assert -86.0 < level_db < -74.0


def kill(card: VirtualCard) -> None:
    card.kill()


def unplug(card: VirtualCard) -> None:
    card.kill_streams("sink-input")


def freeze(card: VirtualCard) -> None:
    card.freeze()


def restart(card: VirtualCard) -> None:
    card.kill()
    card.start()


def nothing(card: VirtualCard) -> None:
    pass


FAULTS: dict[str, tuple[Fault, Fault]] = {
    "killed": (kill, VirtualCard.start),
    "unplugged": (unplug, nothing),
    "frozen": (freeze, VirtualCard.thaw),
    "restarted": (restart, nothing),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_lost_speaker_is_told_and_comes_back(card: VirtualCard, fault: str) -> None:
    strike, mend = FAULTS[fault]
    with player(card, 30.0) as child:
        child.wait_for("ready")
        strike(card)
        assert child.wait_for("lost") < LONGEST_HANG_SECONDS
        mend(card)
        child.wait_for("back")
        recorder = card.record_speaker()
        wait_until(lambda: recorder.level_db(0.2) > -30.0, "the tone is heard again", 3.0)
        recorder.close()
        child.end_input()
        child.finish()
    end = last(child)
    assert end["slowest"] < LONGEST_HANG_SECONDS
    assert end["closing"] < 1.0
    assert child.count("lost") == child.count("back") == 1, child.lines


@pytest.mark.parametrize("strike", [kill, freeze])
def test_ends_while_the_server_is_gone(card: VirtualCard, strike: Fault) -> None:
    with player(card, 4.0) as child:
        child.wait_for("ready")
        strike(card)
        assert child.finish() == 0
    end = last(child)
    assert end["slowest"] < LONGEST_HANG_SECONDS
    assert end["took"] == pytest.approx(4.0, abs=2.0), "time goes on as it would have"


def test_a_named_speaker_is_stood_in_for_and_returns_by_its_name(card: VirtualCard) -> None:
    card.load("module-null-sink sink_name=headset")
    with player(card, 30.0, "headset") as child:
        child.wait_for("ready")
        card.unload("sink_name=headset")
        card.kill_streams("sink-input")
        child.wait_for("stand_in")
        card.load("module-null-sink sink_name=headset")
        child.wait_for('"back"')
        child.end_input()
        child.finish()
    assert '"ready": "headset"' in child.lines[0]
