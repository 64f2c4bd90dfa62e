"""The coach's own sound, or someone's?

The echo's rest may pass for a word, but the remover finds no one else, and it's small beside what was taken
out.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol

import numpy as np

from voice_coach.listening.echo.port import EchoRemover, Removed
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.taken import Taken

_RINGING_SAMPLES = HEARING_RATE // 2
"""How long after playing the coach may be heard."""
_AUDIBLE = 8
"""A quieter reference (of 32,768) makes no audible echo."""
_LEAK_DB = 12.0
"""A word that lost so much is an echo's rest: commands lost 7.5 dB at most, scraps 20."""
_VITAL_LEAK_DB = 13.0
"""For what mustn't be missed: "it hurts" lost 1.4 dB at most, a scrap like it 14."""
_TAIL_SAMPLES = 3 * HEARING_RATE // 20
"""Sound so shortly before a word belongs to it."""
_UNKNOWN_SAMPLES = 8 * HEARING_RATE
"""So much sound without an echo: there is none."""
_KEPT_SAMPLES = 10 * HEARING_RATE


class Played(Protocol):
    """The mixer's tap."""

    def take(self, count: int) -> Taken:
        """Played along with the microphone's next ``count`` samples."""


class EchoRemoval:
    """Takes the coach's sound out of the microphone."""

    def __init__(self, remover: EchoRemover, tap: Played, *, is_live: bool = True) -> None:
        """``is_live``: in a room, where an echo is expected."""
        self._remover = remover
        self._tap = tap
        self._samples_since_played = _RINGING_SAMPLES
        self._at = 0
        self._unknown_samples = _UNKNOWN_SAMPLES if is_live else 0
        self._energies: deque[tuple[int, float, float]] = deque()
        self.latency_samples = remover.latency_samples

    def __call__(self, samples: Speech) -> Removed:
        taken = self._tap.take(len(samples))
        if len(taken.skipped) or taken.put_in_samples:
            self._remover.shift(taken.skipped, taken.put_in_samples)
        reference = taken.samples
        left = self._remover.process(samples, reference)
        playing = bool(np.abs(reference).max(initial=0) > _AUDIBLE)
        self._samples_since_played = 0 if playing else self._samples_since_played + len(samples)
        self._at += len(samples)
        self._unknown_samples -= len(samples) if playing else 0
        self._energies.append((self._at, _energy(samples), _energy(left.quiet)))
        while self._energies[0][0] < self._at - _KEPT_SAMPLES:
            self._energies.popleft()
        return left

    @property
    def playing(self) -> bool:
        """Whether the coach played at the last sound heard."""
        return self._samples_since_played == 0

    @property
    def nobody_else(self) -> bool:
        """Whether only the coach is heard, or its room's ringing. Until the echo is learned anything counts
        as the coach's; if there's none, as someone's.
        """
        if self._samples_since_played >= _RINGING_SAMPLES:
            return False
        status = self._remover.status
        if status.is_learned:
            return not status.double_talk
        if self._unknown_samples > 0:
            return True
        return status.delay_samples is not None and not status.double_talk

    def taken_out_db(self, start_sample: int, end_sample: int) -> float:
        """How much louder the microphone was between two samples, and just before, than its rest. Keeps ten
        seconds.
        """
        heard = left = 1.0
        for at, before, after in self._energies:
            heard += before if start_sample - _TAIL_SAMPLES < at <= end_sample else 0.0
            left += after if start_sample < at <= end_sample else 0.0
        return 10 * float(np.log10(heard / left))


class OwnSound:
    """A voice beginning while only the coach sounds is ``withheld`` until someone else is found in it."""

    def __init__(self, removal: EchoRemoval | None) -> None:
        """``removal``: None if nothing is taken out."""
        self._removal = removal
        self.withheld = False

    def begins(self) -> None:
        """Something begins to sound."""
        self.withheld = self._only_coach()

    def is_somebody_after_all(self) -> bool:
        """Whether what was withheld no longer is. Ask after each block."""
        if self.withheld and not self._only_coach():
            self.withheld = False
            return True
        return False

    def is_own(self, start_sample: int, end_sample: int, *, is_vital: bool = False) -> bool:
        """Whether the sound between two samples is the coach's; for ``is_vital`` only if that's certain. Ask
        before ``ends``.
        """
        if self._removal is None:
            return False
        least_db = _VITAL_LEAK_DB if is_vital else _LEAK_DB
        withheld = self.withheld and not is_vital
        return withheld or self._removal.taken_out_db(start_sample, end_sample) > least_db

    def ends(self) -> None:
        """What had begun is over."""
        self.withheld = False

    def _only_coach(self) -> bool:
        return self._removal is not None and self._removal.nobody_else


def _energy(samples: Speech) -> float:
    wide = samples.astype(np.float64)
    return float(wide @ wide)
