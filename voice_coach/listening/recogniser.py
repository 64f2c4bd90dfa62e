"""The port to a recogniser: a state and stretches of speech in; words and named evidence out.

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
"""Speech outside the grammar, in a hypothesis's text."""


@dataclass(frozen=True)
class HeardWord:
    """Samples from the segment's first; the engine's confidence, or 1.0."""

    text: str
    start_sample: int
    end_sample: int
    confidence: float = 1.0


@dataclass(frozen=True)
class Hypothesis:
    """Of one segment. ``text``: lower-case words, `GARBAGE` for others, "" for none. ``evidence``: finite
    numbers by name, all optional.
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
        """Whether its evidence has ``silence_before``: how surely no speech comes before."""

    def set_state(self, state: str) -> None:
        """From the next ``start``. Raises InputError (`unknown-state`)."""

    def start(self) -> None:
        """Begin a segment, forgetting an unfinished one."""

    def feed(self, samples: Speech) -> str:
        """The partial text so far, or ""; acted on only if it's an urgent command that stays."""

    def peek(self) -> Hypothesis:
        """``finish``'s answer as of now; `GARBAGE` from an engine with partials instead."""

    def finish(self) -> Hypothesis:
        """The final answer."""

    def close(self) -> None:
        """May be repeated."""


class HearsWholeSegments:
    """``start``, ``feed`` and ``finish`` of an engine whose ``peek`` hears all of a segment at once."""

    def __init__(self) -> None:
        self._blocks: list[Speech] = []

    def start(self) -> None:
        self._blocks = []

    def feed(self, samples: Speech) -> str:
        self._blocks.append(samples)
        return ""

    def peek(self) -> Hypothesis:
        raise NotImplementedError

    def finish(self) -> Hypothesis:
        found = self.peek()
        self._blocks = []
        return found

    @property
    def _segment(self) -> Speech:
        """What was fed since ``start``."""
        return np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.int16)


def decode(recogniser: Recogniser, segment: Speech) -> Hypothesis:
    """One whole segment through ``recogniser``."""
    recogniser.start()
    recogniser.feed(segment)
    return recogniser.finish()
