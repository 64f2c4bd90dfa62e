"""``start`` on a real speaker; where there is none, the session becomes an MP3 instead."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_coach.cli.display import Display
from voice_coach.cli.options import history
from voice_coach.cli.safety_screen import screened
from voice_coach.cli.tell import tell
from voice_coach.errors import DeviceError, MissingPartError, VoiceCoachError
from voice_coach.playing.assemble import Choices, Folders, build_engine, open_prompts, plan_for
from voice_coach.playing.engine import Engine, Heard
from voice_coach.playing.export import default_target, export_session
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.keyboard import HELP, listening_keys
from voice_coach.playing.spoken_lines import urgent_answers
from voice_coach.records.history import SessionRecord
from voice_coach.records.journal import Journal, JournalsTogether
from voice_coach.records.learning_journal import LearningJournal
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard, LineWanted

if TYPE_CHECKING:
    from voice_coach.audio.microphone import Microphone
    from voice_coach.listening.grammar import Grammar
    from voice_coach.listening.reference import ReferenceTap
    from voice_coach.playing.ears import RecordedEars
    from voice_coach.playing.hearing_setup import Teach

_SOON = 6
"""Sentences that are needed before anybody can have said pause or stop."""


def start_live(
    choices: Choices,
    folders: Folders,
    speaker: str | None,
    hearing: HearingChoices,
    journal: Journal,
    *,
    screen: bool = False,
) -> None:
    """Play the chosen session on ``speaker`` (``None``: the system's own), after the safety questions where
    they are due or ``screen`` asks for them."""
    from voice_coach.audio.real_time import in_real_time
    from voice_coach.audio.speaker import Speaker
    from voice_coach.listening.reference import ReferenceTap
    from voice_coach.playing.live import Tapped, play
    from voice_coach.playing.live_devices import FaultJournal, device_news

    plan_for(choices, folders)  # A mistake is told before anything is opened.
    record, began = SessionRecord(hearing.personal.name), datetime.now(timezone.utc)
    with ExitStack() as stack:
        try:
            output = Speaker(speaker)
        except (DeviceError, MissingPartError) as error:
            if speaker is not None:
                raise
            _export_instead(choices, folders, journal, error)
            return
        stack.callback(output.close)
        prompts = stack.enter_context(open_prompts(choices, folders))
        screened_choices = screened(choices, folders, hearing, prompts, output, again=screen)
        if screened_choices is None:
            return
        plan = plan_for(screened_choices, folders)
        for note in plan.notes:
            click.echo(note, err=True)
        journals = LearningJournal(JournalsTogether(journal, record))
        engine = build_engine(plan, prompts, choices.commands, journal=journals, music=choices.music)
        stack.callback(lambda: history().add(record.past_session(began)))
        coming = engine.texts_ahead()
        prompts.ahead((*coming[:_SOON], *urgent_answers(plan), *coming[_SOON:]))
        display, tap = Display(), ReferenceTap()
        stack.callback(display.close)
        output.tell(device_news(engine, "speaker", display.message))
        teach = (
            None if hearing.personal.learnt is None else _teacher(hearing.personal.learnt, journals, stack)
        )
        ears = _open_ears(engine, choices.language, hearing, tap, stack, teach)
        if ears.microphone is not None:
            ears.microphone.tell(device_news(engine, "microphone", display.message))
        faults = FaultJournal(journal, {"underrun": lambda: output.underruns, "overflow": ears.overflows})
        name = "none" if ears.microphone is None else ears.microphone.name
        runner = f" Runner: {hearing.personal.name}." if hearing.personal.name else ""
        voice = f"Voice: {prompts.voice_name}.{runner}"
        click.echo(f"Speaker: {output.name}. Microphone: {name}. {voice}", err=True)

        _listen_to_keys(engine, stack)

        def on_block(engine: Engine) -> None:
            display(engine)
            faults(engine)
            if ears.recording is not None:
                ears.recording(engine)

        stack.enter_context(in_real_time())
        play(engine, Tapped(output, tap.play), on_block, output.wait_for_room)
        output.drain()
    _tell_of_holes(output.underruns)


def _listen_to_keys(engine: Engine, stack: ExitStack) -> None:
    def on_key(command: Command) -> None:
        now = engine.position
        engine.post(CommandHeard(command), heard=Heard(command.name, now, now, 1.0, "keyboard"))

    if stack.enter_context(listening_keys(on_key, lambda: engine.state_name)):
        click.echo(HELP, err=True)


def _tell_of_holes(count: int) -> None:
    if count:
        click.echo(f"The speaker ran dry {count} times: close other programs if it was heard.", err=True)


@dataclass(frozen=True)
class _Open:
    """What listens: a microphone, a recording, or nothing."""

    microphone: Microphone | None = None
    recording: RecordedEars | None = None

    def overflows(self) -> int:
        return 0 if self.microphone is None else self.microphone.overflows


def _teacher(path: Path, journal: LearningJournal, stack: ExitStack) -> Teach:
    """Lets a session learn from itself: what it knows from ``path``, and what it learns into it."""
    from voice_coach.listening.learning import Learning
    from voice_coach.listening.personal.learnt import load_learnt, save_learnt

    def teach(engine_name: str, grammar: Grammar) -> Learning:
        learning = Learning(load_learnt(path, engine_name))
        journal.teach(learning, grammar)
        stack.callback(lambda: save_learnt(path, engine_name, learning.shifts))
        return learning

    return teach


def _open_ears(
    engine: Engine,
    language: str,
    hearing: HearingChoices,
    tap: ReferenceTap,
    stack: ExitStack,
    teach: Teach | None,
) -> _Open:
    """Begin to listen. Without a microphone the session says so aloud and goes on with the keyboard."""
    if hearing.recognizer == "none":
        return _Open()
    from voice_coach.playing.hearing_setup import ears_on_microphone, ears_on_recording

    if hearing.recording is not None:
        return _Open(recording=ears_on_recording(engine, language, hearing, tap, stack, tell))
    try:
        return _Open(microphone=ears_on_microphone(engine, language, hearing, tap, stack, tell, teach))
    except VoiceCoachError as error:
        click.echo(f"No voice control: {error}", err=True)
        engine.post(LineWanted("no_microphone"))
        return _Open()


def _export_instead(
    choices: Choices, folders: Folders, journal: Journal, reason: DeviceError | MissingPartError
) -> None:
    """Nobody leaves empty-handed: the session as a file for the phone."""
    target = default_target(choices.routine)
    click.echo(f"{reason} The session is written to {target} instead.", err=True)
    result = export_session(choices, folders, target, journal=journal)
    click.echo(f"{result.path}: {result.duration_seconds / 60:.0f} minutes; play it on your phone.")
