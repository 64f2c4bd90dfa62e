"""A second and a third look at a word that was said over the coach, when its stretch has ended.

What the echo left in a word bends it in one way, what turning that down took from it in another. Each look
mistakes other words, so the surest of three is right more often than any of them, and what only one of them
takes for a command is more often a scrap of the coach's own voice.
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
"""The third look begins so shortly before the word: the echo that lies before it passes for a part of it.
Of 528 commands that are heard in silence 510 were heard so over the coach, with the first two looks 504; in
place of one of these it heard fewer (`bench/barge_in.py`, in rooms and ducked alike)."""
_ALONE_NATS = 0.5
"""What one look takes for a command passes by so much, or another one agrees ..."""
_AGREES_NATS = -2.0
"""... and passes by no less than this. Of 459 commands that one of three looks passed 458 are left; the three
scraps of the coach's voice that passed in an hour of sessions and 88 scenes did so by 0.01 to 0.24, alone."""


def surest(
    first: Hypothesis, segment: Segment, quiet: Speech, state: str, recogniser: Recogniser, decider: Decider
) -> Hypothesis:
    """``first``, made of ``segment``, or what is made out in ``quiet``, the same samples where all of the
    coach's echo was taken down, or halfway between both: whichever passes as a command by most, and not just
    so while the others hear something else."""
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
