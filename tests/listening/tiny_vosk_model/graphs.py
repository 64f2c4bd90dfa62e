"""The tiny model's decoding graphs, over transition-ids: a loop of words, any after any, with silence
between."""

from __future__ import annotations

from collections.abc import Mapping

from tests.listening.tiny_vosk_model.fst_file import Fst
from tests.listening.tiny_vosk_model.vocabulary import SILENCE, UNKNOWN, Vocabulary


def word_loop(vocabulary: Vocabulary, costs: Mapping[str, float]) -> Fst:
    """Transition-ids to words. ``costs`` of each word in nats: 0 where a grammar composed with it brings its
    own.

    A phone is entered over its leaving transition and then loops on its staying one: what Kaldi calls
    reordered, and what libvosk's word alignment expects.
    """
    graph = Fst()
    graph.final_costs[0] = 0.0
    for word in (UNKNOWN, *vocabulary.words):
        _add_row(
            graph, vocabulary, vocabulary.phones_of(word), vocabulary.word_id(word), costs.get(word, 0.0)
        )
    _add_row(graph, vocabulary, (SILENCE,), 0, 0.0)
    return graph


def any_words(vocabulary: Vocabulary) -> Fst:
    """The default grammar of the model whose graph is composed at run time: every word, equally likely."""
    grammar = Fst()
    grammar.final_costs[0] = 0.0
    for word in (UNKNOWN, *vocabulary.words):
        grammar.add_arc(0, vocabulary.word_id(word), vocabulary.word_id(word), 2.0, 0)
    return grammar


def _add_row(graph: Fst, vocabulary: Vocabulary, phones: tuple[int, ...], gives: int, cost: float) -> None:
    transitions = vocabulary.transitions
    state = 0
    for position, phone in enumerate(phones):
        inside = graph.add_state()
        first = position == 0
        graph.add_arc(state, transitions.leave(phone), gives if first else 0, cost if first else 0.0, inside)
        graph.add_arc(inside, transitions.stay(phone), 0, 0.0, inside)
        state = inside
    graph.add_arc(state, 0, 0, 0.0, 0)
