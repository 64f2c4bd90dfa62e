"""``voice-coach start``: a session, live and by voice."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from voice_coach.cli.hearing_options import RecogniserName
from voice_coach.cli.options import (
    folders,
    history,
    read_choices,
    session_choices,
    settings,
    tell_of_damage,
)
from voice_coach.cli.personal import (
    belongings,
    only_me_option,
    open_only_me,
    open_personal,
    runner_option,
)
from voice_coach.cli.start_today import WITHOUT_A_RECORD, Before, todays_proposal
from voice_coach.cli.tell import tell
from voice_coach.content import own_folder
from voice_coach.desktop.manner import MANNERS, Manner
from voice_coach.errors import InputError
from voice_coach.listening.personal.runners import enrolled_runners
from voice_coach.listening.recogniser_names import checked_recogniser
from voice_coach.playing.assemble import Choices
from voice_coach.playing.hearing_choices import HearingChoices

if TYPE_CHECKING:
    from voice_coach.dialogues.whose_session import Named
    from voice_coach.playing.going_on import Unfinished
    from voice_coach.records.belongings import Belongings

_LONGEST_LATENCY_MS = 2000.0


@click.command("start")
@click.argument("routine", required=False)
@session_choices
@click.option(
    "--after",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="A run as FIT, GPX or TCX chooses routine, minutes and focus, and the coach says why.",
)
@click.option("--yes", "agreed", is_flag=True, help="Take the session that's proposed, unasked.")
@click.option(
    "--ask/--no-ask",
    default=None,
    help="Ask what feels stiff today, or don't. Usually in recovery and maintenance.",
)
@click.option("--resume", is_flag=True, help="Go on with the session that was cut off, without a question.")
@click.option("--fresh", is_flag=True, help="Don't ask whether to go on with it: start over.")
@click.option("--mic", metavar="DEVICE|FILE.wav", help="The microphone; see: voice-coach devices.")
@click.option("--speaker", metavar="DEVICE|FILE.wav", help="The speaker, or a WAV file to play into.")
@click.option(
    "--recognizer",
    type=RecogniserName(),
    help="Speech recogniser. auto: Vosk if a model is installed, otherwise built-in.",
)
@click.option(
    "--address", metavar="WORD", help="Obey only after this word, such as coach (except stop and pause)."
)
@click.option(
    "--latency", metavar="MS", help="Milliseconds from speaker to microphone; see: voice-coach doctor."
)
@click.option(
    "--record", type=click.Path(path_type=Path), metavar="DIR", help="Folder to record the microphone into."
)
@runner_option
@only_me_option
@click.option("--screen", is_flag=True, help="Ask the safety questions again.")
@click.option("--plain", is_flag=True, help="For screen readers: a line for each new part, no ticking clock.")
@click.option(
    "--journal", type=click.Path(path_type=Path), metavar="FILE.jsonl", help="Write a log of what happens."
)
@click.option(
    "--control", type=click.Path(path_type=Path), metavar="PATH", help="A socket for programs that steer it."
)
@click.option(
    "--others",
    type=click.Choice(MANNERS),
    help="Other players: turned down or, if they talk, paused while the coach speaks; paused for all of the "
    "session; or left alone, as usual. Linux.",
)
@click.option(
    "--media-keys/--no-media-keys",
    default=None,
    help="Let headset buttons and media keys steer it, or not. Usually where that's possible: Linux.",
)
@click.pass_context
def command(
    context: click.Context,
    /,
    routine: str | None,
    after: Path | None,
    agreed: bool,
    ask: bool | None,
    resume: bool,
    fresh: bool,
    mic: str | None,
    speaker: str | None,
    recognizer: str | None,
    address: str | None,
    latency: str | None,
    record: Path | None,
    runner: str | None,
    only_me: bool | None,
    screen: bool,
    plain: bool,
    journal: Path | None,
    control: Path | None,
    others: Manner | None,
    media_keys: bool | None,
    **options: Any,
) -> None:
    """Be guided through ROUTINE, live and by voice. Without ROUTINE it's the one for today, which you may
    change: say yes, no, ten minutes, or another routine.

    Say: next one, pause it, hold longer, it hurts, stop session.

    Keys: space pause, enter ready, n next, b back, + longer, - shorter, r repeat, u undo, s switch sides,
    e it hurts, ? time left, w what's next, h how, m / M music off / on, q stop; y, n, l, r and 0 to 9 answer.
    """
    from voice_coach.cli.live_channel import LiveChannel
    from voice_coach.cli.live_desktop import LiveDesktop
    from voice_coach.cli.start_on_files import check_on_files, start_on_files
    from voice_coach.listening.second_judge.store import ready_judge
    from voice_coach.records.journal import FileJournal, NoJournal

    if after is not None:
        from voice_coach.cli.after_run import choose_after

        routine, options = choose_after(after, routine, options)
    kept = settings().all()
    on_files = speaker is not None and speaker.lower().endswith(".wav")
    hearing = HearingChoices(
        recognizer=recognizer or checked_recogniser(kept.get("recognizer", "auto")),
        microphone=mic or kept.get("mic"),
        address=address or kept.get("address"),
        record=record,
        latency_seconds=_seconds_of(latency or kept.get("latency")),
        judge=None if kept.get("judge") == "off" else ready_judge(own_folder()),
    )
    named_by = ""
    if on_files:
        desktop = bool(media_keys) or others not in {None, "leave"}
        check_on_files(mic, hearing, screen=screen, resume=resume, desktop=desktop, asks=agreed or bool(ask))
    elif agreed and routine is not None:
        raise InputError(
            "--yes takes the session that's proposed, and you named one.",
            hint="Leave out --yes, or ROUTINE.",
            code="bad-option",
        )
    elif not (runner or kept.get("runner")):
        named = _named(context, {**options, "routine": routine}, speaker or kept.get("speaker"), hearing)
        if named == "stop":
            return
        runner, named_by = named.runner or None, named.by
    personal = replace(open_personal(runner, may_be_new=not on_files), named_by=named_by)
    hearing = replace(hearing, personal=personal, only_me=open_only_me(only_me, personal))
    theirs = belongings(runner, may_be_new=True)
    last = None
    if not on_files:
        if told := theirs.whose(named=bool(runner or kept.get("runner"))):
            tell(told)
        last = _last_session(context, theirs, fresh=fresh or screen, resume=resume)
    before = Before(folders(), None if routine or on_files else todays_proposal(theirs), agreed, ask)
    if routine is None:
        routine = WITHOUT_A_RECORD if before.proposal is None else before.proposal.routine
    with ExitStack() as stack:
        if last is not None:
            stack.callback(last.cut.let_go)
        channel = LiveChannel(control, stack)
        if not on_files:
            channel.desktop = LiveDesktop(others or "leave", media_keys, stack)
        writes = NoJournal() if journal is None else stack.enter_context(FileJournal(journal))
        if on_files:
            assert speaker is not None
            choices = read_choices(routine=routine, **options)
            tell_of_damage([(choices.voice, choices.language)])
            start_on_files(choices, folders(), Path(speaker), hearing, writes, channel)
            return
        from voice_coach.cli.live_session import LiveSetup
        from voice_coach.cli.start_live import start_live

        def make() -> Choices:
            return _choices_now({**options, "routine": routine}, theirs)

        setup = LiveSetup(
            folders(), speaker or kept.get("speaker"), hearing, theirs, writes, channel, plain=plain
        )
        start_live(make, before, setup, screen=screen, last=last, resume=resume)


def _named(
    context: click.Context, options: dict[str, Any], speaker: str | None, hearing: HearingChoices
) -> Named | Literal["stop"]:
    """If several are enrolled, by their voice."""
    from voice_coach.dialogues.whose_session import Named

    if len(enrolled_runners(own_folder())) < 2:
        return Named()
    from voice_coach.cli.start_who import who_is_here
    from voice_coach.cli.taking_up import check_resume

    if context.params["resume"]:
        check_resume(context)
    choices = read_choices(**{**options, "routine": options["routine"] or WITHOUT_A_RECORD})
    return who_is_here(choices, speaker, hearing)


def _last_session(
    context: click.Context, theirs: Belongings, *, fresh: bool, resume: bool
) -> Unfinished | None:
    """The resumable session, with the script, music and voice given now."""
    from voice_coach.cli.taking_up import as_before, check_resume, forget_last, last_session

    if resume:
        check_resume(context)
    given = context.params
    if fresh or (given["commands_file"] is not None and not resume):
        forget_last(theirs)  # A script stands in for the runner, and answers nothing.
        return None
    last = last_session(theirs, folders(), resume=resume)
    return None if last is None else as_before(last, given["commands_file"], given["music"], given["voice"])


def _choices_now(options: dict[str, Any], theirs: Belongings) -> Choices:
    """For a session made now."""
    from voice_coach.records.history import level_after, seed_after
    from voice_coach.records.remembering import memory_of

    sessions = history(theirs).recent()
    own = dict(options, level=options["level"] or level_after(sessions))
    if own["seed"] is None:
        own["seed"] = seed_after(sessions)
    choices = replace(read_choices(**own), memory=memory_of(sessions, datetime.now(timezone.utc)))
    tell_of_damage([(choices.voice, choices.language)])
    return choices


def _seconds_of(latency_ms: str | None) -> float | None:
    """Raises InputError (`bad-option`)."""
    if latency_ms is None:
        return None
    try:
        milliseconds = float(latency_ms)
    except ValueError:
        milliseconds = -1.0
    if not 0.0 <= milliseconds <= _LONGEST_LATENCY_MS:
        raise InputError(
            f"The latency {latency_ms} isn't a number of milliseconds from 0 to {_LONGEST_LATENCY_MS:.0f}.",
            hint="Measure it: voice-coach doctor --calibrate. Or forget it: voice-coach config latency ''.",
            code="bad-option",
        )
    return milliseconds / 1000.0
