"""The port to a recogniser.

An engine gets the state, then one stretch of speech at a time, and answers with words and named evidence.
`decision.py` decides. No clocks, no threads; block sizes don't matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

import numpy as np
import numpy.typing as npt

HEARING_RATE = 16_000
"""Samples a second on the listening side."""

Speech = npt.NDArray[np.int16]
"""Mono sound at `HEARING_RATE`, shape ``(samples,)``."""

GARBAGE = "[unk]"
"""In a hypothesis's text: speech that's none of the grammar's words."""


@dataclass(frozen=True)
class HeardWord:
    """A word's place in samples from the segment's first, and the engine's confidence from 0 to 1 (1.0 if it
    has none)."""

    text: str
    start_sample: int
    end_sample: int
    confidence: float = 1.0


@dataclass(frozen=True)
class Hypothesis:
    """What an engine made of one segment.

    ``text``: lower-case words with single spaces, `GARBAGE` for words outside the grammar, "" for none.
    ``evidence``: finite numbers by name, documented by each engine, any of them optional.
    """

    text: str
    words: tuple[HeardWord, ...] = ()
    evidence: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


class Recogniser(Protocol):
    """``set_state``, then per segment ``start``, any number of ``feed``, ``finish``."""

    @property
    def name(self) -> str:
        """As in `--recognizer` and `models/<language>/thresholds.yaml`."""

    @property
    def tells_silence(self) -> bool:
        """Whether its evidence has ``silence_before``: how sure it is that no speech comes before the words.
        Needed to pick words out of other sound."""

    def set_state(self, state: str) -> None:
        """Use the grammar of ``state`` from the next ``start`` on.

        Raises InputError (`unknown-state`).
        """

    def start(self) -> None:
        """Begin a segment, forgetting any unfinished one."""

    def feed(self, samples: Speech) -> str:
        """More of the segment. The partial text so far, or "".

        The listener acts on it only for an urgent command that stays the same.
        """

    def peek(self) -> Hypothesis:
        """``finish``'s answer as of now; the segment goes on.

        `GARBAGE` from an engine that can't look, and has partials instead.
        """

    def finish(self) -> Hypothesis:
        """The segment is complete: the final answer."""

    def close(self) -> None:
        """May be called twice."""


def decode(recogniser: Recogniser, segment: Speech) -> Hypothesis:
    """One whole segment through ``recogniser``."""
    recogniser.start()
    recogniser.feed(segment)
    return recogniser.finish()
