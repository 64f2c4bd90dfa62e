"""Kaldi's transition model for phones of one state each: stay or leave, with equal chance.

One state a phone and one pdf a phone: a word is a row of phones of its own, which is all that a small
vocabulary needs, and gives libvosk word boundaries for free (first, inner and last phones differ).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tests.listening.tiny_vosk_model.kaldi_writer import BinaryWriter, KaldiWriter


@dataclass(frozen=True)
class TransitionModel:
    """``phones`` phones, numbered from 1; phone p has pdf p - 1."""

    phones: int

    def stay(self, phone: int) -> int:
        """The transition-id of the loop on ``phone``'s state. Ids go up phone by phone in topology order,
        from 1."""
        return 2 * phone - 1

    def leave(self, phone: int) -> int:
        """The transition-id of the way out of ``phone``."""
        return 2 * phone

    @property
    def beyond_last_id(self) -> int:
        """An id that no transition has: free for a disambiguation symbol."""
        return 2 * self.phones + 1

    def write(self, to: KaldiWriter) -> None:
        """Write it as Kaldi's TransitionModel."""
        to.token("<TransitionModel>")
        to.token("<Topology>")
        if isinstance(to, BinaryWriter):
            self._binary_topology(to)
        else:
            self._text_topology(to)
        to.token("</Topology>")
        to.token("<Triples>")
        to.integer(self.phones)
        for phone in range(1, self.phones + 1):
            to.integer(phone)
            to.integer(0)
            to.integer(phone - 1)
        to.token("</Triples>")
        to.token("<LogProbs>")
        to.vector(np.array([0.0] + [math.log(0.5)] * (2 * self.phones), dtype=np.float32))
        to.token("</LogProbs>")
        to.token("</TransitionModel>")

    def _text_topology(self, to: KaldiWriter) -> None:
        to.line()
        to.line("<TopologyEntry>")
        to.line("<ForPhones>")
        to.integers(range(1, self.phones + 1))
        to.line("</ForPhones>")
        to.line("<State> 0 <PdfClass> 0 <Transition> 0 0.5 <Transition> 1 0.5 </State>")
        to.line("<State> 1 </State>")
        to.line("</TopologyEntry>")

    def _binary_topology(self, to: KaldiWriter) -> None:
        to.integers(range(1, self.phones + 1))
        to.integers([-1] + [0] * self.phones)  # which entry each phone uses, by phone; there is no phone 0
        to.integer(1)  # one entry ...
        to.integer(2)  # ... of two states
        to.integer(0)
        to.integer(2)
        for destination in (0, 1):
            to.integer(destination)
            to.real(0.5)
        to.integer(-1)  # the last state emits nothing ...
        to.integer(0)  # ... and leads nowhere
