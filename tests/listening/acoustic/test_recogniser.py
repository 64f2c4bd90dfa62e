"""The model that ships, on synthetic voices and on real people where their recordings are here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.listening.acoustic.small_model import arrays, write
from tests.listening.voices import real_voices, said
from voice_coach.errors import InputError
from voice_coach.listening.acoustic.net import load_acoustic_model
from voice_coach.listening.acoustic.recogniser import AcousticRecogniser
from voice_coach.listening.audio_file import read_audio, with_room_tone
from voice_coach.listening.grammar import Grammar, Phrase
from voice_coach.listening.hear_file import hear_samples
from voice_coach.listening.heard import CommandHeard
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.pronunciation import Lexicon, load_lexicon
from voice_coach.listening.recogniser import GARBAGE, Speech, decode

SAID = ("hold longer", "next one please", "switch sides", "it hurts", "twenty more seconds", "what can i say")


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    return load_grammar()


@pytest.fixture(scope="module")
def lexicon(grammar: Grammar) -> Lexicon:
    return load_lexicon(grammar.words(), grammar.language)


@pytest.fixture(scope="module")
def recogniser(grammar: Grammar, lexicon: Lexicon) -> AcousticRecogniser:
    return AcousticRecogniser(grammar, lexicon, "working")


def spoken(text: str, folder: Path) -> Speech:
    """``text`` by a voice that trained nothing, in a quiet room."""
    return with_room_tone(said(text, folder, "rms"), 0.25, 1)


@pytest.mark.parametrize("text", SAID)
def test_phrases_of_a_new_voice_are_heard_with_good_evidence(
    recogniser: AcousticRecogniser, tmp_path: Path, text: str
) -> None:
    recogniser.set_state("working")
    sound = spoken(text, tmp_path)
    heard = decode(recogniser, sound)
    assert heard.text == text
    assert heard.evidence["rival_margin"] > 0
    assert all(np.isfinite(value) for value in heard.evidence.values())
    assert 0 <= heard.words[0].start_sample < heard.words[0].end_sample <= len(sound)


def test_other_speech_fits_worse_than_a_phrase(recogniser: AcousticRecogniser, tmp_path: Path) -> None:
    recogniser.set_state("working")
    ours = decode(recogniser, spoken("hold longer", tmp_path)).evidence
    theirs = decode(recogniser, spoken("the old banner", tmp_path)).evidence
    for name in ("loop_margin", "phone_mean", "path_share"):
        assert ours[name] > theirs[name]


def test_a_new_word_needs_only_its_pronunciation(tmp_path: Path) -> None:
    words = {"marmalade": (("M", "AA", "R", "M", "AH", "L", "EY", "D"),), "stop": (("S", "T", "AA", "P"),)}
    grammar = Grammar(
        language="en",
        states=("working",),
        phrases=tuple(Phrase(word, word, states=frozenset({"working"})) for word in words),
    )
    recogniser = AcousticRecogniser(grammar, Lexicon(words), "working")
    assert decode(recogniser, spoken("marmalade", tmp_path)).text == "marmalade"


def test_the_size_of_the_blocks_makes_no_difference(recogniser: AcousticRecogniser, tmp_path: Path) -> None:
    recogniser.set_state("working")
    sound = spoken("switch sides", tmp_path)
    whole = decode(recogniser, sound)
    recogniser.start()
    for at in range(0, len(sound), 333):
        assert recogniser.feed(sound[at : at + 333]) == ""
    assert recogniser.finish() == whole


@pytest.mark.parametrize("samples", [0, 1, 399, 1200])
def test_too_little_sound_is_no_phrase(recogniser: AcousticRecogniser, samples: int) -> None:
    recogniser.set_state("working")
    assert decode(recogniser, np.zeros(samples, np.int16)).text == GARBAGE


def test_silence_and_noise_give_finite_evidence(recogniser: AcousticRecogniser) -> None:
    recogniser.set_state("working")
    noise = np.random.default_rng(1).integers(-32768, 32767, 16_000).astype(np.int16)
    for sound in (np.zeros(16_000, np.int16), noise, np.full(16_000, 32767, np.int16)):
        assert all(np.isfinite(value) for value in decode(recogniser, sound).evidence.values())


def test_an_unknown_state_is_an_error_with_its_name(recogniser: AcousticRecogniser) -> None:
    with pytest.raises(InputError, match="flying"):
        recogniser.set_state("flying")


def test_each_state_hears_its_own_phrases(grammar: Grammar, lexicon: Lexicon, tmp_path: Path) -> None:
    model = load_acoustic_model(write(tmp_path / "model.npz", arrays()))
    recogniser = AcousticRecogniser(grammar, lexicon, "setup", model=model)
    sound = np.random.default_rng(2).integers(-900, 900, 20_000).astype(np.int16)
    for state in grammar.states:
        recogniser.set_state(state)
        text = decode(recogniser, sound).text
        assert text == GARBAGE or grammar.understand(text, state) is not None


def test_what_a_decoy_fits_better_is_no_command(recogniser: AcousticRecogniser, tmp_path: Path) -> None:
    for text in ("star to", "at home"):
        assert decode(recogniser, spoken(text, tmp_path)).text == GARBAGE
    recogniser.set_state("rating")  # Where something has been asked, the calibrator has the last word.
    assert decode(recogniser, spoken("up", tmp_path)).text != GARBAGE
    recogniser.set_state("working")


@pytest.mark.parametrize(
    ("state", "text", "command"),
    [("working", "next one", "next"), ("confirm", "yes please", "yes"), ("side", "left side", "left")],
)
def test_the_calibrator_that_ships_accepts_a_clear_command(
    recogniser: AcousticRecogniser, grammar: Grammar, tmp_path: Path, state: str, text: str, command: str
) -> None:
    events = hear_samples(said(text, tmp_path, "rms"), state, recogniser, grammar)
    assert [event.command for event in events if isinstance(event, CommandHeard)] == [command]


def test_real_people_are_heard_and_other_speech_is_not(
    recogniser: AcousticRecogniser, grammar: Grammar
) -> None:
    folder = real_voices()
    heard = 0
    for word in ("yes", "no"):
        for path in sorted((folder / "commands" / word).glob("*.wav"))[:5]:
            events = hear_samples(read_audio(path), "confirm", recogniser, grammar)
            heard += [event.command for event in events if isinstance(event, CommandHeard)] == [word]
    assert heard >= 9
    for path in sorted((folder / "speech").glob("librispeech*"))[:4]:
        events = hear_samples(read_audio(path), "working", recogniser, grammar)
        assert not [event for event in events if isinstance(event, CommandHeard)]
