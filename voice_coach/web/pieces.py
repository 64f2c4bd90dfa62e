"""The pieces of sentences with endless fillings: fixed parts and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from string import Formatter

from voice_coach.routine.plan import Plan
from voice_coach.session.wording import Wording
from voice_coach.web.after_pain import welcome_pieces
from voice_coach.web.phone.clips import piece_text

_FILLED = (
    *("time_left_hold", "time_left_session", "longer", "shorter", "done"),
    *("pain_left_out", "pain_professional"),
)
_LONGEST_MINUTES = 60
_HALVES_UP_TO = 30


def pieces(plan: Plan) -> tuple[str, ...]:
    """The pieces for ``plan``, each once."""
    return tuple(
        dict.fromkeys(text for text in map(piece_text, _all(plan)) if any(c.isalnum() for c in text))
    )


def _all(plan: Plan) -> Iterator[str]:
    lines = plan.lines
    for key in _FILLED:
        for line in lines.get(key, ()):
            yield from _fixed(line)
    wording = Wording(plan)
    yield from lines.get("and", ())
    seconds = chain(range(1, 61), range(60, 60 * _LONGEST_MINUTES + 1, 60), range(90, 60 * _HALVES_UP_TO, 60))
    yield from (wording.duration(each) for each in seconds)
    yield from _fixed(lines["minutes_and_seconds"][0])
    yield from dict.fromkeys(step.script.area for step in plan.steps)
    yield from welcome_pieces(plan)


def _fixed(line: str) -> Iterator[str]:
    """The text between ``line``'s fields."""
    return (text for text, *_ in Formatter().parse(line))
