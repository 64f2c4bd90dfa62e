"""Who's here? Asked if several runners are enrolled, and told by the voice that answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from voice_coach.dialogues.asking import AsksAndChooses
from voice_coach.listening.personal.runners import NOBODY, ONLY_ONE

if TYPE_CHECKING:
    from voice_coach.listening.personal.which_runner import Guess

QUESTION = "Who's here? Say: carry on, and I'll know your voice."
IS_IT_YOU = "Are you {name}? Yes or no?"
IS_IT_UNNAMED = "Are you the one whose name I don't know? Yes or no?"
HELLO, HELLO_UNNAMED = "Hello, {name}.", "Hello again."
A_GUEST = "Then you're my guest, and I keep nothing of your voice."
_MOST_ASKED = 3
"""Runners asked after by name."""


class Named(NamedTuple):
    """``runner``: a name, `nobody` for a guest, or empty if that's open; ``by`` their voice or an answer."""

    runner: str = ""
    by: Literal["", "voice", "answer"] = ""


def ask_whose(runner: AsksAndChooses, guess: Callable[[], Guess]) -> Named | Literal["stop"]:
    """``guess``: who the last answer came from."""
    answer = runner.choose((QUESTION,), "confirm", ("resume", "yes", "no"))
    if answer is None or answer.name in {"no", "stop"}:
        return "stop" if answer is not None and answer.name == "stop" else Named()
    found = guess()
    named = Named(found.sure, "voice") if found.sure else _by_name(runner, found.likely)
    if named == "stop" or not named.runner:
        return named
    text = A_GUEST if named.runner == NOBODY else _about(named.runner, HELLO, HELLO_UNNAMED)
    return "stop" if runner.say(text) == "stop" else named


def _by_name(runner: AsksAndChooses, likely: Sequence[str]) -> Named | Literal["stop"]:
    """`nobody` if it's none of them."""
    for name in likely[:_MOST_ASKED]:
        reply = runner.ask((_about(name, IS_IT_YOU, IS_IT_UNNAMED),))
        if reply == "yes":
            return Named(name, "answer")
        if reply != "no":
            return "stop" if reply == "stop" else Named()
    return Named(NOBODY, "answer") if len(likely) <= _MOST_ASKED else Named()


def _about(name: str, text: str, unnamed: str) -> str:
    return unnamed if name == ONLY_ONE else text.format(name=name.title())
