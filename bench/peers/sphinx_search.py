"""Which phrase a stretch of speech is, how well each other phrase would do, and how well no phrase at all
would.

Every phrase of the state is a chain of phone states; all chains are advanced together, one numpy step a
frame. Speech of any kind is a free loop over the phones out of context. The difference of the two is the
evidence: a phrase that was said scores about as well as the free loop, other speech far below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.sphinx_front_end import Features
from training.sphinx_model import STATES_PER_PHONE, SenoneScorer, SphinxModel
from voice_coach.listening.pronunciation import Lexicon

_NEVER = np.float32(-1e30)
_FILLERS = ("SIL", "+NSN+", "+SPN+")
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class SearchSettings:
    phone_change_penalty: float = 4.0
    """Nats that the free loop pays for each phone: about ln 40, an even choice among the phones."""
    filler_penalty: float = 2.0
    """Nats for each change between silence and noises."""
    unexpected_penalty: float = 10.0
    """Nats against a phrase that does not answer what the state asks."""
    decoy_penalty: float = 4.0
    """Nats against a decoy."""
    prior_frames: int = 30
    """See `sphinx_front_end.features`."""


@dataclass(frozen=True)
class PhraseScore:
    """The best way to find one phrase in a segment: total log likelihood, first frame and end frame."""

    phrase: int
    variant: int
    total: float
    start_frame: int
    end_frame: int


@dataclass(frozen=True)
class SearchResult:
    """``ranked`` is best first, one entry a phrase; ``loop_total`` what the free loop reached on the same
    frames.
    """

    ranked: tuple[PhraseScore, ...]
    best: PhraseScore
    """The best of the phrases that were asked for, decoys left out."""
    loop_total: float
    phone_scores: tuple[float, ...]
    """The phones of ``best``: mean log posterior a frame, against all phones."""
    phone_frames: tuple[int, ...]
    frames: int
    """Of the whole segment."""


@dataclass(frozen=True, eq=False)
class Network:
    """The chains of one state's phrases, laid end to end, over the columns of ``scorer``."""

    scorer: SenoneScorer
    columns: npt.NDArray[np.int64]
    stay: Scores
    step: Scores
    """Log probability of coming from the state before; `_NEVER` into a chain's first."""
    skip: Scores
    """Of coming from two before, past an optional pause between words; `_NEVER` elsewhere."""
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    leave: Scores
    phrase_of: npt.NDArray[np.int64]
    handicap: Scores
    """Nats taken off each chain's total."""
    phone_of: npt.NDArray[np.int64]
    """Which phone of its chain each state belongs to; -1 for a pause."""
    base_phone: npt.NDArray[np.int64]
    loop: Loop
    settings: SearchSettings


@dataclass(frozen=True, eq=False)
class Loop:
    """All phones out of context, in parallel: columns, shape ``(phones, 3)``."""

    columns: npt.NDArray[np.int64]
    stay: Scores
    leave: Scores
    fillers: npt.NDArray[np.int64]
    """Rows of the silences and noises."""


def build_network(
    model: SphinxModel,
    lexicon: Lexicon,
    phrases: Sequence[str],
    handicaps: Sequence[float],
    settings: SearchSettings,
) -> Network:
    """The network of ``phrases``, whose words ``lexicon`` must hold; ``handicaps`` are nats against each."""
    rows: list[int] = []
    phone_of: list[int] = []
    first, last, phrase_of = [], [], []
    pauses: list[int] = []
    for number, phrase in enumerate(phrases):
        for words in lexicon.pronounce(phrase):
            first.append(STATES_PER_PHONE * len(rows) - 2 * len(pauses))
            phone_count = 0
            for at, word in enumerate(words):
                if at:
                    pauses.append(len(rows))
                    rows.append(model.phones.index("SIL"))
                    phone_of.append(-1)
                before = words[at - 1][-1] if at else "SIL"
                after = words[at + 1][0] if at + 1 < len(words) else "SIL"
                around = (before, *word, after)
                for place in range(len(word)):
                    position = _position(place, len(word))
                    rows.append(model.row(around[place + 1], around[place], around[place + 2], position))
                    phone_of.append(phone_count)
                    phone_count += 1
            last.append(STATES_PER_PHONE * len(rows) - 2 * len(pauses) - 1)
            phrase_of.append(number)
    handicap = [handicaps[phrase] for phrase in phrase_of]
    return _assemble(model, rows, phone_of, frozenset(pauses), first, last, phrase_of, handicap, settings)


def _position(place: int, length: int) -> str:
    if length == 1:
        return "single"
    return "begin" if place == 0 else "end" if place == length - 1 else "internal"


def _assemble(
    model: SphinxModel,
    rows: Sequence[int],
    phone_of: Sequence[int],
    pauses: frozenset[int],
    first: Sequence[int],
    last: Sequence[int],
    phrase_of: Sequence[int],
    handicap: Sequence[float],
    settings: SearchSettings,
) -> Network:
    senones, stay, leave, phones, base, after_pause = [], [], [], [], [], []
    for at, row in enumerate(rows):
        transitions = model.transition_rows[row]
        states = [1] if at in pauses else list(range(STATES_PER_PHONE))
        for state in states:
            senones.append(model.state_rows[row, state])
            stay.append(model.stay[transitions, state])
            leave.append(model.leave[transitions, state])
            phones.append(phone_of[at])
            base.append(int(model.senone_codebook[model.state_rows[row, state]]))
            after_pause.append(state == 0 and at - 1 in pauses)
    step = np.concatenate([[_NEVER], leave[:-1]]).astype(np.float32)
    step[np.array(first, int)] = _NEVER
    skip = np.full(len(senones), _NEVER, np.float32)
    over = np.nonzero(np.array(after_pause))[0]
    skip[over] = np.array(leave, np.float32)[over - 2]
    loop_rows = model.state_rows[: len(model.phones)]
    known, columns = np.unique(np.concatenate([loop_rows.ravel(), np.array(senones)]), return_inverse=True)
    count = loop_rows.size
    transitions = model.transition_rows[: len(model.phones)]
    loop = Loop(
        columns=columns[:count].reshape(loop_rows.shape),
        stay=model.stay[transitions].astype(np.float32),
        leave=model.leave[transitions].astype(np.float32),
        fillers=np.array([model.phones.index(name) for name in _FILLERS]),
    )
    return Network(
        scorer=model.scorer(known.astype(np.int32)),
        columns=columns[count:],
        stay=np.array(stay, np.float32),
        step=step,
        skip=skip,
        first=np.array(first, np.int64),
        last=np.array(last, np.int64),
        leave=np.array(leave, np.float32)[np.array(last, int)],
        phrase_of=np.array(phrase_of, np.int64),
        handicap=np.array(handicap, np.float32),
        phone_of=np.array(phones, np.int64),
        base_phone=np.array(base, np.int64),
        loop=loop,
        settings=settings,
    )


def search(network: Network, features: Features, wanted: int) -> SearchResult | None:
    """What ``features``, shape ``(frames, 39)``, hold; the first ``wanted`` phrases of the network are no
    decoys.

    None where there are too few frames for any of them.
    """
    scores = network.scorer.score(features)
    if len(scores) < STATES_PER_PHONE:
        return None
    loop_total = _loop_total(network, scores)
    fillers = scores[:, network.loop.columns[network.loop.fillers].ravel()].max(axis=1)
    before = np.concatenate([[np.float32(0)], np.cumsum(fillers, dtype=np.float32)])
    totals, starts, ends = _advance(network, scores[:, network.columns], before)
    totals = totals - network.handicap
    best: dict[int, int] = {}
    for variant in np.argsort(-totals, kind="stable").tolist():
        if totals[variant] <= _NEVER / 2:
            break
        best.setdefault(int(network.phrase_of[variant]), variant)
    if not any(phrase < wanted for phrase in best):
        return None
    ranked = tuple(
        PhraseScore(phrase, variant, float(totals[variant]), int(starts[variant]), int(ends[variant]))
        for phrase, variant in best.items()
    )
    top = next(score for score in ranked if score.phrase < wanted)
    phone_scores, phone_frames = _align(network, scores, top)
    return SearchResult(ranked, top, loop_total, phone_scores, phone_frames, len(scores))


def _advance(
    network: Network, emitted: Scores, before: Scores
) -> tuple[Scores, npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Per variant: the best total with silence before and after, where the phrase starts, and where it
    ends.
    """
    frames, states = emitted.shape
    alive = np.full(states + 2, _NEVER, np.float32)
    started = np.zeros(states + 2, np.int32)
    totals = np.full(len(network.first), _NEVER, np.float32)
    starts = np.zeros(len(totals), np.int32)
    ends = np.zeros(len(totals), np.int32)
    remaining = before[-1] - before
    for frame in range(frames):
        stay = alive[2:] + network.stay
        step = alive[1:-1] + network.step
        skip = alive[:-2] + network.skip
        score = np.maximum(np.maximum(stay, step), skip)
        source = np.where(score == stay, started[2:], np.where(score == step, started[1:-1], started[:-2]))
        entering = before[frame] > score[network.first]
        into = network.first[entering]
        score[into] = before[frame]
        source[into] = frame
        alive[2:] = score + emitted[frame]
        started[2:] = source
        total = alive[network.last + 2] + network.leave + remaining[frame + 1]
        better = total > totals
        totals[better] = total[better]
        starts[better] = started[network.last[better] + 2]
        ends[better] = frame + 1
    return totals, starts, ends


def _loop_total(network: Network, scores: Scores) -> float:
    """The free loop's best total over all frames."""
    loop = network.loop
    emitted = scores[:, loop.columns]
    penalty = np.full(len(loop.columns), network.settings.phone_change_penalty, np.float32)
    penalty[loop.fillers] = network.settings.filler_penalty
    alive = np.full(loop.columns.shape, _NEVER, np.float32)
    alive[:, 0] = emitted[0, :, 0] - penalty
    for frame in range(1, len(scores)):
        left = float((alive[:, 2] + loop.leave[:, 2]).max())
        score = alive + loop.stay
        score[:, 1:] = np.maximum(score[:, 1:], alive[:, :-1] + loop.leave[:, :-1])
        score[:, 0] = np.maximum(score[:, 0], left - penalty)
        alive = score + emitted[frame]
    return float((alive[:, 2] + loop.leave[:, 2]).max())


def _align(network: Network, scores: Scores, best: PhraseScore) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Mean log posterior and length of each phone of the best phrase, along its best path."""
    chain = slice(int(network.first[best.variant]), int(network.last[best.variant]) + 1)
    rows = scores[best.start_frame : best.end_frame]
    emitted = rows[:, network.columns[chain]]
    stay, step, skip = network.stay[chain], network.step[chain], network.skip[chain]
    states = emitted.shape[1]
    alive = np.full(states + 2, _NEVER, np.float32)
    alive[2] = emitted[0, 0]
    back = np.zeros((len(rows), states), np.int64)
    for frame in range(1, len(rows)):
        ways = np.stack([alive[2:] + stay, alive[1:-1] + step, alive[:-2] + skip])
        back[frame] = ways.argmax(axis=0)
        alive[2:] = ways.max(axis=0) + emitted[frame]
    path = [states - 1]
    for frame in range(len(rows) - 1, 0, -1):
        path.append(path[-1] - int(back[frame, path[-1]]))
    path.reverse()
    by_phone = rows[:, network.loop.columns].max(axis=2)
    top = by_phone.max(axis=1)
    norm = top + np.log(np.exp(by_phone - top[:, None]).sum(axis=1))
    own = np.maximum(
        emitted[np.arange(len(rows)), path], by_phone[np.arange(len(rows)), network.base_phone[chain][path]]
    )
    posterior = np.minimum(own - norm, 0.0)
    phones = network.phone_of[chain][path]
    count = int(phones.max()) + 1
    means = tuple(
        float(posterior[phones == phone].mean()) for phone in range(count) if (phones == phone).any()
    )
    frames = tuple(int((phones == phone).sum()) for phone in range(count))
    return means, frames
