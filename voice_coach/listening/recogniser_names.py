"""The names that `--recognizer` takes; imports nothing heavy."""

from __future__ import annotations

from voice_coach.errors import InputError

RECOGNISERS = ("auto", "acoustic", "vosk", "none")
_GONE = "pocketsphinx"


def checked_recogniser(name: str) -> str:
    """``name``, if there is such a recogniser.

    Raises InputError: `recognizer-gone` for pocketsphinx, `unknown-recognizer`.
    """
    if name == _GONE:
        raise InputError(
            "The recognizer pocketsphinx is gone; the built-in one hears far better.",
            hint="Use auto. If your settings name it: voice-coach config recognizer auto.",
            code="recognizer-gone",
        )
    if name not in RECOGNISERS:
        raise InputError(
            f"There is no recognizer {name!r}.",
            hint=f"Use one of {', '.join(RECOGNISERS)}.",
            code="unknown-recognizer",
        )
    return name
