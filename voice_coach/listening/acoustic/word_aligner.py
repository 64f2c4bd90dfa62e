"""Finds a known text's words in its sound: the best path through their phones, silence optional
around each.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voice_coach.listening.acoustic.mel import SHIFT_SAMPLES, Frames, log_mel
from voice_coach.listening.acoustic.net import STEP_FRAMES, AcousticModel
from voice_coach.listening.acoustic.phrase_graph import NEVER, SILENCE_PHONE
from voice_coach.listening.acoustic.search import SearchSettings, likelihoods
from voice_coach.listening.acoustic.units import STATES_PER_PHONE, output_of
from voice_coach.listening.recogniser import Speech

_PAUSE = -1
_SETTINGS = SearchSettings()
STEP_SAMPLES = STEP_FRAMES * SHIFT_SAMPLES


def word_places(
    model: AcousticModel, words: Sequence[Sequence[str]], samples: Speech
) -> tuple[tuple[int, int], ...]:
    """First and past-last sample of each word, given as `units.PHONES`, at 16,000 a second. Multiples of 20
    ms; empty if the sound is too short.
    """
    scores = likelihoods(model.log_posteriors(log_mel(samples)), model.log_prior, _SETTINGS)
    outputs, word_of, skip = _chain(words)
    path = _best_path(scores, outputs, skip)
    if path is None:
        return ()
    said = word_of[path]
    steps = [np.flatnonzero(said == number) for number in range(len(words))]
    return tuple((int(at[0]) * STEP_SAMPLES, int(at[-1] + 1) * STEP_SAMPLES) for at in steps)


def _chain(
    words: Sequence[Sequence[str]],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Frames]:
    """Each state's output (or `_PAUSE`), word, log probability of coming from two before."""
    outputs, word_of, skip = [_PAUSE], [_PAUSE], [float(NEVER)]
    for number, phones in enumerate(words):
        for place, phone in enumerate(phones):
            for state in range(STATES_PER_PHONE):
                outputs.append(output_of(phone, state))
                word_of.append(number)
                if state == 2:  # the middle of a short phone
                    skip.append(-_SETTINGS.skip_penalty)
                else:  # no pause between two words
                    skip.append(0.0 if state == 0 and place == 0 else float(NEVER))
        outputs.append(_PAUSE)
        word_of.append(_PAUSE)
        skip.append(float(NEVER))
    return np.array(outputs), np.array(word_of), np.array(skip, np.float32)


def _best_path(scores: Frames, outputs: npt.NDArray[np.int64], skip: Frames) -> npt.NDArray[np.int64] | None:
    """The state at each step; None with too few."""
    steps, states = len(scores), len(outputs)
    if steps == 0 or states < 2:
        return None
    silent = scores[:, SILENCE_PHONE * STATES_PER_PHONE :].max(axis=1)
    emitted = np.where(outputs == _PAUSE, silent[:, None], scores[:, np.maximum(outputs, 0)])
    alive = np.full(states + 2, NEVER, np.float32)  # two states that are never entered stand before the first
    alive[2:4] = emitted[0, :2]
    back = np.zeros((steps, states), np.int64)
    for at in range(1, steps):
        ways = np.stack([alive[2:], alive[1:-1], alive[:-2] + skip])
        back[at] = ways.argmax(axis=0)
        alive[2:] = ways.max(axis=0) + emitted[at]
    state = states - 1 if alive[-1] >= alive[-2] else states - 2
    if alive[state + 2] <= NEVER / 2:
        return None
    path = np.empty(steps, np.int64)
    for at in range(steps - 1, -1, -1):
        path[at] = state
        state -= int(back[at, state])
    return path
