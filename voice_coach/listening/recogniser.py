"""The port to a recogniser: a state, then one stretch of speech at a time, in; words and named evidence out.

No clocks, no threads; block sizes don't matter. `decision.py` decides.
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
    """A word's samples from the segment's first, and the engine's confidence (1.0 if it has none)."""

    text: str
    start_sample: int
    end_sample: int
    confidence: float = 1.0


@dataclass(frozen=True)
class Hypothesis:
    """What an engine made of one segment. ``text``: lower-case words, `GARBAGE` for words outside the
    grammar, "" for none. ``evidence``: finite numbers by name, any of them optional."""

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
        """Whether its evidence has ``silence_before``: how sure it is that no speech comes before."""

    def set_state(self, state: str) -> None:
        """Use the grammar of ``state`` from the next ``start``. Raises InputError (`unknown-state`)."""

    def start(self) -> None:
        """Begin a segment, forgetting any unfinished one."""

    def feed(self, samples: Speech) -> str:
        """More of the segment. The partial text so far, or ""; acted on only if it's an urgent command that
        stays."""

    def peek(self) -> Hypothesis:
        """``finish``'s answer as of now; `GARBAGE` from an engine that has partials instead."""

    def finish(self) -> Hypothesis:
        """The segment is complete: the final answer."""

    def close(self) -> None:
        """May be called twice."""


def decode(recogniser: Recogniser, segment: Speech) -> Hypothesis:
    """One whole segment through ``recogniser``."""
    recogniser.start()
    recogniser.feed(segment)
    return recogniser.finish()
