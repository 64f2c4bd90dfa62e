"""A thousand hours of sessions on the sample clock with a fault a minute: is any ended, silent or lost?

Rules alone, no sound: durations are estimated from the letters. Faults are devices that go and come back, a
recogniser that gives up, keys that mean nothing, voices that never end, commands at random. Beside them the
journal fills its disk at some moment, and the history can't be written at first.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

from bench.figures import Figure, report
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import OutputError
from voice_coach.playing.journal_order import JournalInOrder
from voice_coach.records.history import History
from voice_coach.records.journal import JournalsTogether
from voice_coach.records.session_record import SessionRecord
from voice_coach.records.unfailing import UnfailingJournal
from voice_coach.routine.loader import load_plan
from voice_coach.routine.plan import Level
from voice_coach.session.actions import Action, CancelSpeech, Finish, Log, PlayCue, Say
from voice_coach.session.commands import COMMAND_NAMES, TAKES_SECONDS, TAKES_VALUE, Command
from voice_coach.session.estimated_durations import EstimatedDurations
from voice_coach.session.events import (
    CommandHeard,
    DeviceLost,
    DeviceReturned,
    Event,
    KeyUnknown,
    LineWanted,
    NearlyHeard,
    SessionStarted,
    TimePassed,
    VoiceBegan,
    VoiceEnded,
)
from voice_coach.session.machine import Session

HOURS = 1000.0
SECONDS_BETWEEN_FAULTS = 60.0
LONGEST_SILENCE_SECONDS = 15.0
_ROUTINES = ("warmup", "recovery", "maintenance", "long-run", "desk-break")
_LEVELS: tuple[Level, ...] = ("first", "usual", "quiet")
_ENDING = frozenset({"stop", "yes"})


@dataclass(frozen=True)
class Tally:
    """What came of some sessions. ``seconds`` is of their own time."""

    sessions: int = 0
    seconds: float = 0.0
    faults: int = 0
    broken: int = 0
    silences: int = 0
    lost: int = 0

    def plus(self, other: Tally) -> Tally:
        mine, theirs = asdict(self), asdict(other)
        return Tally(**{name: mine[name] + theirs[name] for name in mine})


class FailingJournal:
    """A journal on a disk that fills up at some moment."""

    def __init__(self, lines: int) -> None:
        self._left = lines

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        if self._left == 0:
            raise OutputError("The journal cannot be written.", code="journal")
        self._left -= 1


class Silence:
    """Follows what sounds, and counts the times that the coach was silent too long over work."""

    def __init__(self) -> None:
        self.count = 0
        self._sound_until = 0

    def follow(self, action: Action, durations: EstimatedDurations) -> None:
        if isinstance(action, CancelSpeech):
            self._sound_until = min(self._sound_until, action.at_frame)
        if isinstance(action, Say):
            frames = durations.speech_frames(action.text, action.pace)
        elif isinstance(action, PlayCue):
            frames = durations.cue_frames(action.name)
        else:
            return
        self._sound_until = max(self._sound_until, action.at_frame + frames)

    def working_at(self, frame: int) -> None:
        if frame - self._sound_until > LONGEST_SILENCE_SECONDS * SAMPLE_RATE:
            self.count += 1
            self._sound_until = frame


def one_session(seed: int) -> Tally:
    """A session with its faults, and what became of it."""
    chance = random.Random(seed)
    plan = load_plan(chance.choice(_ROUTINES), level=chance.choice(_LEVELS), seed=seed)
    durations = EstimatedDurations(SAMPLE_RATE, plan.language)
    session = Session(plan, rate=SAMPLE_RATE, durations=durations)
    record, silence = SessionRecord(), Silence()
    journal = JournalInOrder(
        JournalsTogether(UnfailingJournal(FailingJournal(chance.randrange(400)), lambda _text: None), record)
    )
    faults, now, next_fault, finished = 0, 0, _soon(chance), False
    lost: set[str] = set()
    try:
        pending: Event = SessionStarted()
        while True:
            working = session.state_name == "working"
            for action in session.handle(pending, now):
                silence.follow(action, durations)
                if isinstance(action, Log):
                    journal.add(action.at_frame, action.event, action.fields)
                finished = finished or isinstance(action, Finish)
            if working and session.state_name == "working":
                silence.working_at(now)
            deadline = session.next_deadline()
            if finished or deadline is None:
                break
            if next_fault <= deadline:
                now, pending = max(now, next_fault), _fault(chance, lost)
                next_fault, faults = now + _soon(chance), faults + 1
            else:
                now, pending = deadline, TimePassed()
        journal.write_until(None)
    except Exception:  # whatever it is: it would have ended the session
        return Tally(1, now / SAMPLE_RATE, faults, broken=1)
    kept = _kept(record, chance)
    return Tally(1, now / SAMPLE_RATE, faults, silences=silence.count, lost=not kept)


def _soon(chance: random.Random) -> int:
    return round(chance.expovariate(1 / SECONDS_BETWEEN_FAULTS) * SAMPLE_RATE)


def _fault(chance: random.Random, lost: set[str]) -> Event:
    if lost and chance.random() < 0.8:
        which = chance.choice(sorted(lost))
        lost.discard(which)
        return DeviceReturned(which)
    kind = chance.randrange(8)
    if kind < 2:
        which = chance.choice(("speaker", "microphone"))
        lost.add(which)
        return DeviceLost(which)
    if kind == 2:
        return LineWanted("no_microphone")
    if kind == 3:
        return chance.choice((VoiceBegan(), VoiceEnded(), NearlyHeard(), KeyUnknown()))
    name = chance.choice([name for name in COMMAND_NAMES if name not in _ENDING])
    number = 15 if name in TAKES_SECONDS else 5 if name in TAKES_VALUE else None
    return CommandHeard(Command(name, number))


def _kept(record: SessionRecord, chance: random.Random) -> bool:
    """Whether the session gets into the history, at the second try if not the first."""
    with tempfile.TemporaryDirectory() as name:
        history = History(Path(name) / "history.jsonl")
        session = record.past_session(datetime(2026, 11, 30, tzinfo=timezone.utc))
        if chance.random() < 0.2:
            history.path.mkdir()  # It can't be written just now.
            try:
                history.add(session)
            except OutputError:
                history.path.rmdir()
        if not history.sessions():
            history.add(session)
        return history.sessions() == (session,) and session.routine != ""


def _some(seeds: range) -> Tally:
    total = Tally()
    for seed in seeds:
        total = total.plus(one_session(seed))
    return total


def measure(hours: float = HOURS) -> list[Figure]:
    total, seed = Tally(), 0
    with ProcessPoolExecutor(2) as pool:
        while total.seconds < hours * 3600:
            for tally in pool.map(
                _some, [range(seed + 20 * part, seed + 20 * part + 20) for part in range(8)]
            ):
                total = total.plus(tally)
            seed += 160
    details = asdict(total) | {"hours": round(total.seconds / 3600, 1)}
    return [
        Figure("hours of sessions with a fault a minute", total.seconds / 3600, "h", hours, True, details),
        Figure("of them ended by a fault", total.broken, "", 0),
        Figure("silences over 15 s while working", total.silences, "", 0),
        Figure("sessions missing in the history", total.lost, "", 0),
    ]


if __name__ == "__main__":
    report("faulty_sessions", measure(float(sys.argv[1]) if len(sys.argv) > 1 else HOURS))
