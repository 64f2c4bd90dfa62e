"""The check of phrases: clean on what ships, and finding what is planted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.errors import InputError
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.phrase_check import Prompt, check_phrases, phone_distance
from voice_coach.listening.phrase_file import load_grammar, parse_grammar
from voice_coach.listening.pronunciation import Lexicon, load_lexicon

PHONES = st.lists(st.sampled_from(["AA", "B", "P", "S", "Z", "IY"]), max_size=6).map(tuple)


def _grammar(*lines: str) -> Grammar:
    said = "\n".join(lines)
    return parse_grammar(
        f"states: {{working: {{commands: [next, pause, switch]}}}}\ncommands:\n{said}\n", "p.yaml"
    )


def test_the_shipped_phrases_have_no_fault() -> None:
    grammar = load_grammar()
    lexicon = load_lexicon(grammar.words(), "en")
    assert [str(finding) for finding in check_phrases(grammar, lexicon) if not finding.note] == []


def test_what_is_wrong_is_found_with_its_line() -> None:
    grammar = _grammar("  next: [go, xyzzy]", "  pause: [gold]", "  switch: [other side]")
    lexicon = Lexicon(
        {
            "go": (("G", "OW"),),
            "gold": (("K", "OW"),),
            "other": (("AH", "DH", "ER"),),
            "side": (("S", "AY", "D"),),
        }
    )
    found = check_phrases(grammar, lexicon, [Prompt("Now the other side.", "working", "quads")])
    assert [(finding.line, finding.code) for finding in found] == [
        (3, "no-pronunciation"),
        (4, "sounds-like-another"),
        (5, "said-by-the-coach"),
    ]
    assert str(found[0]).startswith("p.yaml:3: ")


def test_a_word_without_pronunciation_stops_a_recogniser() -> None:
    with pytest.raises(InputError) as raised:
        load_lexicon(["stop", "5k"], "en")
    assert raised.value.code == "word-without-pronunciation"
    assert "“5k”" in raised.value.message


def test_a_guessed_word_is_a_note() -> None:
    grammar = _grammar("  next: [squishable]", "  pause: [hold]", "  switch: [other side]")
    found = check_phrases(grammar, load_lexicon(grammar.words(), "en"))
    assert [(finding.line, finding.code, finding.note) for finding in found] == [
        (3, "guessed-pronunciation", True)
    ]
    assert "S K W IH SH" in found[0].message


@given(PHONES, PHONES)
def test_phone_distance_is_a_distance_as_far_as_it_matters(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert phone_distance(one, one) == 0
    near = phone_distance(one, other)
    assert min(near, 1.5) == min(phone_distance(other, one), 1.5)
    assert near > 0 or one == other
