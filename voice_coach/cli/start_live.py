"""``start`` on a real speaker; if there is none, the session becomes an MP3 instead."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_coach.cli.display import Display
from voice_coach.cli.options import history
from voice_coach.cli.tell import tell
from voice_coach.content import own_folder
from voice_coach.dialogues.conversation import Conversation
from voice_coach.dialogues.safety_screen import SafetyScreen
from voice_coach.errors import DeviceError, MissingPartError, VoiceCoachError
from voice_coach.playing.assemble import Choices, Folders, build_engine, open_prompts, plan_for
from voice_coach.playing.ears import Partner
from voice_coach.playing.engine import Heard
from voice_coach.playing.export import default_target, export_session
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.keyboard import HELP, has_terminal, listening_keys
from voice_coach.playing.spoken_lines import urgent_answers
from voice_coach.records.history import History, SessionRecord
from voice_coach.records.journal import Journal, JournalsTogether
from voice_coach.records.learning_journal import LearningJournal
from voice_coach.records.running import RunningRecord
from voice_coach.records.unfailing import UnfailingJournal
from voice_coach.routine.library import Library
from voice_coach.safety.answers import AnswerStore
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard

if TYPE_CHECKING:
    from voice_coach.listening.grammar import Grammar
    from voice_coach.playing.engine import Engine
    from voice_coach.playing.hearing_setup import Teach
    from voice_coach.playing.live_ends import LiveEnds

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
    """Play the chosen session on ``speaker`` (``None``: the system's own), after the safety questions if they
    are due or ``screen`` asks for them.

    Nothing that is written beside the session ends it: what failed is raised once the session is over.
    """
    from voice_coach.audio.real_time import in_real_time
    from voice_coach.audio.speaker import Speaker
    from voice_coach.playing.live_devices import FaultJournal
    from voice_coach.playing.live_ends import LiveEnds

    plan_for(choices, folders)  # A mistake is told before anything is opened.
    record, began = SessionRecord(hearing.personal.name), datetime.now(timezone.utc)
    failures: list[VoiceCoachError] = []
    with ExitStack() as stack:
        display = Display()
        stack.callback(display.close)
        written = UnfailingJournal(journal, display.message)
        try:
            output = Speaker(speaker)
        except (DeviceError, MissingPartError) as error:
            if speaker is not None:
                raise
            _export_instead(choices, folders, journal, error)
            return
        stack.callback(output.close)
        prompts = stack.enter_context(open_prompts(choices, folders))
        ends = LiveEnds(output, prompts, choices.language, hearing)
        stack.callback(ends.close)
        journals = LearningJournal(JournalsTogether(written, record))
        learnt = hearing.personal.learnt
        ends.open_ears(tell, None if learnt is None else _teacher(learnt, journals, stack, failures))
        allowed = _screened(choices, folders, ends, again=screen)
        if allowed is None:
            return
        plan = plan_for(allowed, folders)
        for note in plan.notes:
            tell(note)
        engine = build_engine(plan, ends.prompts, choices.commands, journal=journals, music=choices.music)
        _keep_record(record, began, history(), stack, failures)
        coming = engine.texts_ahead()
        ends.prompts.ahead((*coming[:_SOON], *urgent_answers(plan), *coming[_SOON:]))
        counts = {"underrun": lambda: ends.speaker.underruns, "overflow": ends.overflows}
        faults = FaultJournal(written, counts)
        runner = f" Runner: {hearing.personal.name}." if hearing.personal.name else ""
        voice = f"Voice: {ends.prompts.voice_name}.{runner} {ends.prompts.note}".rstrip()
        tell(f"Speaker: {ends.speaker.name}. Microphone: {ends.microphone_name}. {voice}")
        if stack.enter_context(listening_keys(_key_poster(engine), lambda: engine.moment.state)):
            tell(HELP)

        def on_block(engine: Engine) -> None:
            display(engine)
            faults(engine)

        stack.enter_context(in_real_time())
        ends.play(engine, on_block, display.message)
    if ends.speaker.underruns:
        tell(f"Audio dropped out {ends.speaker.underruns} times: close other programs if you heard it.")
    for failure in (written.failure, *failures):
        if failure is not None:
            raise failure


def _screened(choices: Choices, folders: Folders, ends: LiveEnds, *, again: bool) -> Choices | None:
    """``choices`` with what the runner's answers take out; ``None`` if there's to be no session.

    Asks at a first session and with ``again``; not if a script stands in for the runner, or nobody could
    answer.
    """
    screen = SafetyScreen(
        Library(choices.language, folders.routines), AnswerStore(own_folder() / "safety.json")
    )
    kept = None if again else screen.kept(choices)
    if kept is not None or (choices.commands and not again):
        return kept or choices
    if not ends.hears and not has_terminal():
        tell("The safety questions were not asked: nobody could answer them.")
        return choices
    ends.prompts.ahead(screen.prompts())
    runner = Conversation(
        ends.output,
        ends.prompts,
        resting=screen.texts.resting,
        wait_for_room=ends.speaker.wait_for_room,
        show=tell,
    )
    ends.attend(runner)
    with listening_keys(_key_poster(runner), lambda: runner.moment.state):
        return screen.hold(choices, runner)


def _key_poster(partner: Partner) -> Callable[[Command], None]:
    """Hands what keys ask for to ``partner``."""

    def on_key(command: Command) -> None:
        now = partner.moment.frame
        partner.post(CommandHeard(command), heard=Heard(command.name, now, now, 1.0, "keyboard"))

    return on_key


def _keep_record(
    record: SessionRecord, began: datetime, past: History, stack: ExitStack, failures: list[VoiceCoachError]
) -> None:
    """See to it that the session gets into the history, however it ends."""
    running = RunningRecord(own_folder() / "running", lambda: asdict(record.past_session(began)))

    def finish() -> None:
        try:
            past.add(record.past_session(began))
        except VoiceCoachError as error:
            failures.append(error)
        else:
            running.close()

    stack.callback(finish)


def _teacher(
    path: Path, journal: LearningJournal, stack: ExitStack, failures: list[VoiceCoachError]
) -> Teach:
    """Lets a session learn from itself: what it knows from ``path``, and what it learns into it."""
    from voice_coach.listening.learning import Learning
    from voice_coach.listening.personal.learnt import load_learnt, save_learnt

    def teach(engine_name: str, grammar: Grammar) -> Learning:
        learning = Learning(load_learnt(path, engine_name))
        journal.teach(learning, grammar)

        def save() -> None:
            try:
                save_learnt(path, engine_name, learning.shifts)
            except VoiceCoachError as error:
                failures.append(error)

        stack.callback(save)
        return learning

    return teach


def _export_instead(
    choices: Choices, folders: Folders, journal: Journal, reason: DeviceError | MissingPartError
) -> None:
    """Nobody leaves empty-handed: the session as a file for the phone."""
    target = default_target(choices.routine)
    tell(f"{reason} The session is written to {target} instead.")
    result = export_session(choices, folders, target, journal=journal)
    for note in result.notes:
        tell(note)
    click.echo(f"{result.path}: {result.duration_seconds / 60:.0f} minutes; play it on your phone.")
