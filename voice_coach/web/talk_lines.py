"""What the coach says in a phone's talks: enrolment and practice. English, as these are."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

from voice_coach.dialogues import enrolment, practice
from voice_coach.listening.grammar import Grammar
from voice_coach.web.phone import teaching
from voice_coach.web.phone.clips import piece_text

_WHOLE = (
    enrolment.INTRO,
    *enrolment.FAULTS.values(),
    enrolment.PASSED_OVER,
    enrolment.NOTHING_TO_COMPARE,
    practice.RIGHT,
    practice.OTHERWISE,
    practice.NOTHING,
    practice.QUIETER_ROOM,
    practice.LOUDER,
    practice.SOFTER,
    teaching.MOMENT,
    teaching.LEFT,
)
_FILLED = (enrolment.UNDERSTOOD, enrolment.NO_HELP, practice.RESULT)


def talk_pieces(grammar: Grammar) -> tuple[str, ...]:
    """Of which every sentence of the talks is joined, each once."""
    return tuple(dict.fromkeys(filter(None, map(piece_text, _all(grammar)))))


def _all(grammar: Grammar) -> Iterator[str]:
    yield from _WHOLE
    phrases = enrolment.phrases_to_enrol(grammar)
    for phrase in dict.fromkeys((*phrases, *(one.phrase for one in practice.exercises(grammar)))):
        yield f"{practice.SAY}: {phrase}"
        yield f"{enrolment.ONCE_MORE}: {phrase}"
    for line in _FILLED:
        yield from (fixed for fixed, *_ in Formatter().parse(line))
    yield from (str(number) for number in range(teaching.TAKES * len(phrases) + 1))
