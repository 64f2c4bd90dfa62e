"""Finished audio, ready to mix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
"""Mono audio, shape ``(frames,)``, full scale 1.0, at ``sample_time.SAMPLE_RATE``."""


@dataclass(frozen=True)
class Word:
    """A spoken word's frames, from its clip's first."""

    text: str
    start_frame: int
    end_frame: int


@dataclass(frozen=True, eq=False)
class Clip:
    """``samples`` is read-only; ``words`` may be empty."""

    samples: Samples
    words: tuple[Word, ...] = ()

    def __post_init__(self) -> None:
        self.samples.flags.writeable = False

    @property
    def frames(self) -> int:
        return int(self.samples.shape[0])
