"""The command line: a lazy table of commands, and the one place that maps errors to exit codes."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import sys
from typing import Any

import click

from voice_coach import __version__
from voice_coach.cli.streams import make_safe, send_nowhere
from voice_coach.cli.termination import Terminated, unwind_when_told_to_end
from voice_coach.errors import DeviceError, InputError, MissingPartError, OutputError, VoiceCoachError

COMMANDS = {
    "start": "Be guided through a routine, live and by voice.",
    "export": "Write a guided routine as a sound file.",
    "batch": "Write the sessions of a whole plan.",
    "programme": "Plan some weeks: sessions and a calendar.",
    "share": "Share sessions with phones near you.",
    "routines": "List, show, check, write and share routines.",
    "wyoming": "Offer hearing and voices to Home Assistant.",
    "why": "Show what is known about an area, with sources.",
    "hear": "Show what the coach hears in recordings.",
    "commands": "Show what can be said, by state.",
    "practice": "Practise speaking to the coach.",
    "enrol": "Teach the coach your voice.",
    "hearing": "Show how well you're heard, and what helps.",
    "models": "List, get and check speech models.",
    "voices": "List the coach's voices, preview and fetch one.",
    "voicepack": "Make a voice from recordings.",
    "cues": "List and play the coach's sounds.",
    "devices": "List microphones and speakers.",
    "doctor": "Check sound, speech and storage, with advice.",
    "history": "Show past sessions.",
    "forget": "Remove all that is kept of a runner.",
    "config": "Show and change settings.",
}
"""Commands with their line of help, known without imports so --help is quick."""

EXIT_CODES: dict[type[VoiceCoachError], int] = {
    InputError: 2,
    MissingPartError: 3,
    OutputError: 4,
    DeviceError: 5,
}
INTERRUPTED = 130


class LazyGroup(click.Group):
    """Imports a command when it's called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"voice_coach.cli.{cmd_name}")
        command: click.Command = module.command
        if not any(parameter.name == "verbose" for parameter in command.params):
            command.params.append(_verbose())
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _tell(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from voice_coach.records.debug_log import tell_on_terminal

        tell_on_terminal()


def _verbose() -> click.Option:
    told = "Show what is opened, chosen and lost (also kept in the log file)."
    return click.Option(["--verbose"], is_flag=True, expose_value=False, callback=_tell, help=told)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="voice-coach")
@click.pass_context
def cli(context: click.Context) -> None:
    """Guided foam rolling for runners: live by voice, hands-free and eyes-free, or as an MP3. All offline.

    \b
    voice-coach start warmup      live, by voice
    voice-coach export warmup     the guided MP3
    """
    if isinstance(context.obj, contextlib.ExitStack):
        from voice_coach.content import own_folder
        from voice_coach.records.debug_log import debug_log

        context.obj.enter_context(debug_log(own_folder(), str(context.invoked_subcommand)))


def main(arguments: list[str] | None = None) -> None:
    """Leaves with the exit code. No traceback reaches a user."""
    make_safe()
    unwind_when_told_to_end()
    try:
        sys.exit(run(arguments))
    except Terminated as ended:
        sys.exit(128 + ended.signal_number)


def run(arguments: list[str] | None = None) -> int:
    """Run one call; returns its exit code."""
    # Before numpy is imported: its matrices are small here, and its threads wait for one another
    # spinning: with one other busy program a decision took 36 ms instead of 16 (p95).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        with contextlib.ExitStack() as until_the_end:
            result: Any = cli.main(
                args=arguments, prog_name="voice-coach", standalone_mode=False, obj=until_the_end
            )
        return result if isinstance(result, int) else 0
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("", err=True)
        return INTERRUPTED
    except click.UsageError as error:
        return _wrong_usage(error)
    except VoiceCoachError as error:
        click.echo(f"voice-coach: {error}", err=True)
        return exit_code(error)
    except SystemExit as leaving:
        if not (isinstance(leaving.__context__, BrokenPipeError) or _is_pacified(sys.stdout)):
            raise
        _forget_output()  # The reader, such as head, has seen enough; click calls that an error.
        return 0
    except OSError as error:
        sentence, code = _told(error)
        click.echo(f"voice-coach: {sentence}", err=True)
        _forget_output()
        return code


def _told(error: OSError) -> tuple[str, int]:
    """For the user, with its exit code."""
    import socket

    why = error.strerror or str(error)
    if isinstance(error, socket.gaierror):
        return "A computer's name wasn't found. Is there a network?", EXIT_CODES[MissingPartError]
    if error.errno in _NO_ROOM:
        return f"{error.filename or 'The output'} couldn't be written: {why}.", EXIT_CODES[OutputError]
    if error.errno in _NO_MEANS:
        return f"This machine has run out of something: {why}.", EXIT_CODES[MissingPartError]
    if error.filename is not None:
        return f"{error.filename} can't be used: {why}.", EXIT_CODES[InputError]
    return f"The output couldn't be written: {why}.", EXIT_CODES[OutputError]


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
_NO_MEANS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN})


def _is_pacified(stream: object) -> bool:
    """Has click found ``stream`` to be closed?"""
    return "PacifyFlush" in type(stream).__name__


def _forget_output() -> None:
    """Keep Python from writing the rest, and failing again, at exit."""
    with contextlib.suppress(OSError, ValueError):
        send_nowhere(sys.stdout.fileno())


def _wrong_usage(error: click.UsageError) -> int:
    """One sentence, as for every mistake."""
    if error.ctx is None or isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()  # No arguments: the help page.
    else:
        path = error.ctx.command_path
        click.echo(f"{path}: {error.format_message()} See: {path} --help", err=True)
    return error.exit_code


def exit_code(error: VoiceCoachError) -> int:
    """1 for kinds without their own."""
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), 1)
