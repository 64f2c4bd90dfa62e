"""Whole sessions in real time on the virtual card: nothing that devices do ends or holds them up."""

from __future__ import annotations

import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.devices.live_session import PROGRAM, LiveSession
from tests.virtual_audio.card import VirtualCard
from tests.virtual_audio.child import Child
from tests.virtual_audio.waiting import wait_until
from voice_coach.records.history import History

LONGEST_HANG_SECONDS = 3.0
Fault = Callable[[VirtualCard], None]


def unplug_speaker(card: VirtualCard) -> None:
    card.kill_streams("sink-input")


def unplug_microphone(card: VirtualCard) -> None:
    card.kill_streams("source-output")


def restart(card: VirtualCard) -> None:
    card.kill()
    card.start()


def nothing(card: VirtualCard) -> None:
    pass


SPEAKER, MICROPHONE, BOTH = ("speaker",), ("microphone",), ("speaker", "microphone")
TEN_FAULTS: tuple[tuple[str, Fault, Fault, tuple[str, ...]], ...] = (
    ("speaker unplugged", unplug_speaker, nothing, SPEAKER),
    ("microphone unplugged", unplug_microphone, nothing, MICROPHONE),
    ("server killed", VirtualCard.kill, VirtualCard.start, BOTH),
    ("server frozen", VirtualCard.freeze, VirtualCard.thaw, BOTH),
    ("server restarted", restart, nothing, BOTH),
    ("microphone gone", VirtualCard.unplug_microphone, VirtualCard.plug_in_microphone, MICROPHONE),
    ("speaker unplugged again", unplug_speaker, nothing, SPEAKER),
    ("server frozen again", VirtualCard.freeze, VirtualCard.thaw, BOTH),
    ("microphone unplugged again", unplug_microphone, nothing, MICROPHONE),
    ("server killed again", VirtualCard.kill, VirtualCard.start, BOTH),
)


def test_ten_faults_in_one_session(card: VirtualCard, tmp_path: Path) -> None:
    session = LiveSession(card, tmp_path, 40.0)
    with session.child:
        session.wait_for("prompt", 1)
        times = dict.fromkeys(BOTH, 0)
        for name, strike, mend, hit in TEN_FAULTS:
            strike(card)
            for which in hit:
                times[which] += 1
                took = session.wait_for("device_lost", times[which], which=which)
                # What the speaker's loss is noticed by has to get through the session to the journal.
                assert took < LONGEST_HANG_SECONDS, name
            mend(card)
            for which in hit:
                session.wait_for("device_back", times[which], 15.0, which=which)
        began, at = time.monotonic(), session.events()[-1]["t"]
        session.wait_for("session_stopped", 1, 60.0)
        took, played = time.monotonic() - began, session.events()[-1]["t"] - at
        assert session.child.finish() == 0
    assert took == pytest.approx(played, abs=4.0), "in time to the end"
    events = session.events()
    assert [e["t"] for e in events] == sorted(e["t"] for e in events)
    assert session.count("paused") >= 5, "each loss pauses"
    assert session.count("resumed") >= 5, "each return resumes"


@pytest.mark.parametrize("strike", [VirtualCard.kill, VirtualCard.freeze])
def test_a_session_ends_by_itself_without_devices(card: VirtualCard, tmp_path: Path, strike: Fault) -> None:
    session = LiveSession(card, tmp_path, 8.0)
    with session.child:
        session.wait_for("prompt", 1)
        strike(card)
        session.wait_for("device_lost", 1, which="speaker")
        session.wait_for("session_stopped", 1, 15.0)
        began = time.monotonic()
        assert session.child.finish() == 0
        assert time.monotonic() - began < LONGEST_HANG_SECONDS


def test_what_is_lost_is_said_on_what_is_left(card: VirtualCard, tmp_path: Path) -> None:
    session = LiveSession(card, tmp_path, 9.0)
    with session.child:
        session.wait_for("prompt", 1)
        card.unplug_microphone()
        session.wait_for("device_lost", 1, which="microphone")
        session.child.wait_for("microphone was lost")
        wait_until(
            lambda: any("device" in e.get("text", "") for e in session.events()),
            "it is said",
        )
        session.wait_for("session_stopped", 1, 20.0)
        session.child.finish()


def test_no_microphone_at_all_goes_on_by_keyboard(card: VirtualCard, tmp_path: Path) -> None:
    card.unplug_microphone()
    session = LiveSession(card, tmp_path, 4.0, "--runner", "Ana", "--minutes", "9")
    with session.child:
        session.wait_for("session_stopped", 1, 25.0)
        assert session.child.finish() == 0
    assert session.child.count("No voice control") == 1
    assert session.child.count("ana is new here") == 1
    files = [path for path in (tmp_path / "voice-coach").rglob("*") if "log" not in path.parts]
    (own,) = (path for path in files if path.name == "history.jsonl")
    assert own.parent.name == "ana"
    (past,) = History(own).sessions()
    assert (past.runner, past.wish.minutes, past.seed, past.cut_off) == ("ana", 9, 0, False)
    assert past.parts == ()
    assert {stat.S_IMODE(path.stat().st_mode) for path in files if path.is_file()} == {0o600}


@pytest.mark.parametrize("end", [signal.SIGHUP, signal.SIGKILL])
def test_a_session_that_is_broken_off_goes_on_in_its_step(
    card: VirtualCard, tmp_path: Path, end: signal.Signals
) -> None:
    session = LiveSession(card, tmp_path, 60.0, script="0.2 next\n0.4 next\n0.6 ready\n")
    with session.child:
        session.wait_for("phase_started", 1, phase="sweep")
        running = tmp_path / "voice-coach" / "running"
        wait_until(lambda: any(b'"sweep"' in path.read_bytes() for path in running.glob("*.at")), "it's kept")
        session.child.signal(end)
        code = session.child.finish()
    assert code == (-9 if end == signal.SIGKILL else 128 + end)
    assert not any("Traceback" in line for line in session.child.lines)
    with Child(card, "-c", PROGRAM, "history", folder=tmp_path) as told:
        assert told.finish() == 0
    assert told.count("cut off") == 2
    assert told.count("start --resume") == 1
    if end == signal.SIGHUP:
        return
    again = LiveSession(card, tmp_path, 4.0, script="2 ready\n", goes_on=True)
    with again.child:
        again.wait_for("step_resumed", 1, 25.0)
        again.wait_for("session_stopped", 1, 25.0)
        assert again.child.finish() == 0
    (resumed,) = [event for event in again.events() if event["event"] == "step_resumed"]
    before = [event for event in session.events() if event["event"] == "step_started"][-1]
    assert {**before, **resumed, "t": 0, "event": ""} == {**before, "t": 0, "event": ""}
    (past,) = History(tmp_path / "voice-coach" / "history.jsonl").sessions()
    both = session.events()[-1]["t"] + again.events()[-1]["t"]
    assert past.minutes == pytest.approx(both / 60, abs=0.1)
    assert not past.cut_off
    assert not list(running.iterdir())


def test_a_full_disk_under_the_journal_is_told_and_does_not_end_the_session(
    card: VirtualCard, tmp_path: Path
) -> None:
    (tmp_path / "journal.jsonl").symlink_to("/dev/full")
    session = LiveSession(card, tmp_path, 6.0)
    began = time.monotonic()
    with session.child:
        session.child.wait_for("The session goes on.", 20.0)
        assert session.child.finish(40.0) == 4
    assert time.monotonic() - began > 6.0, "it was played to its end"
    assert sum("can't be written" in line for line in session.child.lines) == 2, "once then, once at the end"
