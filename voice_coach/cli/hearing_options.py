"""Options of the commands that listen."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from voice_coach.cli.options import settings
from voice_coach.errors import InputError

if TYPE_CHECKING:
    from voice_coach.listening.grammar import Grammar
    from voice_coach.listening.recogniser import Recogniser

Command = TypeVar("Command", bound=Callable[..., Any])


def hearing_options(command: Command) -> Command:
    """``--recognizer`` and ``--language``."""
    command = click.option("--language", metavar="CODE", help="What is spoken; usually en.")(command)
    return click.option(
        "--recognizer",
        type=click.Choice(["auto", "acoustic", "vosk", "pocketsphinx", "none"]),
        help="What hears: auto is vosk where a model was fetched, else acoustic.",
    )(command)


def open_ears(recognizer: str | None, language: str | None, state: str) -> tuple[Recogniser, Grammar]:
    """The chosen recogniser and the language's grammar. Raises ``InputError`` for none."""
    from voice_coach.listening.choose import open_recogniser
    from voice_coach.listening.phrase_file import load_grammar

    kept = settings().all()
    name = recognizer or kept.get("recognizer", "auto")
    if name == "none":
        raise InputError("Nothing listens with --recognizer none.", hint="Use auto.", code="bad-option")
    grammar = load_grammar(language or kept.get("language", "en"))
    grammar.check_state(state)
    return open_recogniser(name, grammar, state, os.environ.get("VOSK_MODEL_PATH")), grammar
