"""The search against an exhaustive one, and what must hold of it whatever it is given."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import examples
from tests.listening.acoustic.ranking import rank_phrases
from voice_coach.listening.acoustic.phrase_graph import NEVER, PhraseGraph, build_graph
from voice_coach.listening.acoustic.search import SearchSettings, loop_total, place_of
from voice_coach.listening.acoustic.units import OUTPUTS, PHONES, STATES_PER_PHONE, output_of
from voice_coach.listening.pronunciation import Lexicon

LEXICON = Lexicon({"no": (("N", "OW"),), "go": (("G", "OW"), ("G", "AH")), "stop": (("S", "T", "AA", "P"),)})
FOLLOWS = np.full((len(PHONES), len(PHONES)), -np.log(len(PHONES)), np.float32)
SETTINGS = SearchSettings()
Scores = npt.NDArray[np.float32]


def graph_of(*phrases: str) -> PhraseGraph:
    return build_graph(LEXICON, phrases, [0.0] * len(phrases), SETTINGS.skip_penalty)


def said(phones: list[str], steps_per_state: int = 1, quiet: int = 3) -> Scores:
    """Scores of a stretch in which ``phones`` are plainly said, with silence around."""
    silence = [output_of("SIL", 1)] * quiet
    outputs = [output_of(phone, state) for phone in phones for state in range(STATES_PER_PHONE)]
    spoken = [output for output in outputs for _ in range(steps_per_state)]
    scores = np.full((2 * quiet + len(spoken), OUTPUTS), -8.0, np.float32)
    for step, output in enumerate([*silence, *spoken, *silence]):
        scores[step, output] = 0.0
    return scores


def exhaustive(graph: PhraseGraph, scores: Scores, chain: int) -> float:
    """The chain's best total, by trying every start and every way through."""
    states = range(int(graph.first[chain]), int(graph.last[chain]) + 1)
    silent = scores[:, -3:].max(axis=1)
    best = float(NEVER)

    def walk(state: int, step: int, total: float) -> None:
        nonlocal best
        total += float(scores[step, graph.outputs[state]])
        if state == states[-1]:
            best = max(best, total + float(silent[step + 1 :].sum()))
        if step + 1 == len(scores):
            return
        walk(state, step + 1, total)
        if state + 1 in states:
            walk(state + 1, step + 1, total)
        if state + 2 in states and graph.skip[state + 2] > NEVER / 2:
            walk(state + 2, step + 1, total + float(graph.skip[state + 2]))

    for start in range(len(scores)):
        walk(states[0], start, float(silent[:start].sum()))
    return best


@given(seed=st.integers(0, 10_000), steps=st.integers(1, 8))
@settings(max_examples=examples(25), deadline=None)
def test_totals_are_those_of_an_exhaustive_search(seed: int, steps: int) -> None:
    scores = (-6 * np.random.default_rng(seed).random((steps, OUTPUTS))).astype(np.float32)
    graph = graph_of("no", "go")
    ranked = {one.phrase: one for one in rank_phrases(graph, scores)}
    for phrase in range(2):
        chains = np.nonzero(graph.phrase_of == phrase)[0]
        wanted = max(exhaustive(graph, scores, int(chain)) for chain in chains)
        if wanted <= NEVER / 2:
            assert phrase not in ranked
        else:
            assert ranked[phrase].total == pytest.approx(wanted, abs=1e-3)
            place = place_of(graph, scores, ranked[phrase].chain)
            assert 0 <= place.start_step < place.end_step <= steps
            assert len(place.states) == place.end_step - place.start_step
            assert place.states[0] == 0
            assert set(np.diff(place.states)) <= {0, 1, 2}
            outputs = graph.outputs[place.states + graph.first[ranked[phrase].chain]]
            inside = np.arange(place.start_step, place.end_step)
            total = scores[inside, outputs].sum() + scores[:, -3:].max(axis=1)[: place.start_step].sum()
            total += scores[:, -3:].max(axis=1)[place.end_step :].sum()
            total -= SETTINGS.skip_penalty * int((np.diff(place.states) == 2).sum())
            assert total == pytest.approx(wanted, abs=1e-3)


@pytest.mark.parametrize(
    ("phones", "phrase"), [(["N", "OW"], "no"), (["G", "AH"], "go"), (["S", "T", "AA", "P"], "stop")]
)
def test_what_was_said_wins_and_is_found_where_it_was(phones: list[str], phrase: str) -> None:
    phrases = ("no", "go", "stop")
    graph = graph_of(*phrases)
    scores = said(phones, steps_per_state=2)
    ranked = rank_phrases(graph, scores)
    assert phrases[ranked[0].phrase] == phrase
    place = place_of(graph, scores, ranked[0].chain)
    assert (place.start_step, place.end_step) == (3, 3 + 6 * len(phones))


def test_words_may_have_a_pause_between_them_or_none() -> None:
    graph = graph_of("no go")
    joined = said(["N", "OW", "G", "OW"])
    apart = np.concatenate([said(["N", "OW"], quiet=4), said(["G", "OW"], quiet=4)])
    for scores in (joined, apart):
        assert rank_phrases(graph, scores)[0].total == pytest.approx(0.0, abs=1e-4)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=examples(30), deadline=None)
def test_the_free_loop_without_penalties_is_no_worse_than_any_phrase(seed: int) -> None:
    scores = (-6 * np.random.default_rng(seed).random((16, OUTPUTS))).astype(np.float32)
    free = SearchSettings(loop_penalty=0.0, pair_scale=0.0)
    loop = loop_total(scores, FOLLOWS, free)
    assert all(one.total <= loop + 1e-3 for one in rank_phrases(graph_of("no", "stop"), scores))


def test_too_few_steps_for_a_phrase_leave_it_out() -> None:
    scores = np.zeros((5, OUTPUTS), np.float32)
    assert [one.phrase for one in rank_phrases(graph_of("no", "stop"), scores)] == [0]
