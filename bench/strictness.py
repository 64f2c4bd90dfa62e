"""How sure the coach must be, chosen on kept evidence: each phrase's strictness, each state's threshold.

A phrase's strictness is where it loses least: people and natural voices who say it against other people's
talk that sounds like it. A state's threshold is the lowest at which talk passes no oftener than `TARGETS`, as
long as people are still heard.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bench.heard import Heard
from bench.hearing_evidence import meaning
from bench.hearing_material import Take
from bench.natural_voices import CHECKED
from bench.other_talk import LOSES_WORK
from voice_coach.listening.calibrator import Calibrator
from voice_coach.listening.decision import evidence_of, needed_nats, stands_alone
from voice_coach.listening.grammar import Grammar, Phrase, Understood
from voice_coach.listening.surroundings import Surroundings
from voice_coach.listening.thresholds import Thresholds

TARGETS: Mapping[str, float] = {
    "working": 1,
    "setup": 3,
    "confirm": 3,
    "side": 3,
    "rating": 6,
    "today": 3,
    "areas": 2,
}
"""False commands an hour of other people's talk."""
_HEARD_SHARE = 0.965
"""Of people's answers in a state that must still be heard; natural voices' where no one said them."""
_NATURAL_SHARE = 0.85
_PEOPLE: Mapping[str, float] = {
    **{"natural": 1.0, "natural noisy": 1.0, "natural far": 1.0},
    **{"people": 1.0, "people far": 0.4},
}
_TALK_FAR = 0.5
_EASIEST, _STRICTEST = -2.2, 3.0
_SAID_TIMES, _FALSE_TIMES = 8.0, 6.0
"""A false command in all the talk costs as much as 6 of 8 who aren't heard, twice that if it loses work."""
_SUGGESTED_TIMES = 1.5
_AWAY = 0.1
_SPREAD_SAID, _SPREAD_TALK, _TALK_BELOW = 0.8, 0.6, 0.3
"""Other people will be a little clearer or less clear: nats."""

Judges = Callable[[str], Calibrator]
"""The calibrator that never met a speaker."""


@dataclass(frozen=True, eq=False)
class Score:
    """A stretch that's a phrase of its state: its log odds, less what its surroundings need."""

    take: Take
    state: str
    understood: Understood
    nats: float
    right: bool

    @property
    def is_talk(self) -> bool:
        return self.take.source == "other"

    @property
    def is_far(self) -> bool:
        return self.take.name.endswith(" far")


def scores(found: Iterable[Heard], judge_of: Judges, grammar: Grammar) -> Iterator[Score]:
    """Of every stretch of ``found``."""
    for one in found:
        take, judge = one.take, judge_of(one.take.speaker)
        for state, stretches in one.by_state.items():
            around, said = Surroundings(), take.said[state]
            wanted = None if said is None else grammar.understand(said, state)
            for stretch in stretches:
                segment, heard = stretch.segment, stretch.hypothesis
                understood = None if heard is None else grammar.understand(heard.text, state)
                if heard is not None and understood is not None:
                    evidence = evidence_of(heard, segment)
                    if stands_alone(segment, evidence):
                        nats = judge.log_odds(evidence, state) - around.extra_nats(segment)
                        right = wanted is not None and meaning(wanted) == meaning(understood)
                        yield Score(take, state, understood, nats, right)
                if wanted is None and not segment.over_sound:
                    around.heard(segment)


def counts(take: Take) -> bool:
    """Whether ``take`` is talk that's counted as it was recorded: no mix, no room, no one the network met."""
    return (
        take.source == "other"
        and take.kind not in ("read", "babble", "tv")
        and not take.name.endswith(" far")
    )


def strictness(found: Sequence[Score], thresholds: Thresholds, grammar: Grammar) -> dict[str, float]:
    """By phrase, of those that a session hears."""
    said: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    talk: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for one in found:
        phrase, source = one.understood.phrase, one.take.source
        if one.state != _home(phrase):
            continue
        bare = Understood(one.understood.command, replace(phrase, strictness=0.0))
        over = one.nats - needed_nats(bare, one.state, grammar, thresholds)
        if one.is_talk and one.take.kind != "read":
            talk[phrase.text].append((over, _TALK_FAR if one.is_far else 1.0))
        elif one.right and source in _PEOPLE:
            said[phrase.text].append((over, _PEOPLE[source]))
    return {
        phrase.text: _best(phrase, np.array(said[phrase.text]), np.array(talk[phrase.text]))
        for phrase in grammar.phrases
        if _home(phrase) is not None and not (phrase.seconds is not None and "second" in phrase.text)
    }


def _home(phrase: Phrase) -> str | None:
    return next((state for state in ("working", "setup") if state in phrase.states), None)


def _best(phrase: Phrase, said: np.ndarray, talk: np.ndarray) -> float:
    """``said`` and ``talk``: nats over the usual threshold, and weights; shapes ``(count, 2)`` or empty."""
    places = np.arange(_EASIEST, _STRICTEST + 0.01, 0.1)
    worth = -_AWAY * np.abs(places)
    if len(said):
        likely = 1 / (1 + np.exp(-(said[:, :1] - places) / _SPREAD_SAID))
        times = _SUGGESTED_TIMES if phrase.text in CHECKED else 1.0
        worth += times * _SAID_TIMES / max(_SAID_TIMES, said[:, 1].sum()) * (said[:, 1] @ likely)
    if len(talk):
        above = talk[:, :1] - places
        false = np.where(above >= 0, 1.0, _TALK_BELOW * np.exp(np.minimum(above, 0) / _SPREAD_TALK))
        worth -= _FALSE_TIMES * (2 if phrase.command in LOSES_WORK else 1) * (talk[:, 1] @ false)
    return round(float(places[int(worth.argmax())]), 1)


def with_strictness(grammar: Grammar, chosen: Mapping[str, float]) -> Grammar:
    """``grammar`` with the ``chosen`` strictness of its phrases."""
    phrases = (replace(one, strictness=chosen.get(one.text, one.strictness)) for one in grammar.phrases)
    return replace(grammar, phrases=tuple(phrases))


def state_threshold(
    state: str,
    found: Sequence[Score],
    thresholds: Thresholds,
    grammar: Grammar,
    hours: float,
    said: Sequence[Take],
    more: float = 0.0,
) -> float:
    """What ``state`` needs. ``hours`` of talk are counted; ``said`` are the takes of its answers.

    ``more`` nats are added, as long as those who answer are still heard.
    """
    talk: list[float] = []
    right: defaultdict[Take, float] = defaultdict(lambda: -math.inf)
    wrong: defaultdict[Take, float] = defaultdict(lambda: -math.inf)
    meant = set(said)
    bare = replace(thresholds, states={state: 0.0}, unasked=-math.inf)
    for one in found:
        if one.state != state:
            continue
        passes = one.nats - needed_nats(one.understood, state, grammar, bare)
        answers = one.understood.command in grammar.expects[state]
        if one.take in meant:
            best = right if one.right else wrong
            best[one.take] = max(best[one.take], passes)
        elif counts(one.take) and (answers or passes >= thresholds.unasked):
            talk.append(passes)
    places = np.round(np.arange(-4.0, 4.01, 0.1), 1)
    heard = np.array([sum(right[take] >= at > wrong[take] for take in meant) for at in places])
    false = np.array([sum(one >= at for one in talk) / max(hours, 1e-9) for at in places])
    share = _NATURAL_SHARE if any(take.source.startswith("natural") for take in said) else _HEARD_SHARE
    most = float(places[heard >= min(share * len(meant), heard.max())].max())
    quiet = places[false <= TARGETS[state]]
    return round(min(most, float(quiet.min()) + more), 1) if len(quiet) else most
