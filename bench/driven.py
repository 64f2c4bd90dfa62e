"""A session driven by counting frames up: no clock, no sound."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeVar

from voice_coach.routine.lines import LINES
from voice_coach.routine.plan import Plan
from voice_coach.session.actions import Action, Log, PlayCue, Say
from voice_coach.session.commands import Command
from voice_coach.session.estimated_durations import EstimatedDurations
from voice_coach.session.events import CommandHeard, Event, SessionStarted, TimePassed
from voice_coach.session.machine import Session

RATE = 1000
"""Frames a second, for plans on file."""
_MOST_DEADLINES = 100_000
_Driven = TypeVar("_Driven", bound="Driven")


@dataclass
class Driven:
    """A session at ``rate`` frames a second, and all it did."""

    session: Session
    rate: int = RATE
    actions: list[Action] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return self.session.now / self.rate

    def event(self, event: Event) -> tuple[Action, ...]:
        done = self.session.handle(event, self.session.now)
        self.actions += done
        return done

    def command(self, name: str, number: int | None = None) -> tuple[Action, ...]:
        return self.event(CommandHeard(Command(name, number)))

    def until(self: _Driven, seconds: float) -> _Driven:
        """Let time pass to ``seconds``, stopping at every deadline on the way."""
        target = round(seconds * self.rate)
        while not self.session.ended:
            deadline = self.session.next_deadline()
            if deadline is None or deadline > target:
                break
            self.actions += self.session.handle(TimePassed(), deadline)
        if not self.session.ended:
            self.actions += self.session.handle(TimePassed(), target)
        return self

    def until_phase(self: _Driven, phase: str, *, step: int | None = None) -> _Driven:
        for _ in range(_MOST_DEADLINES):
            state = self.session.state
            if state.phase == phase and (step is None or state.step == step):
                return self
            deadline = self.session.next_deadline()
            assert deadline is not None, f"never came to {phase}"
            self.actions += self.session.handle(TimePassed(), deadline)
        raise AssertionError("the session doesn't get on")

    def to_end(self: _Driven) -> _Driven:
        return self.until_phase("ended")

    def cues(self) -> list[tuple[float, str]]:
        return [(a.at_frame / self.rate, a.name) for a in self.actions if isinstance(a, PlayCue)]

    def log_lines(self) -> list[Log]:
        return [action for action in self.actions if isinstance(action, Log)]

    def logs(self, event: str) -> list[Log]:
        return [a for a in self.actions if isinstance(a, Log) and a.event == event]

    def texts(self) -> list[str]:
        """Everything that was begun to be said."""
        return [action.text for action in self.actions if isinstance(action, Say)]

    def spoken(self) -> list[tuple[int, int, str]]:
        """Start, end and text of everything really said, in frames, cuts counted."""
        return [
            (
                round(float(str(a.fields["start"])) * self.rate),
                round(float(str(a.fields["end"])) * self.rate),
                str(a.fields["text"]),
            )
            for a in self.logs("speech")
        ]


def drive(plan: Plan) -> Driven:
    """``plan`` just begun, its sentences as long as estimated."""
    driven = Driven(Session(plan, rate=RATE, durations=EstimatedDurations(RATE, plan.language)))
    driven.event(SessionStarted())
    return driven


def marked_lines() -> dict[str, tuple[str, ...]]:
    """For each of the coach's lines one that tells its key and its fields: ``<coming_side> <right>``."""
    return {
        key: (" ".join([f"<{key}>", *(f"{{{name}}}" for name in sorted(spec.fields))]),)
        for key, spec in LINES.items()
    }


def marked(plan: Plan) -> Plan:
    """``plan`` with lines by whose text a rule can tell what was said."""
    return replace(plan, lines=marked_lines())
