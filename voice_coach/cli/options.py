"""Options that several commands share, and what they are turned into."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from voice_coach.assemble import Choices, Folders
from voice_coach.errors import InputError
from voice_coach.routine.plan import Level
from voice_coach.script import read_script

Command = TypeVar("Command", bound=Callable[..., Any])


def session_options(command: Command) -> Command:
    """The choices that a session is made from, live or exported."""
    for option in reversed(
        [
            click.argument("routine"),
            click.option(
                "--tools", metavar="LIST", help="Tools you have, best first: roller,ball,stick,gun."
            ),
            click.option(
                "--level",
                type=click.Choice(["first", "usual", "quiet"]),
                default="first",
                show_default=True,
                help="How much is said.",
            ),
            click.option(
                "--voice", metavar="NAME", default="auto", show_default=True, help="See: voice-coach voices."
            ),
            click.option(
                "--language", metavar="CODE", default="en", show_default=True, help="Language of the session."
            ),
            click.option("--seed", type=int, default=0, show_default=True, help="Same seed, same wording."),
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
    tools: str | None,
    level: Level,
    voice: str,
    language: str,
    seed: int,
    commands_file: Path | None,
) -> Choices:
    """What the shared options mean."""
    if seed < 0:
        raise InputError(
            f"--seed {seed} is negative.", hint="Use a whole number from 0 on.", code="bad-option"
        )
    return Choices(
        routine=routine,
        language=language,
        level=level,
        tools=None if tools is None else split_list(tools, "--tools"),
        voice=voice,
        seed=seed,
        commands=() if commands_file is None else read_script(commands_file),
    )


def split_list(text: str, option: str) -> tuple[str, ...]:
    """``roller, ball`` as a tuple. An empty item is a mistake."""
    items = tuple(item.strip() for item in text.split(","))
    if not all(items):
        raise InputError(
            f"{option} {text!r} has an empty item.", hint="Write a,b,c without gaps.", code="bad-option"
        )
    return items


def folders() -> Folders:
    """This runner's folders. VOICE_COACH_CACHE and VOICE_COACH_HOME move them."""
    from platformdirs import user_config_path

    from voice_coach.speaking.cache import default_cache_folder

    cache = os.environ.get("VOICE_COACH_CACHE")
    home = os.environ.get("VOICE_COACH_HOME")
    own = Path(home) if home else user_config_path("voice-coach")
    return Folders(
        speech_cache=Path(cache) / "speech" if cache else default_cache_folder(), routines=(own / "routines",)
    )
