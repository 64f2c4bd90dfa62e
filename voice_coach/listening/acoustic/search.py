"""Which phrase a stretch of speech is, how well each other would do, and how well no phrase at all would: a Viterbi search
over the phrases' chains at once, and one over a free loop of phones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_coach.listening.acoustic.mel import Frames
from voice_coach.listening.acoustic.phrase_graph import NEVER, PAUSE, SILENCE_PHONE, PhraseGraph
from voice_coach.listening.acoustic.units import PHONES, STATES_PER_PHONE, output_of


@dataclass(frozen=True)
class SearchSettings:
    """Chosen by cross-validation over speakers (`bench/acoustic.py`)."""

    prior_scale: float = 0.7
    """How much of the outputs' frequency in training is taken off."""
    skip_penalty: float = 1.5
    """Nats for skipping the middle of a phone."""
    loop_penalty: float = 1.0
    """Nats that the free loop pays for each phone, beside its pair's probability."""
    pair_scale: float = 0.7
    """How much the probability of pairs of phones counts in the free loop."""
    unexpected_penalty: float = 3.0
    """Nats against a phrase that does not answer what the state asks."""
    decoy_penalty: float = 1.0
    """Nats against a decoy."""


@dataclass(frozen=True)
class Found:
    """The best way to find one phrase: log likelihood of the whole stretch, and the phrase's first and end step."""

    phrase: int
    chain: int
    total: float
    start_step: int
    end_step: int


def likelihoods(log_posteriors: Frames, log_prior: Frames, settings: SearchSettings) -> Frames:
    """What searches add up, shape ``(steps, 120)``."""
    scaled: Frames = log_posteriors - np.float32(settings.prior_scale) * log_prior
    return scaled


def find_phrases(graph: PhraseGraph, scores: Frames) -> tuple[Found, ...]:
    """Every phrase that fits into ``scores``, shape ``(steps, 120)``, best first, with silence before and after it."""
    steps = len(scores)
    emitted = scores[:, graph.outputs]
    first, last = graph.first, graph.last
    silent = scores[:, SILENCE_PHONE * STATES_PER_PHONE :].max(axis=1)
    before = np.concatenate([[np.float32(0)], np.cumsum(silent, dtype=np.float32)])
    remaining = before[-1] - before
    states = len(graph.outputs)
    alive = np.full(states + 2, NEVER, np.float32)
    started = np.zeros(states + 2, np.int32)
    totals = np.full(len(first), NEVER, np.float32)
    starts = np.zeros(len(first), np.int32)
    ends = np.zeros(len(first), np.int32)
    for at in range(steps):
        stay = alive[2:]
        step = alive[1:-1] + graph.step
        skip = alive[:-2] + graph.skip
        score = np.maximum(np.maximum(stay, step), skip)
        source = np.where(score == stay, started[2:], np.where(score == step, started[1:-1], started[:-2]))
        entering = before[at] > score[first]
        into = first[entering]
        score[into] = before[at]
        source[into] = at
        alive[2:] = score + emitted[at]
        started[2:] = source
        total = alive[last + 2] + remaining[at + 1]
        better = total > totals
        totals[better] = total[better]
        starts[better] = started[last[better] + 2]
        ends[better] = at + 1
    totals = totals - graph.handicap
    best: dict[int, Found] = {}
    for chain in np.argsort(-totals, kind="stable").tolist():
        if totals[chain] <= NEVER / 2:
            break
        phrase = int(graph.phrase_of[chain])
        if phrase not in best:
            best[phrase] = Found(phrase, chain, float(totals[chain]), int(starts[chain]), int(ends[chain]))
    return tuple(best.values())


def loop_total(scores: Frames, follows: Frames, settings: SearchSettings) -> float:
    """The best that phones in any order reach on ``scores``: the measure of speech that is no phrase."""
    by_phone = scores.reshape(len(scores), len(PHONES), STATES_PER_PHONE)
    change = np.float32(settings.pair_scale) * follows - np.float32(settings.loop_penalty)
    change[:, SILENCE_PHONE] = np.maximum(change[:, SILENCE_PHONE], -settings.loop_penalty)
    np.fill_diagonal(change, NEVER)
    skip = np.float32(settings.skip_penalty)
    alive = np.full((len(PHONES), STATES_PER_PHONE), NEVER, np.float32)
    alive[:, 0] = change[SILENCE_PHONE]
    alive[SILENCE_PHONE, 0] = 0
    alive += by_phone[0]
    for row in by_phone[1:]:
        entered = (alive[:, 2:] + change).max(axis=0)
        score = alive.copy()
        score[:, 0] = np.maximum(score[:, 0], entered)
        score[:, 1] = np.maximum(score[:, 1], alive[:, 0])
        score[:, 2] = np.maximum(score[:, 2], np.maximum(alive[:, 1], alive[:, 0] - skip))
        # Silence needs no three states of its own.
        score[SILENCE_PHONE] = max(float(alive[SILENCE_PHONE].max()), float(entered[SILENCE_PHONE]))
        alive = score + row
    return float(max(alive[:, 2].max(), alive[SILENCE_PHONE].max()))


def path_of(graph: PhraseGraph, scores: Frames, found: Found) -> npt.NDArray[np.int64]:
    """The state at each step of ``found``, counted from its chain's first."""
    chain = slice(int(graph.first[found.chain]), int(graph.last[found.chain]) + 1)
    emitted = scores[found.start_step : found.end_step, graph.outputs[chain]]
    step, skip = graph.step[chain], graph.skip[chain]
    steps, states = emitted.shape
    alive = np.full(states + 2, NEVER, np.float32)
    alive[2] = emitted[0, 0]
    back = np.zeros((steps, states), np.int64)
    for at in range(1, steps):
        ways = np.stack([alive[2:], alive[1:-1] + step, alive[:-2] + skip])
        back[at] = ways.argmax(axis=0)
        alive[2:] = ways.max(axis=0) + emitted[at]
    path = np.zeros(steps, np.int64)
    path[-1] = states - 1
    for at in range(steps - 1, 0, -1):
        path[at - 1] = path[at] - back[at, path[at]]
    return path


__all__ = ["PAUSE", "Found", "SearchSettings", "find_phrases", "likelihoods", "loop_total", "output_of", "path_of"]
