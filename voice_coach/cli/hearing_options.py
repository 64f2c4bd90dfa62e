"""Options of the commands that listen."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from voice_coach.cli.options import settings
from voice_coach.cli.personal import open_personal, runner_option
from voice_coach.errors import InputError
from voice_coach.listening.recogniser_names import RECOGNISERS, checked_recogniser
from voice_coach.playing.personal import Personal

if TYPE_CHECKING:
    from voice_coach.listening.decision import Adjust
    from voice_coach.listening.grammar import Grammar
    from voice_coach.listening.recogniser import Recogniser

Command = TypeVar("Command", bound=Callable[..., Any])


class RecogniserName(click.Choice[str]):
    def __init__(self) -> None:
        super().__init__(RECOGNISERS)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Raises ``InputError`` (``recognizer-gone``, ``unknown-recognizer``)."""
        return checked_recogniser(str(value))


def hearing_options(command: Command) -> Command:
    """``--recognizer``, ``--language`` and ``--runner``."""
    command = runner_option(command)
    command = click.option("--language", metavar="CODE", help="Language you speak; usually en.")(command)
    return click.option(
        "--recognizer",
        type=RecogniserName(),
        help="Speech recogniser. auto: Vosk if a model is installed, otherwise built-in.",
    )(command)


@dataclass(frozen=True, eq=False)
class Hearing:
    """The recogniser, the language's grammar, and whose voice is listened for."""

    recogniser: Recogniser
    grammar: Grammar
    personal: Personal

    @property
    def adjust(self) -> Adjust:
        return self.personal.hearing(self.recogniser.name, self.grammar)

    def untaught(self) -> Recogniser:
        """Another one that knows no one's voice."""
        from voice_coach.listening.choose import open_recogniser

        return open_recogniser(self.recogniser.name, self.grammar, "working")

    @property
    def is_personal(self) -> bool:
        """Whether a runner's profile is used."""
        return self.personal.profile is not None and not self.personal.unused(self.recogniser.name)


def open_ears(recognizer: str | None, language: str | None, state: str, runner: str | None) -> Hearing:
    """With ``runner``'s voice profile. Raises ``InputError`` without one."""
    from voice_coach.listening.choose import open_recogniser
    from voice_coach.listening.phrase_file import load_grammar

    kept = settings().all()
    name = recognizer or checked_recogniser(kept.get("recognizer", "auto"))
    if name == "none":
        raise InputError("--recognizer none doesn't listen.", hint="Use auto.", code="bad-option")
    grammar = load_grammar(language or kept.get("language", "en"))
    grammar.check_state(state)
    personal = open_personal(runner)
    model = os.environ.get("VOSK_MODEL_PATH")
    recogniser = open_recogniser(name, grammar, state, model, personal.chains(name))
    for note in (*personal.notes, personal.unused(recogniser.name)):
        if note:
            click.echo(note, err=True)
    return Hearing(recogniser, grammar, personal)
