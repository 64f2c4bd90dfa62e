"""Viterbi searches over speech: all phrases' chains, and a free loop of phones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_coach.listening.acoustic.mel import Frames
from voice_coach.listening.acoustic.phrase_graph import NEVER, SILENCE_PHONE, PhraseGraph
from voice_coach.listening.acoustic.units import OUTPUTS, PHONES, STATES_PER_PHONE

_TINY = np.float32(1e-6)


@dataclass(frozen=True)
class SearchSettings:
    """By cross-validation over speakers (`bench/acoustic.py`)."""

    prior_scale: float = 0.7
    """How much of outputs' training frequency is taken off."""
    skip_penalty: float = 1.5
    """Nats to skip a phone's middle."""
    loop_penalty: float = 1.0
    """Nats a phone in the free loop, besides the pair's probability."""
    pair_scale: float = 0.7
    """Of pair probabilities in the free loop."""
    unexpected_penalty: float = 3.0
    """Nats against a phrase that doesn't answer the question."""
    decoy_penalty: float = 1.0
    """Nats against a decoy."""
    own_penalty: float = -6.0
    """Nats against a runner's chain, by `bench/enrolment.py` (as below)."""
    own_step_penalty: float = 0.0
    """Nats a step: a mixture of states fits too easily."""


@dataclass(frozen=True)
class Ranked:
    """A phrase's best chain and total in nats, silence around it."""

    phrase: int
    chain: int
    total: float


@dataclass(frozen=True, eq=False)
class Place:
    """First and end step, and its state at each step, from its first."""

    start_step: int
    end_step: int
    states: npt.NDArray[np.int64]


def likelihoods(log_posteriors: Frames, log_prior: Frames, settings: SearchSettings) -> Frames:
    """For searches, shape ``(steps, 120)``."""
    scaled: Frames = log_posteriors - np.float32(settings.prior_scale) * log_prior
    return scaled


def with_own_states(graph: PhraseGraph, scores: Frames, settings: SearchSettings) -> Frames:
    """``scores`` with the graph's own states, their phone states weighted by share: shape ``(steps, 120 + own
    states)``.
    """
    if not len(graph.own):
        return scores
    own = np.log(np.exp(scores) @ graph.own.T + _TINY) - np.float32(settings.own_step_penalty)
    wide: Frames = np.concatenate([scores, own], axis=1)
    return wide


def chain_totals(graph: PhraseGraph, scores: Frames) -> Frames:
    """Before handicaps, shape ``(chains,)``; about `NEVER` if it doesn't fit."""
    emitted = scores[:, graph.outputs]
    before, remaining = silence_around(scores)
    first, last, skip = graph.first, graph.last + 2, graph.skip
    alive = np.full(len(graph.outputs) + 2, NEVER, np.float32)
    score = np.empty(len(graph.outputs), np.float32)
    skipped = np.empty_like(score)
    reached = np.empty((len(scores), len(first)), np.float32)
    for at, row in enumerate(emitted):
        np.maximum(alive[2:], alive[1:-1], out=score)
        np.add(alive[:-2], skip, out=skipped)
        np.maximum(score, skipped, out=score)
        score[first] = np.maximum(alive[first + 2], before[at])
        np.add(score, row, out=alive[2:])
        reached[at] = alive[last] + remaining[at + 1]
    totals: Frames = reached.max(axis=0)
    return totals


def ranked(graph: PhraseGraph, totals: Frames) -> tuple[Ranked, ...]:
    """Phrases with a fitting chain, best first; ``totals`` from `chain_totals`."""
    totals = totals - graph.handicap
    best: dict[int, Ranked] = {}
    for chain in np.argsort(-totals, kind="stable").tolist():
        if totals[chain] <= NEVER / 2:
            break
        phrase = int(graph.phrase_of[chain])
        best.setdefault(phrase, Ranked(phrase, chain, float(totals[chain])))
    return tuple(best.values())


def place_of(graph: PhraseGraph, scores: Frames, chain: int) -> Place:
    """The best path through a fitting ``chain``; see `with_own_states`."""
    part = slice(int(graph.first[chain]), int(graph.last[chain]) + 1)
    emitted = scores[:, graph.outputs[part]]
    skip = graph.skip[part]
    before, remaining = silence_around(scores)
    steps, states = emitted.shape
    alive = np.full(states + 2, NEVER, np.float32)
    back = np.zeros((steps, states), np.int64)
    ends = np.empty(steps, np.float32)
    for at, row in enumerate(emitted):
        ways = np.stack([alive[2:], alive[1:-1], alive[:-2] + skip])
        ways[1, 0] = before[at]  # The chain's first state is entered from the silence before it.
        back[at] = ways.argmax(axis=0)
        alive[2:] = ways.max(axis=0) + row
        ends[at] = alive[-1] + remaining[at + 1]
    end = int(ends.argmax())
    path = [states - 1]
    at = end
    while path[-1] > 0 or back[at, 0] == 0:
        path.append(path[-1] - int(back[at, path[-1]]))
        at -= 1
    return Place(at, end + 1, np.array(path[::-1]))


def silence_around(scores: Frames) -> tuple[Frames, Frames]:
    """Totals before each step and from it on, shapes ``(steps + 1,)``."""
    silent = scores[:, SILENCE_PHONE * STATES_PER_PHONE : OUTPUTS].max(axis=1)
    before = np.concatenate([np.zeros(1, np.float32), np.cumsum(silent, dtype=np.float32)])
    return before, before[-1] - before


def phone_changes(follows: Frames, settings: SearchSettings) -> Frames:
    """The free loop's price of each phone after each other, nats, shape ``(40, 40)``."""
    change: Frames = np.float32(settings.pair_scale) * follows - np.float32(settings.loop_penalty)
    change[:, SILENCE_PHONE] = np.maximum(change[:, SILENCE_PHONE], -settings.loop_penalty)
    np.fill_diagonal(change, NEVER)
    return change


def loop_total(scores: Frames, follows: Frames, settings: SearchSettings) -> float:
    """The best total of any phones: speech that isn't a phrase."""
    by_phone = scores.reshape(len(scores), len(PHONES), STATES_PER_PHONE)
    change = phone_changes(follows, settings)
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
