"""A second and third look at a word said over the coach.

The echo's rest bends a word in one way, turning it down in another. The surest of three is mostly right; what
only one hears is mostly a scrap of the coach.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from voice_coach.listening.decision import Decider
from voice_coach.listening.recogniser import (
    GARBAGE,
    HEARING_RATE,
    Hypothesis,
    Recogniser,
    Speech,
    decode,
)
from voice_coach.listening.segment import Segment

_BEFORE_SAMPLES = 8 * HEARING_RATE // 100
"""How long before the word the third look begins. Of 528 commands heard in silence it brought 510, two looks
504 (`bench/barge_in.py`)."""
_ALONE_NATS = 0.5
"""What a look's command must pass by alone ..."""
_AGREES_NATS = -2.0
"""... or if another agrees. Of 459 commands that one look passed 458 are left, of three scraps none."""


def surest(
    first: Hypothesis, segment: Segment, quiet: Speech, state: str, recogniser: Recogniser, decider: Decider
) -> Hypothesis:
    """``first`` (of ``segment``), a look at ``quiet`` (the same turned down), or halfway: the one that passes
    by most, unless it barely does and stands alone.
    """
    if np.array_equal(quiet, segment.samples):
        return first
    cut = max(0, segment.start_sample - _BEFORE_SAMPLES - segment.first_sample)
    halfway = ((segment.samples.astype(np.int32) + quiet) // 2).astype(np.int16)
    looks = (first, decode(recogniser, quiet), _later(decode(recogniser, halfway[cut:]), cut))
    judged = [decider.judge(look, segment, state) for look in looks]
    surest_yet, most = Hypothesis(GARBAGE), -np.inf
    for look, found in zip(looks, judged, strict=True):
        agreeing = sum(other.command == found.command and other.surplus >= _AGREES_NATS for other in judged)
        is_just_so = 0 <= found.surplus < _ALONE_NATS and agreeing < 2
        if found.surplus > most and not is_just_so:
            surest_yet, most = look, found.surplus
    return surest_yet


def _later(hypothesis: Hypothesis, samples: int) -> Hypothesis:
    words = tuple(
        replace(word, start_sample=word.start_sample + samples, end_sample=word.end_sample + samples)
        for word in hypothesis.words
    )
    return replace(hypothesis, words=words)
