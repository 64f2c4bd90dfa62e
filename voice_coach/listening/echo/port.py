"""The port between the microphone and whatever takes the coach's own sound out of it.

Both sides are mono int16 at `HEARING_RATE`. The reference is what the mixer gave to the loudspeaker, cut as
the microphone is: sample n of one belongs to sample n of the other on the sample clock, so the echo comes
later than its reference, by a delay that the remover finds. No remover reads a clock; the same samples give
the same answer whatever the size of the blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from voice_coach.listening.recogniser import Speech

SILENT_DB = -96.0
"""Below this there is nothing in 16 bits: the level of silence."""


@dataclass(frozen=True)
class EchoStatus:
    """What a remover knows about the block it gave out last.

    Levels in dB of full scale. ``residual_db`` is how loud the coach may still be in what came out: nothing
    that is no louder is anybody else. ``double_talk`` says that somebody else is sounding while the coach
    does.
    """

    reference_db: float = SILENT_DB
    residual_db: float = SILENT_DB
    double_talk: bool = False
    is_learned: bool = False
    """Most of the echo has been taken out at least once since it was found."""
    delay_samples: float | None = None
    """From the reference to its echo; None until it is known."""
    drift_ppm: float = 0.0
    """By how much the microphone's clock runs faster than the loudspeaker's."""


@dataclass(frozen=True, eq=False)
class Removed:
    """The microphone without the echo, in two ways, equally long and late.

    A remover that knows one way gives the same twice.
    """

    quiet: Speech
    """All of the echo taken down, at the cost of what sounds with it: to find where somebody speaks."""
    whole: Speech
    """Only what is surely echo taken out, no one's voice touched: to make out what they say."""


class EchoRemover(Protocol):
    """One microphone's remover: ``process`` every block with the reference of the same samples."""

    @property
    def latency_samples(self) -> int:
        """How much later what goes in comes out."""

    @property
    def status(self) -> EchoStatus:
        """About the end of what ``process`` returned last."""

    def process(self, microphone: Speech, reference: Speech) -> Removed:
        """``microphone`` without the echo, as many samples, `latency_samples` late (at first, as it is).

        Raises ValueError where the two are not equally long.
        """

    def shift(self, skipped: Speech, put_in_samples: int) -> None:
        """The reference is about to jump against the microphone: ``skipped`` was played before what
        ``process`` gets next and is left out; the last ``put_in_samples`` it got were silence that no one
        played. The echo itself goes on as it was."""
