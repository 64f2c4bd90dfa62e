"""Strictness and thresholds chosen on some of the speakers, and what they let pass of the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bench.heard import Heard, replayed
from bench.other_talk import LOSES_WORK
from bench.strictness import TARGETS, Judges, Score, counts, state_threshold, strictness, with_strictness
from training.corpus import FOLDS, fold_of
from voice_coach.listening.decision import Decider, needed_nats
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.thresholds import Thresholds

_MARGINS = np.arange(0, 1.51, 0.1)
ALL = frozenset(range(FOLDS))


@dataclass(frozen=True)
class Rules:
    """What's chosen beside the calibrator."""

    grammar: Grammar
    thresholds: Thresholds


@dataclass(frozen=True, eq=False)
class Evidence:
    """What was ``heard``, and its ``scores`` by calibrators that never met the speaker."""

    heard: Sequence[Heard]
    scores: Sequence[Score]

    def of(self, folds: Collection[int]) -> Evidence:
        """Without the talk of speakers in other ``folds``."""
        return Evidence(
            [one for one in self.heard if one.take.source != "other" or fold_of(one.take.speaker) in folds],
            [one for one in self.scores if not one.is_talk or fold_of(one.take.speaker) in folds],
        )

    def under(self, grammar: Grammar) -> list[Score]:
        """The scores, their phrases as strict as in ``grammar``."""
        strict = {phrase.text: phrase for phrase in grammar.phrases}
        return [
            replace(one, understood=replace(one.understood, phrase=strict[one.understood.phrase.text]))
            for one in self.scores
        ]

    def hours(self, state: str) -> float:
        """Of talk that's counted in ``state``."""
        return (
            sum(one.take.seconds for one in self.heard if counts(one.take) and state in one.by_state) / 3600
        )


def chosen(
    evidence: Evidence, grammar: Grammar, thresholds: Thresholds, more: Mapping[str, float] | None = None
) -> Rules:
    """Strictness and thresholds, set on all of ``evidence``; ``more``: nats by state, if people allow it."""
    ours = with_strictness(grammar, strictness(evidence.scores, thresholds, grammar))
    states = dict(thresholds.states)
    as_chosen = evidence.under(ours)
    for state in TARGETS.keys() - {"working"}:
        said = [one.take for one in evidence.heard if _answers(one, state, grammar)]
        people = [take for take in said if take.source == "people"]
        natural = [take for take in said if take.source in ("natural", "natural noisy")]
        states[state] = state_threshold(
            state,
            as_chosen,
            thresholds,
            ours,
            evidence.hours(state),
            people or natural,
            (more or {}).get(state, 0.0),
        )
    return Rules(ours, replace(thresholds, states=states))


def _answers(one: Heard, state: str, grammar: Grammar) -> bool:
    said = one.take.said.get(state)
    understood = None if said is None else grammar.understand(said, state)
    return understood is not None and understood.command in grammar.expects[state]


def margins(
    evidence: Evidence, grammar: Grammar, thresholds: Thresholds, folds: Collection[int]
) -> dict[str, float]:
    """How many nats more each state needs to keep within `TARGETS` on people on whom nothing was set."""
    over: defaultdict[str, list[float]] = defaultdict(list)
    for fold in folds:
        rules = chosen(evidence.of([one for one in folds if one != fold]), grammar, thresholds)
        for one in evidence.of([fold]).under(rules.grammar):
            if counts(one.take):
                needed = needed_nats(one.understood, one.state, rules.grammar, rules.thresholds)
                over[one.state].append(one.nats - needed)
    found = {}
    for state, most in TARGETS.items():
        hours = max(evidence.of(folds).hours(state), 1e-9)
        enough = [
            margin for margin in _MARGINS if sum(nats >= margin for nats in over[state]) / hours <= most
        ]
        found[state] = round(float(min(enough, default=_MARGINS[-1])), 1)
    return found


def careful(evidence: Evidence, grammar: Grammar, thresholds: Thresholds, folds: Collection[int]) -> Rules:
    """`chosen` on the talk of ``folds``, each state as much stricter as its margin, but for `working`.

    There a margin costs more than it saves: what's falsely obeyed is a phrase that no one came near before.
    """
    mine = evidence.of(folds)
    return chosen(mine, grammar, thresholds, margins(mine, grammar, thresholds, folds))


def false_commands(heard: Iterable[Heard], judge_of: Judges, rules: Rules) -> Iterator[tuple[str, str, str]]:
    """State, words and command of each that's obeyed of talk."""
    for one in heard:
        for state in one.by_state if counts(one.take) else ():
            decider = Decider(rules.grammar, judge_of(one.take.speaker), rules.thresholds)
            for decision in replayed(one, state, decider):
                yield state, decision.text, decision.understood.command


def false_table(title: str, false: Sequence[tuple[str, str, str]], evidence: Evidence) -> str:
    """False commands an hour by state, and the commonest."""
    cells = []
    for state in TARGETS:
        count = sum(where == state for where, _, _ in false)
        hours = evidence.hours(state)
        cells.append(f"{state} {count / max(hours, 1e-9):.1f} ({count} in {hours:.2f} h)")
    loses = sum(where == "working" and command in LOSES_WORK for where, _, command in false)
    common = Counter((where, text) for where, text, _ in false if where != "rating").most_common(20)
    said = ", ".join(f"{where} {text!r} {times}" for (where, text), times in common)
    return f"{title}: {', '.join(cells)}; losing work {loses}\n  {said}"


def heard_table(heard: Iterable[Heard], judge_of: Judges, rules: Rules) -> Iterator[str]:
    """Right and wrong of what was meant, by source and state."""
    right: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for one in heard:
        take = one.take
        for state in one.by_state if take.source != "other" else ():
            said = take.said[state]
            wanted = None if said is None else rules.grammar.understand(said, state)
            if wanted is None:
                continue
            decider = Decider(rules.grammar, judge_of(take.speaker), rules.thresholds)
            got = [decision.understood for decision in replayed(one, state, decider)]
            meant = [(each.command, each.value) == (wanted.command, wanted.value) for each in got]
            key = (take.source, state)
            total[key] += 1
            right[key] += bool(got) and all(meant)
            wrong[key] += not all(meant)
    for key, count in sorted(total.items()):
        yield f"{key[0]}, {key[1]}: {right[key]} / {wrong[key]} of {count}"
