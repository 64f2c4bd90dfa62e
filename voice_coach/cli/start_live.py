"""``start`` on a real speaker; if there is none, the session becomes an MP3 instead."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from voice_coach.cli.display import Display
from voice_coach.cli.live_channel import LiveChannel
from voice_coach.cli.options import history
from voice_coach.cli.progress import session_progress
from voice_coach.cli.tell import tell
from voice_coach.content import own_folder
from voice_coach.dialogues.conversation import Conversation
from voice_coach.dialogues.safety_screen import SafetyScreen
from voice_coach.errors import DeviceError, MissingPartError
from voice_coach.playing.assemble import Choices, Folders, build_engine, open_prompts, plan_for
from voice_coach.playing.beside_session import BesideSession
from voice_coach.playing.ears import Partner
from voice_coach.playing.engine import Heard
from voice_coach.playing.export import default_target, export_session
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.keyboard import HELP, has_terminal, listening_keys
from voice_coach.playing.spoken_lines import spoken_lines, urgent_answers
from voice_coach.records.journal import Journal, JournalsTogether
from voice_coach.records.past_session import wordings_heard
from voice_coach.routine.library import Library
from voice_coach.routine.plan import Plan, for_keys
from voice_coach.safety.answers import AnswerStore
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard, KeyUnknown, LineWanted

if TYPE_CHECKING:
    from voice_coach.playing.engine import Engine
    from voice_coach.playing.live_ends import LiveEnds
    from voice_coach.speaking.maker import PromptMaker

_QUESTIONS = frozenset({"time_left", "whats_next", "help"})
_SOON = 6
"""Sentences that are needed before anybody can have said pause or stop."""


def start_live(
    choices: Choices,
    folders: Folders,
    speaker: str | None,
    hearing: HearingChoices,
    journal: Journal,
    channel: LiveChannel,
    *,
    screen: bool = False,
    plain: bool = False,
) -> None:
    """Play the chosen session on ``speaker`` (``None``: the system's own), after the safety questions if they
    are due or ``screen`` asks for them. ``channel`` may steer it. ``plain`` prints for a screen reader.

    Nothing that is written beside the session ends it: what failed is raised once the session is over.
    """
    from voice_coach.audio.real_time import in_real_time
    from voice_coach.audio.speaker import Speaker
    from voice_coach.playing.live_devices import FaultJournal
    from voice_coach.playing.live_ends import LiveEnds

    plan_for(choices, folders)  # A mistake is told before anything is opened.
    with ExitStack() as stack:
        display = Display(plain=plain or None)
        stack.callback(display.close)
        try:
            output = Speaker(speaker)
        except (DeviceError, MissingPartError) as error:
            if speaker is not None:
                raise
            _export_instead(choices, folders, JournalsTogether(channel.journal, journal), error)
            return
        stack.callback(output.close)
        prompts = stack.enter_context(open_prompts(choices, folders, at_once=True))
        ends = LiveEnds(output, prompts, choices.language, hearing)
        stack.callback(ends.close)
        beside = BesideSession(journal, hearing.personal, display.message, stack, channel.journal)
        ends.open_ears(tell, beside.teach)
        allowed = _screened(choices, folders, ends, beside, channel, again=screen)
        if allowed is None:
            return
        plan = plan_for(allowed, folders)
        plan = for_keys(plan) if ends.by_keys else plan
        engine = build_engine(plan, prompts, choices.commands, journal=beside.journals, music=choices.music)
        beside.keep_record(
            history(),
            own_folder() / "running",
            choices.wish,
            lambda: wordings_heard(plan, engine.session.state.uses),
        )
        coming = tuple((one.text, one.passage) for one in engine.says_ahead())
        if prompts.is_slow:
            _make_all(prompts, plan, Library(allowed.language, folders.routines))
        prompts.ahead((*coming[:_SOON], *urgent_answers(plan), *coming[_SOON:]))
        counts = {"underrun": lambda: output.underruns, "overflow": ends.overflows}
        faults = FaultJournal(beside.journal, counts)
        for sentence in (*plan.notes, _introduction(ends, hearing.personal.name)):
            tell(sentence)
        _listen_to_keys(engine, ends, display, stack)
        channel.attend(engine)

        def on_block(engine: Engine) -> None:
            display(engine)
            faults(engine)

        stack.enter_context(in_real_time())
        ends.play(engine, on_block, display.message)
    if output.underruns:
        tell(f"Audio dropped out {output.underruns} times: close other programs if you heard it.")
    for failure in beside.failures:
        raise failure


def _introduction(ends: LiveEnds, runner: str) -> str:
    named = f" Runner: {runner}." if runner else ""
    voice = f"Voice: {ends.prompts.voice_name}.{named} {ends.prompts.note}".rstrip()
    return f"Speaker: {ends.speaker.name}. Microphone: {ends.microphone_name}. {voice}"


def _make_all(prompts: PromptMaker, plan: Plan, library: Library) -> None:
    """Every line of ``plan`` in a slow voice, before the session. What was made before is only looked up."""
    lines = spoken_lines(plan, library, (plan.level,))
    tell(f"Making {len(lines)} lines in the voice {prompts.voice_name}; the next time they're there already.")
    with session_progress("Lines", quiet=False) as progress:
        for done, line in enumerate(lines, start=1):
            prompts.clip(line.text)
            progress(done, len(lines))


def _listen_to_keys(engine: Engine, ends: LiveEnds, display: Display, stack: ExitStack) -> None:
    keys = listening_keys(
        _key_poster(engine, display.request), lambda: engine.moment.state, lambda: engine.post(KeyUnknown())
    )
    if stack.enter_context(keys):
        tell(HELP)
        if ends.by_keys:
            engine.post(LineWanted("keys_start"))


def _screened(
    choices: Choices,
    folders: Folders,
    ends: LiveEnds,
    beside: BesideSession,
    channel: LiveChannel,
    *,
    again: bool,
) -> Choices | None:
    """``choices`` with what the runner's answers take out; ``None`` if there's to be no session.

    Asks at a first session and with ``again``; not if a script stands in for the runner, or nobody could
    answer.
    """
    store = AnswerStore(own_folder() / "safety.json")
    library = Library(choices.language, folders.routines)
    screen = SafetyScreen(library, store, by_keys=ends.by_keys)
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
    channel.attend(runner)
    keys = listening_keys(_key_poster(runner), lambda: runner.moment.state, lambda: runner.post(KeyUnknown()))
    with keys:
        return screen.hold(choices, runner, beside.failed)


def _key_poster(
    partner: Partner, on_question: Callable[[], None] = lambda: None
) -> Callable[[Command], None]:
    """Hands what keys ask for to ``partner``; ``on_question`` is called if that's where the session is."""

    def on_key(command: Command) -> None:
        if command.name in _QUESTIONS:
            on_question()
        now = partner.moment.frame
        partner.post(CommandHeard(command), heard=Heard(command.name, now, now, 1.0, "keyboard"))

    return on_key


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
