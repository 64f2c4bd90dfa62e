"""What a voice reads for what an author wrote, and the way back to the author's words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.audio.clip import Word
from voice_coach.routine.loader import load_pronunciations
from voice_coach.routine.pronunciations import Pronunciations, Unit
from voice_coach.speaking.spoken_text import SpokenForm, SpokenText

ENGLISH = SpokenForm(load_pronunciations("en"), "hibari")
SPANISH = SpokenForm(load_pronunciations("es"), "espeak")


def spoken_words(spoken: SpokenText) -> list[Word]:
    """Every word of the spoken text, a frame each, as a voice with word times would tell them."""
    found = (re.sub(r"^\W+|\W+$", "", token) for token in re.split(r"[\s—–…/]+", spoken.text))
    return [Word(text, at, at + 1) for at, text in enumerate(word for word in found if word)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Hold 20-30 s.", "Hold twenty to thirty seconds."),
        ("Hold 20 – 30 sec", "Hold twenty to thirty seconds"),
        ("1 s", "one second"),
        ("1 second more", "one second more"),
        ("1 seconds added", "one second added"),
        ("About 12 minutes, with a ball.", "About twelve minutes, with a ball."),
        ("5 of ten.", "five of ten."),
        ("1,250 m at 2.5 km", "one thousand two hundred and fifty metres at two point five kilometres"),
        ("On the 3rd and the 21st", "On the third and the twenty-first"),
        ("50% or 5°, 3x", "fifty percent or five degrees, three times"),
        ("Your TFL's edge, then the IT band", "Your T F L's edge, then the I T band"),
        ("Did it band together?", "Did it band together?"),
        ("Use the ball, or use your hand.", "Yuze the ball, or yuze your hand."),
        ("The use of it. Reuse the ball.", "The use of it. Reuse the ball."),
    ],
)
def test_english(written: str, said: str) -> None:
    assert ENGLISH.of(written).text == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Aguanta 20-30 s.", "Aguanta veinte a treinta segundos."),
        ("1 s, 1 segundos y 1 hora", "un segundo, un segundo y una hora"),
        ("21 min", "veintiún minutos"),
        ("2,5 kg y 1.250 m", "dos coma cinco kilos y mil doscientos cincuenta metros"),
        ("Unos 12 minutos.", "Unos doce minutos."),
        ("El TFL", "El tensor de la fascia lata"),
    ],
)
def test_spanish(written: str, said: str) -> None:
    assert SPANISH.of(written).text == said


@pytest.mark.parametrize(
    "text", ["version 1.2.3", "at 7:30", "1/2", "4-7-8 breathing", "a5", "5a", "12345678", "http://a.b/3"]
)
def test_what_is_no_plain_number_is_left_to_the_voice(text: str) -> None:
    assert ENGLISH.of(text).text == text


def test_a_voice_has_its_own_respelling_where_there_is_one() -> None:
    known = Pronunciations(
        "en", {"tibialis": {"say": "tibby", "espeak": "tibbya"}, "psoas": {"flite": "so us"}}
    )
    text = "Tibialis and psoas"
    assert SpokenForm(known, "espeak").of(text).text == "Tibbya and psoas"
    assert SpokenForm(known, "flite").of(text).text == "Tibby and so us"


def test_the_longest_entry_wins_and_words_are_whole() -> None:
    known = Pronunciations("en", {"band": {"say": "bend"}, "IT band": {"say": "I T band"}})
    assert (
        SpokenForm(known, "x").of("IT band, IT-band, bands, band").text == "I T band, I T band, bands, bend"
    )


def test_a_language_without_rules_keeps_its_numbers_and_has_its_words() -> None:
    known = Pronunciations("fr", {"ITB": {"say": "i té bé"}}, {"s": Unit("seconde", "secondes")})
    assert SpokenForm(known, "espeak").of("ITB 20-30 s").text == "i té bé 20-30 s"


def test_times_come_back_to_the_author_s_words() -> None:
    spoken = ENGLISH.of("Use the IT band, 20-30 s, then 50% of it.")
    assert spoken.text == "Yuze the I T band, twenty to thirty seconds, then fifty percent of it."
    back = [(word.text, word.start_frame, word.end_frame) for word in spoken.back(spoken_words(spoken))]
    assert back == [
        ("Use", 0, 1),
        ("the", 1, 2),
        ("IT", 2, 4),
        ("band", 4, 5),
        ("20-30", 5, 8),
        ("s", 8, 9),
        ("then", 9, 10),
        ("50%", 10, 12),
        ("of", 12, 13),
        ("it", 13, 14),
    ]


def test_a_word_that_the_text_does_not_hold_is_passed_over() -> None:
    spoken = ENGLISH.of("Roll 5 times")
    words = [Word("Roll", 0, 1), Word("uhm", 1, 2), Word("five", 2, 3), Word("times", 3, 4)]
    assert [word.text for word in spoken.back(words)] == ["Roll", "5", "times"]


PARTS = [
    "Roll",
    "your",
    "IT band",
    "TFL",
    "20-30 s",
    "1 min",
    "5%",
    "use the",
    "3rd",
    "é",
    "2.5",
    "—",
    "s",
    "12",
    "’",
]


@given(st.lists(st.sampled_from(PARTS), max_size=12), st.sampled_from([" ", ", ", ". "]))
def test_every_word_comes_back_in_order_and_stands_in_the_text(parts: list[str], between: str) -> None:
    written = between.join(parts)
    spoken = ENGLISH.of(written)
    assert not re.search(r"\d", spoken.text)
    words = spoken_words(spoken)
    back = spoken.back(words)
    searched = 0
    for word in back:
        searched = written.index(word.text, searched) + len(word.text)
    starts = [word.start_frame for word in back]
    assert starts == sorted(set(starts))
    assert [word.end_frame for word in back] == [*starts[1:], len(words)][: len(back)]


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    for form in (ENGLISH, SPANISH):
        spoken = form.of(text)
        said, written = spoken.text, text
        for piece in reversed(spoken.pieces):
            said = said[: piece.start] + said[piece.end :]
            written = written[: piece.from_] + written[piece.to :]
        assert said == written
