"""From phrases to what a model can hear, and from heard words back to phrases."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voice_coach.listening.recogniser import GARBAGE
from voice_coach.listening.vosk_phrases import agreement, cover, hearable, spell

TEXTS = ("stop", "stop session", "hold longer", "switch sides", "longer", "next")
words_lists = st.lists(
    st.sampled_from(["stop", "session", "hold", "longer", "switch", "sides", "uh", GARBAGE]), max_size=9
)


def covered(said: str, texts: tuple[str, ...] = TEXTS) -> str:
    words = said.split()
    return spell(words, cover(words, texts))


def test_whole_phrases_stay() -> None:
    assert covered("stop") == "stop"
    assert covered("hold longer") == "hold longer"
    assert covered("next stop session") == "next stop session"


def test_words_of_different_phrases_do_not_make_one() -> None:
    assert covered("hold sides") == GARBAGE
    assert covered("switch longer") == f"{GARBAGE} longer"
    assert covered("hold hold longer") == f"{GARBAGE} hold longer"
    assert cover(["hold", "hold", "longer"], TEXTS) == (False, True, True)


def test_what_is_no_phrase_becomes_one_garbage() -> None:
    assert covered("please uh stop it now") == f"{GARBAGE} stop {GARBAGE}"
    assert covered("[unk] stop") == f"{GARBAGE} stop"
    assert covered("") == ""
    assert covered("stop", ()) == GARBAGE


@given(words_lists, st.lists(st.sampled_from(TEXTS), max_size=4))
def test_what_is_kept_can_be_said(words: list[str], texts: list[str]) -> None:
    kept = cover(words, texts)
    assert len(kept) == len(words)
    text = spell(words, kept)
    assert spell(text.split(), cover(text.split(), texts)) == text
    single = {text for text in texts if " " not in text}
    assert all(keep for word, keep in zip(words, kept, strict=True) if word in single)
    assert not any(keep for word, keep in zip(words, kept, strict=True) if word == GARBAGE)


@given(st.lists(st.sampled_from(TEXTS), max_size=5))
def test_any_sequence_of_phrases_is_kept_whole(texts: list[str]) -> None:
    words = " ".join(texts).split()
    assert all(cover(words, TEXTS))


def test_unknown_words_are_named_and_never_dropped_alone() -> None:
    can = hearable(
        ["hold longer", "ease off", "stop", "stop"], {"hold", "longer", "stop", "off"}.__contains__
    )
    assert can.texts == ("hold longer", "stop")
    assert can.unheard == (("ease off", "ease"),)


def test_agreement_counts_words_in_order() -> None:
    assert agreement(["hold", "longer"], ["hold", "longer"]) == 1.0
    assert agreement(["back"], ["next"]) == 0.0
    assert agreement(["hold", "longer"], ["please", "hold", "on", "longer"]) == 4 / 6
    assert agreement(["hold", "longer"], ["longer", "hold"]) == 0.5
    assert agreement([], []) == 1.0
    assert agreement(["stop"], []) == 0.0


@given(words_lists, words_lists)
def test_agreement_is_a_share_and_fair(one: list[str], other: list[str]) -> None:
    assert 0.0 <= agreement(one, other) <= 1.0
    assert agreement(one, other) == agreement(other, one)
    assert (agreement(one, other) == 1.0) == (one == other)
