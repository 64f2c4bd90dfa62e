"""A small plan and a driver that counts the frames up by hand: the session alone, without a sound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bench.driven import Driven, marked_lines
from voice_coach.routine.plan import Level, Plan, Script, Side, Step
from voice_coach.session.actions import Action, CancelSpeech, Finish, Log, PlayCue, Say
from voice_coach.session.events import SessionStarted
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
        lines=marked_lines(),
    )


_SIDES: tuple[Side, ...] = ("left", "right")


@dataclass
class Run(Driven):
    """A session being driven at these tests' rate."""

    rate: int = RATE


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
