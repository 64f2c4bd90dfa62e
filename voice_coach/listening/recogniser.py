"""The port between the listener and whatever turns sound into words.

An engine is told the state (which picks its grammar), is given one stretch of speech at a time as the
endpointer cut it, and answers with words and named evidence. It decides nothing: whether words are a command
is `decision.py`'s to say, from the evidence. No engine reads a clock or starts a thread; the same samples
give the same answer whatever the size of the blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

import numpy as np
import numpy.typing as npt

HEARING_RATE = 16_000
"""Samples a second of everything the listening side works on."""

Speech = npt.NDArray[np.int16]
"""Mono sound at `HEARING_RATE`, shape ``(samples,)``."""

GARBAGE = "[unk]"
"""Stands in a hypothesis's text for speech that is none of the grammar's words."""


@dataclass(frozen=True)
class HeardWord:
    """One word of a hypothesis: where it lies, in samples from the segment's first, and the engine's own
    confidence from 0 to 1 (1.0 where the engine gives none)."""

    text: str
    start_sample: int
    end_sample: int
    confidence: float = 1.0


@dataclass(frozen=True)
class Hypothesis:
    """What an engine made of one segment.

    ``text`` is lower-case words joined by single spaces, `GARBAGE` where it heard words outside the grammar,
    and "" where it heard none. ``evidence`` holds finite numbers by name, for the calibrator: each engine
    documents its own, and an engine may leave any of them out.
    """

    text: str
    words: tuple[HeardWord, ...] = ()
    evidence: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


class Recogniser(Protocol):
    """An engine: ``set_state``, then per segment ``start``, any number of ``feed``, ``finish``."""

    @property
    def name(self) -> str:
        """The engine's name as `--recognizer` and `models/<language>/thresholds.yaml` know it."""

    @property
    def tells_silence(self) -> bool:
        """Whether its evidence has ``silence_before``: how sure it is that what lies before the words is no
        speech. Without that nothing is picked out of other sound."""

    def set_state(self, state: str) -> None:
        """Hear with the grammar of ``state`` (a key of `grammar.Grammar.states`) from the next ``start`` on.

        Raises InputError (`unknown-state`) for a state the grammar does not have.
        """

    def start(self) -> None:
        """A new segment begins; whatever an unfinished one held is forgotten."""

    def feed(self, samples: Speech) -> str:
        """More of the segment. The partial text so far, "" where the engine has none (yet, or ever).

        The listener acts on a partial only for an urgent command, and only when it has stayed the same for a
        while.
        """

    def peek(self) -> Hypothesis:
        """What ``finish`` would answer if the segment were over; it goes on nevertheless.

        `GARBAGE` from an engine that cannot look so without forgetting, and tells by its partials instead.
        """

    def finish(self) -> Hypothesis:
        """The segment is complete: the final answer, at once."""

    def close(self) -> None:
        """Give back what the engine holds. Calling twice is harmless."""


def decode(recogniser: Recogniser, segment: Speech) -> Hypothesis:
    """One whole segment through ``recogniser``."""
    recogniser.start()
    recogniser.feed(segment)
    return recogniser.finish()
