"""A small plan and a driver that counts the frames up by hand: the session alone, without a sound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from voice_coach.routine.lines import LINES
from voice_coach.routine.plan import Level, Plan, Script, Side, Step
from voice_coach.session.actions import Action, CancelSpeech, Finish, Log, PlayCue, Say
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard, Event, SessionStarted, TimePassed
from voice_coach.session.machine import Session

RATE = 100
"""Frames a second in these tests: small numbers are easy to read."""


class FixedDurations:
    """Two seconds a sentence, half a second a cue."""

    def speech_frames(self, text: str, pace: int, passage: tuple[str, ...] = ()) -> int:
        return 2 * RATE

    def cue_frames(self, name: str) -> int:
        return RATE // 2


def script(area: str) -> Script:
    return Script(
        area=area,
        where=(f"Where {area} are.",),
        position=(f"Position for {area}.",),
        reminder=f"Reminder for {area}.",
        sweep="Roll slowly.",
        search="Find a tender spot.",
        hold="Hold there.",
        during=("Breathe.", "Relax."),
        how=(f"Technique for {area}.",),
        ease="Use your hands.",
        range=f"Range for {area}.",
        keep_off=(f"the bone by the {area}",),
        moving=("Slow is right.", "The outer line.", "The inner line."),
    )


def step(
    area: str, side: Side, pair: int, hold_seconds: float = 20, holds: int = 1, strokes: int = 4
) -> Step:
    return Step(
        area, f"{area}-roller", "roller", side, pair, 8, strokes, 3, holds, 5, hold_seconds, script(area)
    )


def plan(level: Level = "first", steps: tuple[Step, ...] | None = None) -> Plan:
    lines = {
        key: (" ".join([f"<{key}>", *(f"{{{name}}}" for name in sorted(spec.fields))]),)
        for key, spec in LINES.items()
    }
    usual = tuple(step(area, side, pair) for pair, area in enumerate(("glutes", "calves")) for side in _SIDES)
    return Plan(
        routine="test",
        title="Test",
        language="en",
        level=level,
        seed=0,
        tools=("roller",),
        opening=("Opening.",),
        closing=("Closing.",),
        switch_gap_seconds=6,
        steps=usual if steps is None else steps,
        lines=lines,
    )


_SIDES: tuple[Side, ...] = ("left", "right")


@dataclass
class Run:
    """A session being driven, and all it did."""

    session: Session
    actions: list[Action] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return self.session.now / RATE

    def event(self, event: Event) -> tuple[Action, ...]:
        done = self.session.handle(event, self.session.now)
        self.actions += done
        return done

    def command(self, name: str, number: int | None = None) -> tuple[Action, ...]:
        return self.event(CommandHeard(Command(name, number)))

    def until(self, seconds: float) -> Run:
        """Let time pass to ``seconds``, stopping at every deadline on the way."""
        target = round(seconds * RATE)
        while not self.session.ended:
            deadline = self.session.next_deadline()
            if deadline is None or deadline > target:
                break
            self.actions += self.session.handle(TimePassed(), deadline)
        if not self.session.ended:
            self.actions += self.session.handle(TimePassed(), target)
        return self

    def until_phase(self, phase: str, *, step: int | None = None) -> Run:
        for _ in range(100_000):
            state = self.session.state
            if state.phase == phase and (step is None or state.step == step):
                return self
            deadline = self.session.next_deadline()
            assert deadline is not None, f"never came to {phase}"
            self.actions += self.session.handle(TimePassed(), deadline)
        raise AssertionError("the session doesn't get on")

    def to_end(self) -> Run:
        return self.until_phase("ended")

    def cues(self) -> list[tuple[float, str]]:
        return [(a.at_frame / RATE, a.name) for a in self.actions if isinstance(a, PlayCue)]

    def logs(self, event: str) -> list[Log]:
        return [a for a in self.actions if isinstance(a, Log) and a.event == event]

    def spoken(self) -> list[tuple[int, int, str]]:
        """Start, end and text of everything really said, in frames, cuts counted."""
        return [
            (
                round(float(str(a.fields["start"])) * RATE),
                round(float(str(a.fields["end"])) * RATE),
                str(a.fields["text"]),
            )
            for a in self.logs("speech")
        ]


def run(of: Plan | None = None, *, has_music: bool = False) -> Run:
    session = Session(of or plan(), rate=RATE, durations=FixedDurations(), has_music=has_music)
    started = Run(session)
    started.event(SessionStarted())
    return started


def timeline(actions: Iterable[Action]) -> str:
    """What is heard, one line each, in order of time."""
    lines = []
    for action in actions:
        match action:
            case Say(text, _, at):
                lines.append((at, f"say  {text}"))
            case PlayCue(name, at):
                lines.append((at, f"cue  {name}"))
            case CancelSpeech(at):
                lines.append((at, "cut"))
            case Finish(at):
                lines.append((at, "finish"))
            case Log(event, at, fields) if event in {"step_started", "step_finished", "paused", "resumed"}:
                lines.append((at, f"-- {event} {fields.get('area', '')} {fields.get('side', '')}".rstrip()))
            case _:
                pass
    return (
        "\n".join(f"{at / RATE:8.2f}  {text}" for at, text in sorted(lines, key=lambda line: line[0])) + "\n"
    )
