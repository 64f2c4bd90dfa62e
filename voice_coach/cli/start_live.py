"""``start`` on a real speaker; without one, the session becomes an MP3."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from voice_coach.cli.display import Display
from voice_coach.cli.live_channel import LiveChannel
from voice_coach.cli.live_talk import can_answer, key_poster, talking
from voice_coach.cli.options import history
from voice_coach.cli.progress import session_progress
from voice_coach.cli.start_today import Before
from voice_coach.cli.taking_up import ask_to_go_on
from voice_coach.cli.tell import tell
from voice_coach.dialogues.safety_screen import SafetyScreen
from voice_coach.errors import DeviceError, InputError, MissingPartError
from voice_coach.playing.assemble import Choices, Folders, build_engine, open_prompts, plan_for
from voice_coach.playing.beside_session import BesideSession
from voice_coach.playing.export import default_target, export_session
from voice_coach.playing.going_on import Unfinished, state_of
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.kept_choices import kept_choices
from voice_coach.playing.keyboard import HELP, listening_keys
from voice_coach.playing.spoken_lines import spoken_lines, urgent_answers
from voice_coach.records.belongings import Belongings
from voice_coach.records.journal import Journal, JournalsTogether
from voice_coach.records.past_session import wordings_heard
from voice_coach.routine.library import Library
from voice_coach.routine.loader import folders_of
from voice_coach.routine.plan import Plan, for_keys
from voice_coach.routine.wish import Wish
from voice_coach.safety.answers import AnswerStore
from voice_coach.session.events import KeyUnknown, LineWanted

if TYPE_CHECKING:
    from voice_coach.playing.engine import Engine
    from voice_coach.playing.live_ends import LiveEnds
    from voice_coach.speaking.maker import PromptMaker

_SOON = 6
"""Sentences needed before anyone can say pause or stop."""


class _InAnotherVoice(Exception):
    """The voice that was opened to ask can't say what's wanted."""


def start_live(
    make: Callable[[], Choices],
    before: Before,
    folders: Folders,
    speaker: str | None,
    hearing: HearingChoices,
    theirs: Belongings,
    journal: Journal,
    channel: LiveChannel,
    *,
    screen: bool = False,
    plain: bool = False,
    last: Unfinished | None = None,
    resume: bool = False,
) -> None:
    """Play the session on ``speaker`` (``None``: the system's), after the safety questions if due or if
    ``screen``. ``plain``: for a screen reader.

    ``make`` gives the present choices, ``before`` has the questions about them. ``last``: a cut-off session,
    resumed if the runner agrees or ``resume``.

    Failures to write beside the session are raised at its end.
    """
    live = partial(
        _start, make, before, folders, speaker, hearing, theirs, journal, channel, screen=screen, plain=plain
    )
    try:
        live(last=last, resume=resume)
    except _InAnotherVoice:
        live(last=None, resume=False)


def _start(
    make: Callable[[], Choices],
    before: Before,
    folders: Folders,
    speaker: str | None,
    hearing: HearingChoices,
    theirs: Belongings,
    journal: Journal,
    channel: LiveChannel,
    *,
    screen: bool,
    plain: bool,
    last: Unfinished | None,
    resume: bool,
) -> None:
    from voice_coach.audio.speaker import Speaker
    from voice_coach.playing.live_ends import LiveEnds

    choices = make()
    plan_for(choices, folders)  # Report mistakes before anything is opened.
    first = choices if last is None else last.choices
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
        first, prompts = _open_voice(first, folders, stack, or_any=last is not None)
        ends = LiveEnds(output, prompts, first.language, hearing)
        stack.callback(ends.close)
        beside = BesideSession(journal, hearing.personal, display.message, stack, channel.journal)
        ends.open_ears(tell, beside.teach)
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
            answers = AnswerStore(theirs.safety)
            chosen = _screened(choices, folders, ends, beside, channel, answers, again=screen)
            chosen = None if chosen is None else before.talk(chosen, ends, channel)
        if chosen is None:
            return
        wish = chosen.wish
        asked = asked._replace(minutes=wish.minutes, focus=wish.focus, focus_side=wish.focus_side)
        _play(chosen, asked, folders, ends, beside, theirs, channel, display, stack, last)
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


def _play(
    choices: Choices,
    asked: Wish,
    folders: Folders,
    ends: LiveEnds,
    beside: BesideSession,
    theirs: Belongings,
    channel: LiveChannel,
    display: Display,
    stack: ExitStack,
    last: Unfinished | None,
) -> None:
    """From first sound to last. ``asked``: the wish before safety answers; ``last``: the resumed one."""
    from voice_coach.audio.real_time import in_real_time
    from voice_coach.playing.live_devices import FaultJournal

    as_made = plan_for(choices, folders)
    plan = for_keys(as_made) if ends.by_keys else as_made
    prompts, kept = ends.prompts, None if last is None else last.state
    engine = build_engine(
        plan, prompts, choices.commands, journal=beside.journals, music=choices.music, kept=kept
    )
    beside.keep_record(
        history(theirs),
        theirs.running,
        asked,
        lambda: wordings_heard(plan, engine.session.state.uses),
        kept_choices(choices, as_made),
        lambda before_seconds: state_of(engine, before_seconds),
        last,
    )
    coming = tuple((one.text, one.passage) for one in engine.says_ahead())
    if prompts.is_slow:
        _make_all(prompts, plan, Library(choices.language, folders_of(choices.routine, folders.routines)))
    prompts.ahead((*coming[:_SOON], *urgent_answers(plan), *coming[_SOON:]))
    counts = {"underrun": lambda: ends.speaker.underruns, "overflow": ends.overflows}
    faults = FaultJournal(beside.journal, counts)
    for sentence in (*plan.notes, _introduction(ends, beside.runner)):
        tell(sentence)
    _listen_to_keys(engine, ends, display, stack)
    channel.attend(engine)
    desktop = channel.desktop
    if desktop is not None:
        desktop.attend(engine, plan)

    def on_block(engine: Engine) -> None:
        display(engine)
        faults(engine)
        if desktop is not None:
            desktop(engine)

    stack.enter_context(in_real_time())
    ends.play(engine, on_block, display.message)


def _introduction(ends: LiveEnds, runner: str) -> str:
    named = f" Runner: {runner}." if runner else ""
    voice = f"Voice: {ends.prompts.voice_name}.{named} {ends.prompts.note}".rstrip()
    return f"Speaker: {ends.speaker.name}. Microphone: {ends.microphone_name}. {voice}"


def _make_all(prompts: PromptMaker, plan: Plan, library: Library) -> None:
    """Every line in a slow voice, before the session; cached ones are looked up."""
    lines = spoken_lines(plan, library, (plan.level,))
    tell(f"Making {len(lines)} lines in the voice {prompts.voice_name}; the next time they're there already.")
    with session_progress("Lines", quiet=False) as progress:
        for done, line in enumerate(lines, start=1):
            prompts.clip(line.text)
            progress(done, len(lines))


def _listen_to_keys(engine: Engine, ends: LiveEnds, display: Display, stack: ExitStack) -> None:
    keys = listening_keys(
        key_poster(engine, display.request), lambda: engine.moment.state, lambda: engine.post(KeyUnknown())
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
    store: AnswerStore,
    *,
    again: bool,
) -> Choices | None:
    """Without what answers in ``store`` take out; ``None``: no session.

    Asks at a first session and with ``again``, unless there's a script or no one can answer.
    """
    library = Library(choices.language, folders.routines)
    screen = SafetyScreen(library, store, by_keys=ends.by_keys)
    kept = None if again else screen.kept(choices)
    if kept is not None or (choices.commands and not again):
        return kept or choices
    if not can_answer(ends, channel):
        tell("The safety questions weren't asked: there was no way to answer them.")
        return choices
    ends.prompts.ahead(screen.prompts())
    with talking(ends, channel, screen.texts.resting) as runner:
        return screen.hold(choices, runner, beside.failed)


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
