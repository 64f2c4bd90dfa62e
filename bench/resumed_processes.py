"""Real live sessions on the virtual card, killed at random moments and taken up by the next start.

``python -m bench.resumed_processes 40 [SEED]``: how many, and at which moments. Half a minute each.
"""

from __future__ import annotations

import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.figures import Figure, report
from tests.devices.live_session import LiveSession
from tests.virtual_audio.card import VirtualCard
from voice_coach.records.history import History

SESSIONS, SEED = 40, 40
_PATIENCE_SECONDS = 240.0
_SCRIPT = "0.2 next\n0.4 ready\n"
"""Straight into the first sweep."""
_STOP_SECONDS = 300.0
_WORK = frozenset({"sweep", "search", "hold"})


def one_kill(card: VirtualCard, folder: Path, chance: random.Random) -> str:
    """What went wrong; nothing if it went on as it should."""
    session = LiveSession(card, folder, _STOP_SECONDS, "--recognizer", "none", script=_SCRIPT)
    with session.child:
        session.wait_for("phase_started", 1, _PATIENCE_SECONDS, phase="sweep")
        time.sleep(chance.uniform(0.0, 15.0))
        session.child.signal(signal.SIGKILL)
        session.child.finish()
    again = LiveSession(card, folder, 6.0, "--recognizer", "none", script="3 ready\n", goes_on=True)
    with again.child:
        again.wait_for("session_stopped", 1, _PATIENCE_SECONDS)
        if code := again.child.finish():
            return f"ended with {code}: {again.child.lines}"
    before, after = session.events(), again.events()
    step = _last(before, "step_started")
    resumed = _last(after, "step_resumed")
    if not resumed or any(resumed[key] != step[key] for key in ("area", "side", "exercise")):
        return f"{resumed} after {step}"
    phase, phase_after = _last(before, "phase_started")["phase"], _last(after, "phase_started")["phase"]
    if phase != phase_after and phase in _WORK:
        return f"{phase_after} after {phase}"
    past = History(folder / "voice-coach" / "history.jsonl").sessions()
    both = (before[-1]["t"] + after[-1]["t"]) / 60
    if len(past) != 1 or past[0].cut_off or abs(past[0].minutes - both) > 0.15:
        return f"history {past}, {both:.2f} minutes"
    return "" if not list((folder / "voice-coach" / "running").iterdir()) else "files left"


def _last(events: Any, name: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [event for event in events if event["event"] == name]
    return found[-1] if found else {}


def measure(sessions: int = SESSIONS, seed: int = SEED) -> list[Figure]:
    chance, wrong = random.Random(seed), []
    with VirtualCard() as card:
        for number in range(sessions):
            with tempfile.TemporaryDirectory(prefix="resumed-") as name:
                folder = Path(name)
                try:
                    what = one_kill(card, folder, chance)
                except AssertionError as late:
                    what = (
                        f"{late}\n{(folder / 'voice-coach' / 'log' / 'voice-coach.log').read_text('utf-8')}"
                    )
                if what:
                    wrong.append(f"{number}: {what}")
            print(f"{number + 1} killed, wrong: {wrong}", file=sys.stderr, flush=True)
    return [Figure(f"of {sessions} live sessions killed, wrong", len(wrong), "", 0, details={"which": wrong})]


if __name__ == "__main__":
    report("resumed_processes", measure(*map(int, sys.argv[1:])))
