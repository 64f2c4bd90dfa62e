"""Live sessions killed at random moments: does each go on in the same step and side, and is nothing lost?

A thousand in virtual time: the rules alone, durations estimated from the letters, and the files that a killed
process would have left. Each is then taken up from those files and played to its end, and what the history
says of it is compared with the same session uncut. Random commands come before the kill.
`resumed_processes` kills real processes.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from time import process_time

from bench.figures import Figure, report
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.playing.assemble import Choices, Folders, plan_for
from voice_coach.playing.going_on import Unfinished, unfinished
from voice_coach.playing.journal_order import JournalInOrder
from voice_coach.playing.kept_between_sessions import SharedParts
from voice_coach.playing.kept_choices import kept_choices
from voice_coach.records.cut_off import to_go_on_with
from voice_coach.records.history import History
from voice_coach.records.journal import Journal
from voice_coach.records.past_session import PastSession
from voice_coach.records.running import EVERY_SECONDS, NO_LINES, GoingOn, Line, RunningRecord
from voice_coach.records.session_record import SessionRecord
from voice_coach.routine.memory import Memory
from voice_coach.routine.plan import Level, Plan
from voice_coach.session.actions import Action, Finish, Log
from voice_coach.session.commands import COMMAND_NAMES, TAKES_SECONDS, TAKES_VALUE, Command
from voice_coach.session.estimated_durations import EstimatedDurations
from voice_coach.session.events import CommandHeard, Event, TimePassed
from voice_coach.session.keeping import keep
from voice_coach.session.machine import Session
from voice_coach.session.phases import IN_A_STEP
from voice_coach.session.state import SessionState

MOMENTS = 1000
LOST_SECONDS = 1.0
"""The most of a hold that a kill may cost."""
WRITING_SECONDS = 0.02
"""What has happened so shortly before isn't on disk yet."""
_ROUTINES = ("warmup", "recovery", "maintenance", "long-run", "desk-break")
_LEVELS: tuple[Level, ...] = ("first", "usual", "quiet")
_ENDING = frozenset({"stop", "yes"})
_SHARED = SharedParts()
_BEGAN = datetime(2026, 11, 30, 7, tzinfo=timezone.utc)


@dataclass
class Told:
    """What came of some kills."""

    moments: int = 0
    fresh: int = 0
    refused: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    lost_seconds: float = 0.0

    def add(self, other: Told) -> None:
        self.moments += other.moments
        self.fresh += other.fresh
        self.refused += other.refused
        self.elsewhere += other.elsewhere
        self.history += other.history
        self.lost_seconds = max(self.lost_seconds, other.lost_seconds)


@dataclass(frozen=True)
class _Seen:
    """A session at one moment: its state, how much was worked in all, and how many lines there were."""

    frame: int
    state: SessionState
    worked_seconds: float
    lines: int

    def place(self, plan: Plan) -> tuple[object, ...]:
        step = plan.steps[self.state.step] if self.state.phase in IN_A_STEP else None
        if step is None:
            return (self.state.phase == "opening",)
        return step.area, self.state.side_override or step.side, step.exercise


class _Lines(Journal):
    """Keeps what a session's record is made from."""

    def __init__(self, before_seconds: float = 0.0, earlier: tuple[Line, ...] = NO_LINES) -> None:
        self.record = SessionRecord()
        self.kept: list[Line] = []
        self._before_seconds = before_seconds
        for line in earlier:
            self.record.write(*line)

    def write(self, event: str, seconds: float, fields: object) -> None:
        line = event, round(seconds + self._before_seconds, 6), dict(fields)  # type: ignore[call-overload]
        self.kept.append(line)
        self.record.write(*line)


class _Drive:
    """A session driven through its deadlines, with random commands as far as they're wanted."""

    def __init__(self, plan: Plan, lines: _Lines, kept: SessionState | None = None) -> None:
        durations = EstimatedDurations(SAMPLE_RATE, plan.language)
        self.session = Session(plan, rate=SAMPLE_RATE, durations=durations, kept=kept)
        self.lines = lines
        self.finished = False
        self._journal = JournalInOrder(lines)
        self._finished_frames = 0
        self.do(self.session.first_event, 0)

    def do(self, event: Event, frame: int) -> None:
        self._take(self.session.handle(event, frame))
        self._journal.write_until(frame)

    def _take(self, actions: tuple[Action, ...]) -> None:
        for action in actions:
            self.finished = self.finished or isinstance(action, Finish)
            if isinstance(action, Log):
                self._journal.add(action.at_frame, action.event, action.fields)
                if action.event == "step_finished":
                    self._finished_frames += int(str(action.fields["worked_frames"]))

    def until(self, frame: int) -> None:
        while not self.finished:
            deadline = self.session.next_deadline()
            if deadline is None or deadline > frame:
                break
            self.do(TimePassed(), deadline)
        if not self.finished:
            self.do(TimePassed(), max(frame, self.session.now))

    def to_end(self) -> PastSession:
        while not self.finished and (deadline := self.session.next_deadline()) is not None:
            self.do(TimePassed(), deadline)
        self._journal.write_until(None)
        return self.lines.record.past_session(_BEGAN)

    def seen(self) -> _Seen:
        state, now = self.session.state, self.session.now
        frames = self._finished_frames + state.worked_frames
        if state.phase in {"sweep", "search", "hold"}:
            frames += state.clock.elapsed(now)
        return _Seen(now, state, frames / SAMPLE_RATE, len(self.lines.kept))


def one_kill(seed: int, folder: Path) -> Told:
    """A session, a kill, and what became of it."""
    chance, told = random.Random(seed), Told(moments=1)
    choices = Choices(chance.choice(_ROUTINES), level=chance.choice(_LEVELS), seed=seed, memory=Memory())
    folders = Folders(speech_cache=folder, shared=_SHARED)
    plan = plan_for(choices, folders)
    lasts = _uncut_seconds(plan)
    kill = round(chance.uniform(0.0, lasts) * SAMPLE_RATE)
    drive = _Drive(plan, _Lines())
    on_disk, just_before = _sampled(drive, kill, chance)
    if drive.finished:
        told.fresh += 1  # It was over before.
        return told
    here = drive.seen()
    label = f"seed {seed}, {choices.routine} at {kill / SAMPLE_RATE:.2f} s in {here.state.phase}"
    history = History(folder / "history.jsonl")
    last = _after_the_kill(folder, choices, plan, on_disk, drive.lines, history)
    if isinstance(last, str):
        if last:
            told.refused.append(f"{label}: {last}")
        elif len(history.sessions()) != 1:
            told.history.append(f"{label}: not there")
        told.fresh += not last
        return told
    places = {seen.place(plan) for seen in (here, just_before)}
    if _Seen(0, last.state, 0.0, 0).place(plan) not in places:
        told.elsewhere.append(label)
    told.lost_seconds = max(0.0, here.worked_seconds - on_disk.worked_seconds)
    if abs(last.seconds - on_disk.frame / SAMPLE_RATE) > 0.01:
        told.history.append(f"{label}: lasted {last.seconds} s")
    _compare(plan, drive, last, label, told)
    last.cut.forget()
    return told


def _sampled(drive: _Drive, kill: int, chance: random.Random) -> tuple[_Seen, _Seen]:
    """Drive to the frame ``kill``: what of the session is on disk then, and where it was so shortly before
    that it couldn't be written any more."""
    every, writing = round(EVERY_SECONDS * SAMPLE_RATE), round(WRITING_SECONDS * SAMPLE_RATE)
    tick = chance.randrange(every)
    command_at = _soon(chance)
    on_disk = just_before = drive.seen()
    while not drive.finished and drive.session.now < kill:
        ahead = [kill - writing] if drive.session.now < kill - writing else []
        until = min(kill, tick, command_at, *ahead)
        lines = len(drive.lines.kept)
        drive.until(until)
        if until == command_at and until < kill:
            drive.do(CommandHeard(_command(chance)), drive.session.now)
            command_at += _soon(chance)
        news = len(drive.lines.kept) > lines  # What has happened is written at once.
        if drive.session.now <= kill - writing:
            just_before = drive.seen()
            on_disk = just_before if until == tick or news else on_disk
        if until == tick:
            tick += every
    return on_disk, just_before


def _soon(chance: random.Random) -> int:
    return 1 + round(chance.expovariate(1 / 90.0) * SAMPLE_RATE)


def _command(chance: random.Random) -> Command:
    name = chance.choice([name for name in COMMAND_NAMES if name not in _ENDING])
    number = 15 if name in TAKES_SECONDS else 5 if name in TAKES_VALUE else None
    return Command(name, number)


def _uncut_seconds(plan: Plan) -> float:
    drive = _Drive(plan, _Lines())
    drive.to_end()
    return drive.session.now / SAMPLE_RATE


def _after_the_kill(
    folder: Path, choices: Choices, plan: Plan, on_disk: _Seen, lines: _Lines, history: History
) -> Unfinished | str:
    """The session as the next start finds it; why it can't go on, or "" if there's nothing to go on with."""
    kept = keep(on_disk.state, on_disk.frame)
    at = None if kept is None else {"seconds": round(on_disk.frame / SAMPLE_RATE, 2), "state": kept}
    going_on = GoingOn(kept_choices(choices, plan), lambda: at, tuple(lines.kept[: on_disk.lines]))
    record = SessionRecord()
    for line in lines.kept[: on_disk.lines]:
        record.write(*line)
    running = RunningRecord(folder / "running", record.past_session(_BEGAN).as_json, going_on)
    running.leave()
    found = to_go_on_with(folder / "running", "", history)
    if found is None:
        return ""
    where, now = Folders(speech_cache=folder, shared=_SHARED), datetime.now(timezone.utc)
    last = unfinished(*found, where, lambda _moment: Memory(), now)
    if isinstance(last, Unfinished) and not last.question(by_keys=False):
        found[0].take_in(history)
        return ""
    return last


def _compare(plan: Plan, drive: _Drive, last: Unfinished, label: str, told: Told) -> None:
    """What the history says of the session with its cut, beside the same session without."""
    if drive.session.state.overlay in {"paused", "confirm"}:
        drive.do(CommandHeard(Command("resume")), drive.session.now)
    uncut = drive.to_end()
    again = _Drive(plan, _Lines(last.seconds, last.lines), last.state)
    cut = again.to_end()
    for name, wanted, found in (
        ("areas", sorted(uncut.areas), sorted(cut.areas)),
        ("exercises", sorted(uncut.exercises), sorted(cut.exercises)),
        ("completed", uncut.completed, cut.completed),
        ("rating", uncut.rating, cut.rating),
        ("pains", uncut.pains, cut.pains),
        ("parts", _parts(uncut), _parts(cut)),
    ):
        if wanted != found:
            told.history.append(f"{label}: {name} {found}, not {wanted}")
    worked = {(part.area, part.side): part.worked_seconds for part in cut.parts}
    for part in uncut.parts:
        off = abs(worked.get((part.area, part.side), 0.0) - part.worked_seconds)
        if off > LOST_SECONDS:
            told.history.append(f"{label}: {part.area} {part.side} worked {off:.1f} s more or less")
    lasted = last.seconds + again.session.now / SAMPLE_RATE
    if abs(cut.minutes - lasted / 60) > 0.1:
        told.history.append(f"{label}: {cut.minutes} minutes of {lasted / 60:.1f}")


def _parts(past: PastSession) -> list[tuple[object, ...]]:
    return sorted((part.area, part.side, part.done, part.skipped) for part in past.parts)


def _some(seeds: range) -> Told:
    told = Told()
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="resumed-") as name:
            told.add(one_kill(seed, Path(name)))
    return told


def kills(moments: int, run: Callable[..., Iterable[Told]] = map) -> Told:
    """The outcome of so many kills."""
    told, size = Told(), 25
    for some in run(_some, [range(at, min(at + size, moments)) for at in range(0, moments, size)]):
        told.add(some)
    return told


def figures(told: Told) -> list[Figure]:
    """What to report of ``told``."""
    found = {
        "that couldn't go on": told.refused,
        "in another step or side": told.elsewhere,
        "wrong in the history": told.history,
    }
    return [
        Figure("sessions killed", told.moments, "", told.moments, True, {"started over": told.fresh}),
        *(Figure(f"of them {name}", len(of), "", 0, details={"which": of}) for name, of in found.items()),
        Figure("most of a hold that was lost", told.lost_seconds, "s", LOST_SECONDS),
    ]


def core_share(keeps: int = 300) -> float:
    """What keeping a session costs, as a share of a core: files written on this disk as often as live."""
    choices = Choices("warmup", level="usual", memory=Memory())
    with tempfile.TemporaryDirectory(prefix="resumed-") as name:
        plan = plan_for(choices, Folders(speech_cache=Path(name)))
        drive = _Drive(plan, _Lines())
        drive.until(60 * SAMPLE_RATE)
        lines_a_second = len(drive.lines.kept) / 60
        frame = drive.session.now

        def at() -> dict[str, object]:
            return {"seconds": frame / SAMPLE_RATE, "state": keep(drive.session.state, frame)}

        going_on = GoingOn(kept_choices(choices, plan), at)
        running = RunningRecord(
            Path(name), lambda: drive.lines.record.past_session(_BEGAN).as_json(), going_on
        )
        running.keep()
        began = process_time()
        for _ in range(keeps):
            frame += SAMPLE_RATE // 100
            running.keep()
        seconds = process_time() - began
        running.close()
    return seconds / keeps * (1 / EVERY_SECONDS + lines_a_second)


def measure() -> list[Figure]:
    share = Figure("a core's time for keeping a session", 100 * core_share(), "%", 0.5)
    with ProcessPoolExecutor(2) as pool:
        return [*figures(kills(MOMENTS, pool.map)), share]


if __name__ == "__main__":
    report("resumed", measure())
