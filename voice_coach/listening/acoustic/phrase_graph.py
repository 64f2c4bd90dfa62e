"""A state's phrases as chains of phone states, end to end, searched at once.

Runners' own chains (`own_chain.py`) too. From two states before one may skip the middle of a short phone or
an optional pause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from voice_coach.listening.acoustic.mel import Frames
from voice_coach.listening.acoustic.own_chain import PAUSE, OwnChain
from voice_coach.listening.acoustic.units import OUTPUTS, PHONES, SILENCE, STATES_PER_PHONE, output_of
from voice_coach.listening.pronunciation import Lexicon

NEVER = np.float32(-1e30)

Indices = npt.NDArray[np.int64]

SILENCE_PHONE = PHONES.index(SILENCE)


@dataclass(frozen=True, eq=False)
class PhraseGraph:
    outputs: Indices
    """Each state's, or `OUTPUTS` and above for ``own`` states, in order."""
    phones: Indices
    skip: Frames
    """Log probability of coming from two before, or `NEVER`."""
    first: Indices
    last: Indices
    """First and last state of chains."""
    phrase_of: Indices
    """The phrase that each chain says."""
    handicap: Frames
    """Nats off each chain's total."""
    phone_of: Indices
    """Each state's phone in its chain; `PAUSE` for a pause."""
    own: Frames
    """Own states' probabilities of outputs, shape ``(own states, 120)``."""


def build_graph(
    lexicon: Lexicon,
    phrases: Sequence[str],
    handicaps: Sequence[float],
    skip_penalty: float,
    own: Mapping[str, Sequence[OwnChain]] = MappingProxyType({}),
    own_handicap: float = 0.0,
) -> PhraseGraph:
    """``lexicon`` must hold the words; ``handicaps``: nats against each phrase; ``own``: chains by phrase,
    ``own_handicap`` nats against each.
    """
    outputs: list[int] = []
    phone_of: list[int] = []
    skippable: list[bool] = []
    first, last, phrase_of, handicap = [], [], [], []
    phones_of_states: list[int] = []
    own_states: list[Frames] = []
    silence = output_of(SILENCE, 1)
    for number, phrase in enumerate(phrases):
        for words in lexicon.pronounce(phrase):
            first.append(len(outputs))
            phones = 0
            for at, word in enumerate(words):
                if at:
                    outputs.append(silence)
                    phone_of.append(PAUSE)
                    skippable.append(False)
                for place, phone in enumerate(word):
                    for state in range(STATES_PER_PHONE):
                        outputs.append(output_of(phone, state))
                        phone_of.append(phones)
                        # The middle of a phone, or the pause before a word.
                        skippable.append(state == 2 or (state == 0 and place == 0 and at > 0))
                    phones += 1
            last.append(len(outputs) - 1)
            phrase_of.append(number)
            handicap.append(handicaps[number])
            phones_of_states += [output // STATES_PER_PHONE for output in outputs[first[-1] :]]
        for chain in own.get(phrase, ()):
            first.append(len(outputs))
            outputs += range(OUTPUTS + len(own_states), OUTPUTS + len(own_states) + len(chain.states))
            own_states += list(chain.states)
            phone_of += chain.numbers
            phones_of_states += chain.phones
            skippable += [False] * len(chain.states)
            last.append(len(outputs) - 1)
            phrase_of.append(number)
            handicap.append(handicaps[number] + own_handicap)
    skip = np.where(skippable, np.float32(-skip_penalty), NEVER).astype(np.float32)
    spoken = np.array(outputs) < OUTPUTS
    pauses = np.nonzero((np.array(phone_of) == PAUSE) & spoken)[0]
    skip[pauses + 1] = 0.0
    return PhraseGraph(
        outputs=np.array(outputs, np.int64),
        skip=skip,
        first=np.array(first, np.int64),
        last=np.array(last, np.int64),
        phrase_of=np.array(phrase_of, np.int64),
        handicap=np.array(handicap, np.float32),
        phone_of=np.array(phone_of, np.int64),
        phones=np.array(phones_of_states, np.int64),
        own=np.array(own_states, np.float32).reshape(-1, OUTPUTS),
    )
