"""What ten years of daily sessions cost a start: CPU time to read and weigh what it needs of the history."""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bench.figures import Figure, report
from voice_coach.audio.sample_time import SAMPLE_RATE, to_seconds
from voice_coach.records.history import History, level_after, seed_after
from voice_coach.records.past_session import PastSession, PhraseHeard, wordings_heard
from voice_coach.records.remembering import memory_of
from voice_coach.records.session_lines import line_of
from voice_coach.records.session_record import SessionRecord
from voice_coach.routine.loader import load_plan
from voice_coach.session.actions import Log
from voice_coach.session.estimated_durations import EstimatedDurations
from voice_coach.session.events import SessionStarted, TimePassed
from voice_coach.session.machine import Session

DAYS = 3652
MOST_MS = 50.0
_ROUNDS = 9
_SAID = ("I'm ready", "next one", "hold longer", "pause it", "carry on", "how long left", "go back")
_NOW = datetime(2026, 11, 30, 7, tzinfo=timezone.utc)


def a_session() -> PastSession:
    """A warm-up as the history keeps it, with seven phrases heard."""
    plan = load_plan("warmup")
    session = Session(plan, rate=SAMPLE_RATE, durations=EstimatedDurations(SAMPLE_RATE, plan.language))
    record = SessionRecord("", wordings=lambda: wordings_heard(plan, session.state.uses))
    actions = list(session.handle(SessionStarted(), 0))
    while (deadline := session.next_deadline()) is not None:
        actions += session.handle(TimePassed(), deadline)
    for action in actions:
        if isinstance(action, Log):
            record.write(action.event, to_seconds(action.at_frame), action.fields)
    heard = tuple(PhraseHeard(phrase, accepted=2, unsure=1) for phrase in _SAID)
    return replace(record.past_session(_NOW), heard=heard, rating=5, tighter_side="left")


def _milliseconds(history: History) -> float:
    """CPU time of what a start does with the history, the least of several rounds."""
    times = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        sessions = history.recent()
        level_after(sessions)
        seed_after(sessions)
        memory_of(sessions, _NOW)
        times.append(time.process_time() - began)
    return 1000 * min(times)


def measure() -> list[Figure]:
    one = a_session()
    days = (_NOW - timedelta(days=number) for number in range(DAYS, 0, -1))
    lines = [line_of(replace(one, when=day.isoformat(timespec="seconds"))) for day in days]
    with tempfile.TemporaryDirectory() as folder:
        long, none = History(Path(folder) / "long.jsonl"), History(Path(folder) / "none.jsonl")
        long.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        slower = _milliseconds(long) - _milliseconds(none)
        began = time.process_time()
        long.sessions()
        whole = 1000 * (time.process_time() - began)
        size = long.path.stat().st_size / 1e6
    return [
        Figure("a start after ten years of daily sessions, slower by", slower, "ms", MOST_MS),
        Figure("ten years of daily sessions on disk", size, "MB", 20),
        Figure("reading all of them", whole, "ms", 2000),
    ]


if __name__ == "__main__":
    report("long_history", measure())
