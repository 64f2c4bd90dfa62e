"""A runner's own way to say a phrase: one take's phone states, as a chain.

The network's probabilities, two steps of 20 ms a state; a state may last any time. It knows phones that
differ from the dictionary's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voice_coach.listening.acoustic.mel import Frames
from voice_coach.listening.acoustic.units import OUTPUTS, PHONES, SILENCE, STATES_PER_PHONE

PAUSE = -1
STEPS_PER_STATE = 2
MOST_STATES = 100
_SILENCE_PHONE = PHONES.index(SILENCE)


@dataclass(frozen=True, eq=False)
class OwnChain:
    """``states``: probabilities of outputs, shape ``(states, 120)``, float32, rows sum to 1."""

    states: Frames

    @property
    def phones(self) -> list[int]:
        """Each state's likeliest phone."""
        by_phone = self.states.reshape(-1, len(PHONES), STATES_PER_PHONE).sum(axis=2)
        found: list[int] = by_phone.argmax(axis=1).tolist()
        return found

    @property
    def numbers(self) -> list[int]:
        """Each state's phone in the chain, from 0; `PAUSE` for silence."""
        numbers, last, count = [], -1, -1
        for phone in self.phones:
            count += phone not in (last, _SILENCE_PHONE)
            last = phone
            numbers.append(PAUSE if phone == _SILENCE_PHONE else count)
        return numbers


def own_chain(log_posteriors: Frames, start_step: int, end_step: int) -> OwnChain | None:
    """Between two steps of ``log_posteriors``, shape ``(steps, 120)``. None without a phone, or longer than
    any phrase.
    """
    inside = np.exp(log_posteriors[start_step:end_step])
    steps = len(inside) // STEPS_PER_STATE * STEPS_PER_STATE
    if not 0 < steps <= MOST_STATES * STEPS_PER_STATE:
        return None
    states = inside[:steps].reshape(-1, STEPS_PER_STATE, OUTPUTS).mean(axis=1)
    silent = states.reshape(-1, len(PHONES), STATES_PER_PHONE).sum(axis=2).argmax(axis=1) == _SILENCE_PHONE
    spoken = np.nonzero(~silent)[0]
    if not len(spoken):
        return None
    states = states[spoken[0] : spoken[-1] + 1]
    return OwnChain((states / states.sum(axis=1, keepdims=True)).astype(np.float32))
