"""The port of an echo remover.

Both sides are mono int16 at `HEARING_RATE`. The reference is what the mixer gave the loudspeaker: sample n of
both is one moment, so the echo comes later by a delay to be found. Block sizes don't matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from voice_coach.listening.recogniser import Speech

SILENT_DB = -96.0
"""Silence in 16 bits."""


@dataclass(frozen=True)
class EchoStatus:
    """About the last block given out, in dB of full scale. ``residual_db``: how loud the coach may still be;
    ``double_talk``: someone else sounds too.
    """

    residual_db: float = SILENT_DB
    double_talk: bool = False
    is_learned: bool = False
    """Most of the echo was taken out at least once."""
    delay_samples: float | None = None
    """From reference to echo; None if unknown."""
    drift_ppm: float = 0.0
    """How much faster the microphone's clock is."""


@dataclass(frozen=True, eq=False)
class Removed:
    """The microphone without echo in two versions, equally long and late; may be the same."""

    quiet: Speech
    """Echo and some other sound turned down: to find speech."""
    whole: Speech
    """Only certain echo taken out, no voice touched: to recognise words."""


class EchoRemover(Protocol):
    @property
    def latency_samples(self) -> int: ...

    @property
    def status(self) -> EchoStatus:
        """At the end of ``process``'s last result."""

    def process(self, microphone: Speech, reference: Speech) -> Removed:
        """Equally long, `latency_samples` late. Raises ValueError for different lengths."""

    def shift(self, skipped: Speech, put_in_samples: int) -> None:
        """The reference jumps: ``skipped`` was played before the next block and is left out; the last
        ``put_in_samples`` were silence that wasn't played.
        """
