"""The port of an echo remover.

Both sides are mono int16 at `HEARING_RATE`. The reference is what the mixer gave the loudspeaker: sample n of
both belong together on the sample clock, so the echo comes later by a delay that the remover finds. It reads
no clock; block sizes don't matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from voice_coach.listening.recogniser import Speech

SILENT_DB = -96.0
"""The level of silence: nothing is below this in 16 bits."""


@dataclass(frozen=True)
class EchoStatus:
    """About the last block given out.

    Levels in dB of full scale. ``residual_db``: how loud the coach may still be; ``double_talk``: somebody
    else sounds too.
    """

    reference_db: float = SILENT_DB
    residual_db: float = SILENT_DB
    double_talk: bool = False
    is_learned: bool = False
    """Most of the echo was taken out at least once."""
    delay_samples: float | None = None
    """From reference to echo; None until it's known."""
    drift_ppm: float = 0.0
    """By how much the microphone's clock is faster."""


@dataclass(frozen=True, eq=False)
class Removed:
    """The microphone without the echo, in two versions, equally long and late.

    A remover with one version gives it twice.
    """

    quiet: Speech
    """All of the echo turned down, and some of other sound: to find speech."""
    whole: Speech
    """Only certain echo taken out, no voice touched: to recognise words."""


class EchoRemover(Protocol):
    """Call ``process`` with every block and its reference."""

    @property
    def latency_samples(self) -> int: ...

    @property
    def status(self) -> EchoStatus:
        """About the end of ``process``'s last result."""

    def process(self, microphone: Speech, reference: Speech) -> Removed:
        """``microphone`` without the echo, equally long, `latency_samples` late.

        Raises ValueError for different lengths.
        """

    def shift(self, skipped: Speech, put_in_samples: int) -> None:
        """The reference is about to jump: ``skipped`` was played before the next block and is left out; the
        last ``put_in_samples`` were silence that no one played. The echo goes on."""
