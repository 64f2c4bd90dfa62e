"""Options of several commands, and what they mean."""

from __future__ import annotations

import contextlib
import locale
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from voice_coach.content import own_folder
from voice_coach.errors import InputError
from voice_coach.playing.assemble import Choices, Folders
from voice_coach.playing.script import read_script
from voice_coach.records.belongings import Belongings
from voice_coach.records.cut_off import cut_off, take_in_cut_off, waiting
from voice_coach.records.history import History
from voice_coach.records.past_session import PastSession
from voice_coach.records.settings import Settings
from voice_coach.routine.plan import Level
from voice_coach.routine.wish import SIDE_WISHES, SideWish, Wish

if TYPE_CHECKING:
    from voice_coach.speaking.own_voices import OwnVoices

Command = TypeVar("Command", bound=Callable[..., Any])

folder_option = click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder to write into.",
)


def plan_options(command: Command) -> Command:
    """What a routine is fitted by."""
    for option in reversed(
        [
            click.option("--minutes", type=float, metavar="N", help="Length of the session."),
            click.option("--focus", metavar="LIST", help="Areas to spend more time on: calves,quads."),
            click.option("--skip", metavar="LIST", help="Areas to leave out."),
            click.option(
                "--side",
                type=click.Choice(SIDE_WISHES),
                default="both",
                show_default=True,
                help="One side only, or the worse side first and longer.",
            ),
            click.option("--hold", type=float, metavar="SECONDS", help="Seconds on each spot, 20 to 60."),
            click.option(
                "--stretch/--no-stretch",
                default=None,
                help="Stretch each area after rolling it, or not at all. By default as the routine says.",
            ),
            click.option(
                "--tools", metavar="LIST", help="Tools you have, best first: roller,ball,stick,gun."
            ),
            click.option(
                "--level",
                type=click.Choice(["first", "usual", "quiet"]),
                help="How much is said. Live: everything the first three times; otherwise: first.",
            ),
        ]
    ):
        command = option(command)
    return command


def session_options(command: Command) -> Command:
    """What a session is made from."""
    return click.argument("routine")(session_choices(command))


def session_choices(command: Command) -> Command:
    """All but the routine."""
    for option in reversed(
        [
            plan_options,
            click.option("--voice", metavar="NAME", help="The coach's voice; see: voice-coach voices."),
            click.option(
                "--language", metavar="CODE", help="Language of the session: en, es; usually the system's."
            ),
            click.option(
                "--music",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="Background music: MP3, M4A, OGG, FLAC, WAV.",
            ),
            click.option("--seed", type=int, metavar="N", help="Same seed, same wording; 0 for files."),
            click.option(
                "--commands",
                "commands_file",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="Timed commands, one a line: 12.5 pause",
            ),
        ]
    ):
        command = option(command)
    return command


def read_choices(
    routine: str,
    *,
    minutes: float | None = None,
    focus: str | None = None,
    skip: str | None = None,
    side: SideWish = "both",
    hold: float | None = None,
    stretch: bool | None = None,
    tools: str | None = None,
    level: Level | None = None,
    voice: str | None = None,
    language: str | None = None,
    music: Path | None = None,
    seed: int | None = None,
    commands_file: Path | None = None,
    because: tuple[str, ...] = (),
) -> Choices:
    """What isn't given comes from the settings."""
    seed = 0 if seed is None else seed
    if seed < 0:
        raise InputError(
            f"--seed {seed} is negative.", hint="Use 0 or a whole number above.", code="bad-option"
        )
    kept = settings().all()
    tools = tools or kept.get("tools")
    return Choices(
        routine=routine,
        language=language or default_language(),
        level=level or "first",
        tools=None if tools is None else split_list(tools, "--tools"),
        voice=voice or kept.get("voice", "auto"),
        seed=seed,
        commands=() if commands_file is None else read_script(commands_file),
        music=music,
        because=because,
        wish=Wish(
            minutes=minutes,
            focus=() if focus is None else split_list(focus, "--focus"),
            skip=() if skip is None else split_list(skip, "--skip"),
            side=side,
            hold_seconds=hold,
            stretch=stretch,
        ),
    )


def default_language() -> str:
    """By the settings, else the system's if the coach speaks it, else English."""
    from voice_coach.content import content_folder

    kept = settings().get("language")
    if kept:
        return kept
    named = next((os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), "")
    code = re.split(r"[_.@-]", named or (locale.getlocale()[0] or ""))[0].lower()
    spoken = code.isalpha() and (content_folder("routines") / f"coach.{code}.yaml").is_file()
    return code if spoken else "en"


def split_list(text: str, option: str) -> tuple[str, ...]:
    """``roller, ball`` as a tuple; an empty item is a mistake."""
    items = tuple(item.strip() for item in text.split(","))
    if not all(items):
        raise InputError(
            f"{option} {text!r} has an empty item.", hint="Write it like a,b,c.", code="bad-option"
        )
    return items


def settings() -> Settings:
    """Reports damage, once a call."""
    kept = Settings(own_folder() / "settings.json")
    context = click.get_current_context(silent=True)
    told = {} if context is None else context.find_root().meta
    if kept.problem and not told.setdefault("voice-coach.settings", False):
        told["voice-coach.settings"] = True
        click.echo(f"{kept.problem} See: voice-coach doctor", err=True)
    return kept


def history(theirs: Belongings | None = None) -> History:
    """A runner's past sessions (by default no one's), with cut-off ones that can't be resumed."""
    theirs = theirs or Belongings(None, own_folder())
    past = theirs.history()
    take_in_cut_off(past, theirs.running)
    return past


def cut_off_sessions(theirs: Belongings) -> tuple[PastSession, ...]:
    """Waiting for the next start."""
    return waiting(theirs.running)


def forget_cut_off(theirs: Belongings) -> None:
    for one in cut_off(theirs.running):
        one.forget()


def folders() -> Folders:
    """VOICE_COACH_CACHE and VOICE_COACH_HOME move them."""
    from voice_coach.speaking.cache import default_cache_folder

    return Folders(
        speech_cache=default_cache_folder(),
        routines=(own_folder() / "routines",),
        voices=own_voices(),
    )


def tell_of_damage(voices: Iterable[tuple[str, str]]) -> None:
    """Which of ``voices`` (name, language) lack recordings."""
    from voice_coach.speaking.recorded.pack_folder import damage

    for name, language in dict.fromkeys(voices):
        # One that can't be opened at all is reported when it's opened.
        with contextlib.suppress(InputError):
            if said := damage(name, language, own_voices().packs):
                click.echo(said, err=True)


def own_voices() -> OwnVoices:
    """Recorded and fetched ones. VOICE_COACH_HOME moves them."""
    from voice_coach.speaking.own_voices import default_own_voices

    return default_own_voices()
