"""Values for the phone: what is thawed is what was frozen, and strange text makes nothing."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.errors import InputError
from voice_coach.listening.grammar import Grammar, Phrase
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.routine.library import Library
from voice_coach.routine.loader import load_plan
from voice_coach.safety.texts import load_screen
from voice_coach.web.phone.frozen import freeze, thaw, thaw_each

_PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
_VALUES = st.recursive(
    _PLAIN,
    lambda inner: (
        st.lists(inner).map(tuple)
        | st.dictionaries(st.text(), inner)
        | st.frozensets(st.text() | st.integers())
    ),
)
_JSON = st.recursive(_PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(_VALUES)
def test_what_is_thawed_is_what_was_frozen(value: object) -> None:
    assert thaw(freeze(value)) == value


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_plan_a_grammar_and_the_questions_survive(language: str) -> None:
    for value in (
        load_plan("warmup", language=language),
        load_grammar(language),
        load_screen(Library(language)),
    ):
        text = freeze(value)
        again = thaw(text)
        assert again == value
        assert type(again) is type(value)
        assert freeze(again) == text


def test_the_order_of_a_set_makes_no_difference() -> None:
    one, other = (
        Grammar("en", ("a",), (Phrase("go", "next", states=frozenset(states)),))
        for states in (["a", "b", "c"], ["c", "b", "a"])
    )
    assert freeze(one) == freeze(other)


def test_a_class_that_the_phone_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="InputError"):
        freeze(InputError("no value"))
    with pytest.raises(ValueError, match="frozen"):
        thaw('{"=":"Path","x":1}')


@given(
    st.dictionaries(
        st.text(max_size=9),
        st.dictionaries(st.text(max_size=9), _PLAIN | st.tuples(_PLAIN), max_size=4),
        max_size=4,
    )
)
def test_plans_thawed_when_asked_for_are_the_same(plans: dict[str, dict[str, object]]) -> None:
    made = thaw_each(freeze(plans))
    assert {name: dict(inner) for name, inner in made.items()} == plans
    for name, inner in plans.items():
        assert list(made[name]) == list(inner)
        assert made[name].get("no such key", 1) == inner.get("no such key", 1)


@given(_JSON)
def test_strange_text_makes_nothing_but_a_plain_error(content: object) -> None:
    for read in (thaw, thaw_each):
        with suppress(ValueError):
            read(json.dumps(content))
