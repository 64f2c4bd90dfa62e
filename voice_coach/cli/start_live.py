"""``start`` on a real speaker; without one, the session becomes an MP3."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from voice_coach.cli.display import Display
from voice_coach.cli.live_session import LiveSession, LiveSetup
from voice_coach.cli.live_talk import can_answer, talking
from voice_coach.cli.options import history
from voice_coach.cli.start_today import Before
from voice_coach.cli.taking_up import ask_to_go_on
from voice_coach.cli.tell import tell
from voice_coach.dialogues.safety_screen import SafetyScreen
from voice_coach.errors import DeviceError, InputError, MissingPartError
from voice_coach.playing.assemble import Choices, Folders, open_prompts, plan_for
from voice_coach.playing.beside_session import BesideSession
from voice_coach.playing.export import default_target, export_session
from voice_coach.playing.going_on import Unfinished
from voice_coach.records.belongings import Belongings
from voice_coach.records.journal import Journal, JournalsTogether
from voice_coach.routine.library import Library
from voice_coach.safety.answers import AnswerStore

if TYPE_CHECKING:
    from voice_coach.speaking.maker import PromptMaker


class _InAnotherVoice(Exception):
    """The voice that was opened to ask can't say what's wanted."""


def start_live(
    make: Callable[[], Choices],
    before: Before,
    setup: LiveSetup,
    *,
    screen: bool = False,
    last: Unfinished | None = None,
    resume: bool = False,
) -> None:
    """Play the session, after the safety questions if due or if ``screen``.

    ``make`` gives the present choices, ``before`` has the questions about them. ``last``: a cut-off session,
    resumed if the runner agrees or ``resume``.

    Failures to write beside the session are raised at its end.
    """
    try:
        _start(make, before, setup, screen=screen, last=last, resume=resume)
    except _InAnotherVoice:
        _start(make, before, setup, screen=screen, last=None, resume=False)


def _start(
    make: Callable[[], Choices],
    before: Before,
    setup: LiveSetup,
    *,
    screen: bool,
    last: Unfinished | None,
    resume: bool,
) -> None:
    from voice_coach.audio.speaker import Speaker
    from voice_coach.playing.live_ends import LiveEnds

    folders, hearing, theirs, channel = setup.folders, setup.hearing, setup.theirs, setup.channel
    choices = make()
    plan_for(choices, folders)  # Report mistakes before anything is opened.
    first = choices if last is None else last.choices
    with ExitStack() as stack:
        display = Display(plain=setup.plain or None)
        stack.callback(display.close)
        try:
            output = Speaker(setup.speaker)
        except (DeviceError, MissingPartError) as error:
            if setup.speaker is not None:
                raise
            _export_instead(choices, folders, JournalsTogether(channel.journal, setup.journal), error)
            return
        stack.callback(output.close)
        first, prompts = _open_voice(first, folders, stack, or_any=last is not None)
        ends = LiveEnds(output, prompts, first.language, hearing)
        stack.callback(ends.close)
        beside = BesideSession(setup.journal, hearing.personal, display.message, stack, channel.journal)
        ends.open_ears(tell, beside.teach)
        live = LiveSession(setup, ends, beside, display, stack)
        theirs.make_folder()
        if last is not None:
            answer = "yes" if resume else ask_to_go_on(last, ends, channel)
            if answer == "stop":
                return
            if answer != "yes":
                choices, last = _anew(last, make, first, theirs), None
        chosen: Choices | None = choices if last is None else first
        asked = choices.wish if last is None else first.wish
        if last is None:
            chosen = _screened(choices, live, again=screen)
            chosen = None if chosen is None else before.talk(chosen, ends, channel)
        if chosen is None:
            return
        wish = chosen.wish
        asked = asked._replace(minutes=wish.minutes, focus=wish.focus, focus_side=wish.focus_side)
        live.play(chosen, asked, last)
    if output.underruns:
        tell(f"Audio dropped out {output.underruns} times: close other programs if you heard it.")
    for failure in beside.failures:
        raise failure


def _anew(last: Unfinished, make: Callable[[], Choices], opened: Choices, theirs: Belongings) -> Choices:
    """A new session's choices instead of ``last``, now in the history. Raises _InAnotherVoice if they don't
    suit the ``opened`` voice.
    """
    last.cut.take_in(history(theirs))
    choices = make()
    if (choices.voice, choices.language) != (opened.voice, opened.language):
        raise _InAnotherVoice
    return choices


def _open_voice(
    choices: Choices, folders: Folders, stack: ExitStack, *, or_any: bool
) -> tuple[Choices, PromptMaker]:
    """``or_any``: if that one is gone."""
    try:
        return choices, stack.enter_context(open_prompts(choices, folders, at_once=True))
    except (InputError, MissingPartError) as error:
        if not or_any:
            raise
        tell(str(error))
        choices = replace(choices, voice="auto")
        return choices, stack.enter_context(open_prompts(choices, folders, at_once=True))


def _screened(choices: Choices, live: LiveSession, *, again: bool) -> Choices | None:
    """Without what answers take out; ``None``: no session.

    Asks at a first session and with ``again``, unless there's a script or no one can answer.
    """
    ends, channel = live.ends, live.setup.channel
    library = Library(choices.language, live.setup.folders.routines)
    screen = SafetyScreen(library, AnswerStore(live.setup.theirs.safety), by_keys=ends.by_keys)
    kept = None if again else screen.kept(choices)
    if kept is not None or (choices.commands and not again):
        return kept or choices
    if not can_answer(ends, channel):
        tell("The safety questions weren't asked: there was no way to answer them.")
        return choices
    ends.prompts.ahead(screen.prompts())
    with talking(ends, channel, screen.texts.resting) as runner:
        return screen.hold(choices, runner, live.beside.failed)


def _export_instead(
    choices: Choices, folders: Folders, journal: Journal, reason: DeviceError | MissingPartError
) -> None:
    """So no one leaves empty-handed."""
    target = default_target(choices.routine)
    tell(f"{reason} The session is written to {target} instead.")
    result = export_session(choices, folders, target, journal=journal)
    for note in result.notes:
        tell(note)
    click.echo(f"{result.path}: {result.duration_seconds / 60:.0f} minutes; play it on your phone.")
