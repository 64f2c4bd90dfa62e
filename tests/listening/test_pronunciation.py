"""How words sound: ours, the dictionary's, and a guess for new ones, which is heard."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.listening.voices import said
from voice_coach.errors import InputError, MissingPartError
from voice_coach.listening.acoustic.recogniser import AcousticRecogniser
from voice_coach.listening.acoustic.units import PHONES
from voice_coach.listening.audio_file import with_room_tone
from voice_coach.listening.phrase_file import load_grammar, parse_grammar
from voice_coach.listening.pronunciation import cmu_words, load_lexicon
from voice_coach.listening.recogniser import decode
from voice_coach.listening.spelling import Spelling, load_spelling


def test_ours_come_before_the_dictionarys_without_stress() -> None:
    words = load_lexicon(["yeah", "stop", "either"], "en").words
    assert words["yeah"][:2] == (("Y", "AE"), ("Y", "EH", "AH"))
    assert words["stop"] == (("S", "T", "AO", "P"), ("S", "T", "AA", "P"))
    assert words["either"] == (("IY", "DH", "ER"), ("AY", "DH", "ER"))


def test_no_word_that_ships_is_a_guess() -> None:
    assert load_lexicon(load_grammar().words(), "en").guessed == frozenset()


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("squishable", "S K W IH SH AH B AH L"),
        ("zoomies", "Z UW M IY Z"),
        ("glutey", "G L UW T IY"),
        ("rollerista", "R OW L ER IH S T AH"),
    ],
)
def test_a_new_word_is_guessed_from_its_letters(word: str, phones: str) -> None:
    assert word not in cmu_words()
    lexicon = load_lexicon([word, "stop"], "en")
    assert lexicon.words[word] == (tuple(phones.split()),)
    assert lexicon.guessed == {word}


def test_a_guess_is_near_what_the_dictionary_says() -> None:
    words = {word: ways[0] for word, ways in cmu_words().items() if word.isalpha() and 4 <= len(word) <= 8}
    spelling = load_spelling()
    alike = [
        SequenceMatcher(None, spelling.guess(word), phones).ratio()
        for word, phones in list(words.items())[::400]
    ]
    assert sum(alike) > 0.8 * len(alike)


@pytest.mark.parametrize("word", ["zoomies", "flooshing"])
def test_a_phrase_with_a_new_word_is_heard(word: str, tmp_path: Path) -> None:
    text = f"more {word} please"
    grammar = parse_grammar(
        f"states: {{working: {{commands: [next, pause]}}}}\n"
        f"commands:\n  next: [next one, {text}]\n  pause: [pause it, more music please]\n",
        "p.yaml",
    )
    recogniser = AcousticRecogniser(grammar, load_lexicon(grammar.words(), "en"), "working")
    heard = decode(recogniser, with_room_tone(said(text, tmp_path, "rms"), 0.25, 1))
    assert heard.text == text
    assert heard.evidence["loop_margin"] > -1.0


@given(st.text(max_size=20))
def test_any_text_is_guessed_in_known_phones_or_not_at_all(text: str) -> None:
    phones = load_spelling().guess(text)
    assert set(phones) <= set(PHONES)
    if not text.replace("'", "").isascii():
        assert phones == ()


def test_the_longest_context_decides() -> None:
    spelling = Spelling({"(c)": ("K",), "(c)e": ("S",), "(e)": ("EH",), "(e)#": ()})
    assert spelling.guess("ce") == ("S",)
    assert spelling.guess("c") == ("K",)
    assert spelling.guess("ec") == ("EH", "K")


def test_damaged_rules_are_told(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "spelling.json").write_text("[1", "utf-8")
    with pytest.raises(MissingPartError) as raised:
        load_spelling(tmp_path)
    assert raised.value.code == "spelling-unreadable"


def test_a_line_without_phones_is_refused_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "pronunciations.dict").write_text("# ours\nstop\n", "utf-8")
    with pytest.raises(InputError, match="line 2") as raised:
        load_lexicon(["stop"], "en", tmp_path)
    assert raised.value.code == "pronunciations-invalid"


def test_another_languages_word_is_not_guessed() -> None:
    with pytest.raises(InputError) as raised:
        load_lexicon(["siguiente"], "es")
    assert raised.value.code == "word-without-pronunciation"
    assert "models/es/pronunciations.dict" in raised.value.hint
