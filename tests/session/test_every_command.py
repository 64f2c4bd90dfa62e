"""What every command and every other event does at every moment, as text: what's heard in the two seconds
after it, relative to it, and the state it leaves. Moments at which it does the same stand together. Write it
again with VOICE_COACH_WRITE_GOLDEN=1 and read the diff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from functools import cache

from tests.session.driver import RATE, Run, plan, run, step
from tests.session.test_golden import FOLDER, agree_on
from voice_coach.routine.plan import Plan
from voice_coach.session.actions import (
    Action,
    CancelCues,
    CancelSpeech,
    DuckCoach,
    Finish,
    Log,
    PlayCue,
    PlayMusic,
    RestoreCoach,
    Say,
    SetCoachLevel,
)
from voice_coach.session.commands import COMMAND_NAMES, Command
from voice_coach.session.events import (
    CommandHeard,
    DeviceLost,
    DeviceReturned,
    Event,
    KeyUnknown,
    LineWanted,
    NearlyHeard,
    OthersHeard,
    VoiceBegan,
    VoiceEnded,
)

AFTER_SECONDS = 2.0
NUMBERS: Mapping[str, int] = {"rate": 7, "minutes": 15}


def sides_and_both() -> Plan:
    both = replace(step("feet", "both", 2), touches=("calves",))
    sides = [step(area, side, pair, 45, 2) for pair, area in enumerate(("glutes", "calves"))
             for side in ("left", "right")]  # fmt: skip
    return plan(steps=(*sides, both))


def at(phase: str, number: int = 1) -> Run:
    """A second into ``phase`` of the second side of the first area."""
    driven = run(sides_and_both(), has_music=True).until_phase(phase, step=number)
    return driven.until(driven.seconds + 1)


def after(*commands: str) -> Run:
    driven = at("hold")
    for command in commands:
        driven.command(command)
        driven.until(driven.seconds + 1)
    return driven


MOMENTS: Mapping[str, Callable[[], Run]] = {
    "opening": lambda: run(sides_and_both(), has_music=True).until(1),
    "position": lambda: at("position", 2),
    "gap": lambda: at("gap"),
    "sweep": lambda: at("sweep"),
    "search": lambda: at("search"),
    "hold": lambda: at("hold"),
    "both sides": lambda: at("hold", 4),
    "which side": lambda: _then(at("hold", 4), "switch"),
    "paused": lambda: after("pause"),
    "sure to stop": lambda: after("stop"),
    "pain": lambda: after("easier"),
    "back after pain": lambda: after("easier", "strong"),
    "closing": lambda: _phase("closing"),
    "rating": lambda: _phase("rating"),
    "goodbye": lambda: _phase("goodbye"),
}
OTHERS: Mapping[str, Event] = {
    "(nearly heard)": NearlyHeard(),
    "(others heard)": OthersHeard(),
    "(unknown key)": KeyUnknown(),
    "(a voice begins)": VoiceBegan(),
    "(a voice ends)": VoiceEnded(),
    "(microphone lost)": DeviceLost("microphone"),
    "(speaker lost)": DeviceLost("speaker"),
    "(microphone back)": DeviceReturned("microphone"),
    "(a line is wanted)": LineWanted("no_microphone"),
}


def _then(driven: Run, command: str) -> Run:
    driven.command(command)
    return driven.until(driven.seconds + 1)


def _phase(name: str) -> Run:
    driven = run(sides_and_both(), has_music=True).until_phase(name)
    return driven.until(driven.seconds + 1)


@cache
def _come_to(moment: str) -> Run:
    return MOMENTS[moment]()


def moment_again(moment: str) -> Run:
    """A session at ``moment``, of its own: what it knows is immutable."""
    return Run(copy(_come_to(moment).session))


def told(action: Action, since: int) -> tuple[float, str]:  # noqa: PLR0911
    match action:
        case Say(text, pace, when):
            return when, f"say {text}" + (f" at pace {pace}" if pace else "")
        case PlayCue(name, when):
            return when, f"cue {name}"
        case CancelSpeech(when):
            return when, "cut speech"
        case CancelCues(when):
            return when, "cut cues"
        case SetCoachLevel(gain_db, when):
            return when, f"level {gain_db:+.1f} dB"
        case DuckCoach(when, until):
            return when, f"duck until {(until - since) / RATE:.2f}"
        case RestoreCoach(when):
            return when, "restore"
        case PlayMusic(playing, when):
            return when, "music" if playing else "no music"
        case Finish(when):
            return when, "finish"
        case Log(event, when, fields):
            kept = {key: value for key, value in fields.items() if key not in {"start", "end"}}
            return when, f"-- {event} " + ", ".join(f"{key} {value}" for key, value in kept.items())
    raise AssertionError(action)


def reaction(driven: Run, event: Event) -> str:
    """To ``event``, line by line, and the state then."""
    since = driven.session.now
    first = list(driven.event(event))
    refused = any(isinstance(one, Log) and one.event == "command_ignored" for one in first)
    if not refused:
        driven.until(driven.seconds + AFTER_SECONDS)
        first += driven.actions[len(first) :]
    lines = sorted((told(one, since) for one in first if not _is_dull(one)), key=lambda line: line[0])
    state = driven.session.state
    shown = "".join(f"  {(when - since) / RATE:.2f}  {text}\n" for when, text in lines)
    where = (
        "" if refused else f"  {driven.session.state_name}: {state.phase} of {state.step}, {state.level}\n"
    )
    return shown + where


def _is_dull(action: Action) -> bool:
    """The beginning of a sentence is told by `Say`, and a whole one needs no end."""
    return isinstance(action, Log) and (
        action.event == "prompt" or (action.event == "speech" and action.fields["cut"] is not True)
    )


def grouped(event: Event) -> str:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for moment in MOMENTS:
        groups[reaction(moment_again(moment), event)].append(moment)
    return "".join(f"{', '.join(moments)}:\n{text}" for text, moments in groups.items())


def test_every_command_and_event_at_every_moment() -> None:
    events = {name: CommandHeard(Command(name, NUMBERS.get(name))) for name in COMMAND_NAMES}
    agree_on(FOLDER / "every_command.txt", "\n".join(
        f"== {name}\n{grouped(event)}" for name, event in {**events, **OTHERS}.items()
    ))  # fmt: skip


def test_undo_of_every_command() -> None:
    pages = []
    for name in COMMAND_NAMES:
        for moment in ("sweep", "hold", "paused"):
            driven = moment_again(moment)
            driven.event(CommandHeard(Command(name, NUMBERS.get(name))))
            driven.until(driven.seconds + 1)
            driven.actions.clear()
            undo = reaction(driven, CommandHeard(Command("undo")))
            pages.append(f"== {name}, {moment}\n{undo}")
    agree_on(FOLDER / "undone.txt", "\n".join(pages))
