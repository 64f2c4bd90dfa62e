"""``start`` after a crash: which session to resume, and whether."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import click
from click.core import ParameterSource

from voice_coach.cli.live_channel import LiveChannel
from voice_coach.cli.live_talk import can_answer, talking
from voice_coach.cli.tell import tell
from voice_coach.errors import InputError
from voice_coach.playing.assemble import Folders
from voice_coach.playing.going_on import Unfinished, unfinished
from voice_coach.playing.live_ends import LiveEnds
from voice_coach.playing.script import read_script
from voice_coach.records.belongings import Belongings
from voice_coach.records.cut_off import to_go_on_with
from voice_coach.records.history import RECENT
from voice_coach.records.remembering import memory_of
from voice_coach.routine.memory import Memory
from voice_coach.safety.dialog import Reply

_MAY_DIFFER = frozenset(
    {
        "mic",
        "speaker",
        "recognizer",
        "address",
        "latency",
        "record",
        "runner",
        "plain",
        "journal",
        "control",
        "voice",
        "music",
        "commands_file",
        "resume",
        "others",
        "media_keys",
    }
)
"""Options a resumed session may change."""
_MEANS_YES = {"resume": "yes", "ready": "yes"}


def last_session(theirs: Belongings, folders: Folders, *, resume: bool) -> Unfinished | None:
    """``theirs`` to resume; one that can't be is reported and goes into their history.

    Raises InputError (`nothing-to-resume`) if ``resume`` and none.
    """
    history = theirs.history()
    sessions = history.sessions()
    found = to_go_on_with(theirs.running, theirs.name, history)
    if found is None:
        _tell_why("", resume=resume)
        return None
    cut, kept = found

    def memory(moment: datetime) -> Memory:
        began = moment.isoformat(timespec="seconds")
        return memory_of([past for past in sessions if past.when < began][-RECENT:], moment)

    try:
        last = unfinished(cut, kept, folders, memory, datetime.now(timezone.utc))
    except ValueError:
        last = ""
    if isinstance(last, str):
        cut.take_in(history)
        _tell_why(last, resume=resume)
        return None
    if not resume and not last.question(by_keys=True):
        cut.take_in(history)  # It had hardly begun: nothing is lost by starting over.
        return None
    return last


def _tell_why(why: str, *, resume: bool) -> None:
    if resume:
        raise InputError(
            why or "There's no session to go on with.",
            hint="Begin one: voice-coach start warmup.",
            code="nothing-to-resume",
        )
    if why:
        tell(f"{why} It's in the history as unfinished.")


def forget_last(theirs: Belongings) -> None:
    """``--fresh``: cut-off sessions go into the history."""
    to_go_on_with(theirs.running, theirs.name, theirs.history(), lambda _kept: False)


def check_resume(context: click.Context) -> None:
    """Raises InputError (`bad-option`) for what ``--resume`` excludes."""
    for parameter in context.command.params:
        name = parameter.name or ""
        if name in _MAY_DIFFER or context.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        given = name.upper() if isinstance(parameter, click.Argument) else parameter.opts[0]
        raise InputError(
            "--resume goes on with a session as it was begun.",
            hint=f"Leave out {given}, or --resume.",
            code="bad-option",
        )


def as_before(last: Unfinished, script: Path | None, music: Path | None, voice: str | None) -> Unfinished:
    """With script, music and voice given now; missing music is left out."""
    before = last.choices
    still_there = before.music if before.music is not None and before.music.is_file() else None
    choices = replace(
        before,
        commands=() if script is None else read_script(script),
        music=music or still_there,
        voice=voice or before.voice,
    )
    return replace(last, choices=choices)


def ask_to_go_on(last: Unfinished, ends: LiveEnds, channel: LiveChannel) -> Reply:
    """``nothing`` if no one could answer."""
    question = last.question(by_keys=ends.by_keys)
    if not can_answer(ends, channel):
        tell(f"{last.question(by_keys=True)} No one could answer: a new session begins.")
        return "nothing"
    resting = (*last.plan.lines.get("paused", ()), "")[0]
    with talking(ends, channel, resting, meaning=_MEANS_YES, keys_as_in="going_on") as runner:
        return runner.ask([question])
