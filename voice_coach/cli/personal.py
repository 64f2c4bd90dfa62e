"""``--runner``: whose records a command uses, and whose voice it listens for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from voice_coach.cli.options import settings
from voice_coach.content import own_folder
from voice_coach.errors import InputError
from voice_coach.playing.personal import Personal, personal_hearing
from voice_coach.records.belongings import Belongings

if TYPE_CHECKING:
    from voice_coach.listening.personal.only_me import OnlyMe

Command = TypeVar("Command", bound=Callable[..., Any])


def runner_option(command: Command) -> Command:
    return click.option(
        "--runner",
        metavar="NAME",
        help="Who you are; 'nobody' for a guest. Usually the only runner enrolled; of several, start asks.",
    )(command)


def only_me_option(command: Command) -> Command:
    """``--only-me`` and ``--anyone``; None: the settings decide."""
    return click.option(
        "--only-me/--anyone",
        "only_me",
        default=None,
        help="Obey only your enrolled voice (except stop, pause and it hurts).",
    )(command)


def open_only_me(wanted: bool | None, personal: Personal) -> OnlyMe | None:
    """The check of the runner's voice, if ``wanted``, or set and not unwanted.

    Raises InputError (`not-enrolled`: no one, or several and none chosen), MissingPartError
    (`voice-encoder-unreadable`).
    """
    kept = settings().get("only-me")
    if wanted is False or (wanted is None and kept is None):
        return None
    from voice_coach.listening.personal.only_me import OnlyMe
    from voice_coach.listening.personal.own_voice import by_voiceprint
    from voice_coach.listening.personal.runners import enrolled_runners
    from voice_coach.listening.personal.takes import TakeFolder

    undo = "leave out --only-me" if wanted else "voice-coach config only-me ''"
    runner = personal.runner
    if runner is None:
        several = ", ".join(one.name for one in enrolled_runners(own_folder()))
        raise InputError(
            f"Only your voice is to be obeyed, but whose is that? Enrolled are: {several}."
            if several
            else "Only your voice is to be obeyed, but no one is enrolled.",
            hint=f"{'Name it with --runner' if several else 'Enrol with: voice-coach enrol'}; or {undo}.",
            code="not-enrolled",
        )
    whose = by_voiceprint(TakeFolder(runner.clips))
    if whose is None:
        raise InputError(
            f"Only {runner.name}'s voice is to be obeyed, but there are no recordings of it.",
            hint=f"Enrol with: voice-coach enrol --runner {runner.name!r}; or {undo}.",
            code="not-enrolled",
        )
    return OnlyMe(whose, strict=kept == "strict")


def open_personal(wanted: str | None, *, may_be_new: bool = False) -> Personal:
    """Of ``wanted``, else the settings' runner, else the only one enrolled.

    Raises InputError (`runner-name`; `no-such-runner`, unless they ``may_be_new``).
    """
    name = wanted or settings().get("runner")
    return personal_hearing(name, own_folder(), may_be_new=may_be_new or wanted is None)


def belongings(wanted: str | None, *, may_be_new: bool = False) -> Belongings:
    """Records, chosen like ``open_personal``'s hearing; else no one's. Raises the same."""
    from voice_coach.listening.personal.runners import chosen_runner

    name = wanted or settings().get("runner")
    runner = chosen_runner(name, own_folder(), may_be_new=may_be_new or wanted is None)
    return Belongings(runner, own_folder())
