"""The model's phones by Kaldi's numbers, and its transition model.

Kaldi's phones have a place in the word (first, inner, last, only), for word borders; all share outputs.
Speech phones have three states, the middle optional. Silence is a one-frame phone for each of three outputs,
in any order; within garbage it's inner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from voice_coach.listening.acoustic.units import PHONES, SILENCE, STATES_PER_PHONE, output_of
from voice_coach.listening.vosk_format.kaldi_file import KaldiFile

Position = Literal["begin", "end", "internal", "singleton"]
POSITIONS: tuple[Position, ...] = ("begin", "end", "internal", "singleton")
SILENCES = range(1, STATES_PER_PHONE + 1)
"""Silent phones between words."""
INNER_SILENCES = range(STATES_PER_PHONE + 1, 2 * STATES_PER_PHONE + 1)
"""Within garbage."""
SPOKEN = tuple(phone for phone in PHONES if phone != SILENCE)
_FIRST_SPOKEN = INNER_SILENCES.stop
_SILENT_IDS = 2 * (_FIRST_SPOKEN - 1)
_IDS_A_PHONE = 7

# Where each state leads: the transition-ids of a phone are numbered in this order.
_SHORT = ((0, 1),)
_LONG = ((0, 1, 2), (1, 2), (2, 3))


@dataclass(frozen=True)
class Transitions:
    """A speech phone's ids: staying in each state, and leaving."""

    stay: tuple[int, int, int]
    leave: tuple[int, int, int]
    skip: int
    """From first state to last."""


def spoken_number(phone: str, position: Position) -> int:
    """Kaldi's number of ``phone`` at ``position``."""
    return _FIRST_SPOKEN + len(POSITIONS) * SPOKEN.index(phone) + POSITIONS.index(position)


def transitions(phone: str, position: Position) -> Transitions:
    before = _SILENT_IDS + _IDS_A_PHONE * (spoken_number(phone, position) - _FIRST_SPOKEN)
    return Transitions((before + 1, before + 4, before + 6), (before + 2, before + 5, before + 7), before + 3)


def silent_id(number: int) -> int:
    """Over a frame of silent phone ``number``."""
    return 2 * number


LAST_ID = _SILENT_IDS + _IDS_A_PHONE * len(POSITIONS) * len(SPOKEN)


def word_boundary_int() -> str:
    """Kaldi's table of phones' places in words."""
    lines = [f"{number} nonword" for number in SILENCES]
    lines += [f"{number} internal" for number in INNER_SILENCES]
    lines += [f"{spoken_number(phone, place)} {place}" for phone in SPOKEN for place in POSITIONS]
    return "".join(f"{line}\n" for line in lines)


def write_transitions(to: KaldiFile) -> None:
    """Probabilities don't matter: the graphs have costs."""
    tuples = list(_tuples())
    count = tuples[-1][0]
    to.token("<TransitionModel>", "<Topology>")
    to.integers(range(1, count + 1))
    to.integers([-1, *(0 if phone < _FIRST_SPOKEN else 1 for phone in range(1, count + 1))])
    to.integer(2)
    for states in (_SHORT, _LONG):
        to.integer(len(states) + 1)
        for state, ways in enumerate(states):
            to.integer(state, len(ways))
            for way in ways:
                to.integer(way)
                to.real(1 / len(ways))
        to.integer(-1, 0)  # The last state emits nothing and leads nowhere.
    to.token("</Topology>", "<Triples>")
    to.integer(len(tuples))
    for one in tuples:
        to.integer(*one)
    to.token("</Triples>", "<LogProbs>")
    to.vector(np.array([0.0] + [-np.log(2.0)] * LAST_ID, np.float32))
    to.token("</LogProbs>", "</TransitionModel>")


def _tuples() -> Iterator[tuple[int, int, int]]:
    """Phone, state, output."""
    for number in (*SILENCES, *INNER_SILENCES):
        yield number, 0, output_of(SILENCE, (number - 1) % STATES_PER_PHONE)
    for phone in SPOKEN:
        for position in POSITIONS:
            for state in range(STATES_PER_PHONE):
                yield spoken_number(phone, position), state, output_of(phone, state)
