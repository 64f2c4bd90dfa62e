"""Own chains and the profile made of them: they help where the dictionary is wrong, and never make worse."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.listening.acoustic.ranking import rank_phrases
from tests.listening.voices import real_voices, said
from voice_coach.listening.acoustic.mel import Frames
from voice_coach.listening.acoustic.own_chain import MOST_STATES, PAUSE, own_chain
from voice_coach.listening.acoustic.phrase_graph import build_graph
from voice_coach.listening.acoustic.recogniser import AcousticRecogniser
from voice_coach.listening.acoustic.search import SearchSettings, place_of, with_own_states
from voice_coach.listening.acoustic.units import OUTPUTS, output_of
from voice_coach.listening.audio_file import read_audio, with_room_tone
from voice_coach.listening.calibrator import load_calibrator
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.grammar import Grammar, Phrase, Understood
from voice_coach.listening.learning import Learning
from voice_coach.listening.personal.fitting import Judge, fit_profile
from voice_coach.listening.personal.own_hearing import OwnHearing
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.pronunciation import Lexicon
from voice_coach.listening.recogniser import Speech
from voice_coach.listening.thresholds import EASIEST_SHIFT, HARDEST_SHIFT, load_thresholds

GRAMMAR = load_grammar()
SETTINGS = SearchSettings()
LEXICON = Lexicon({"cat": (("K", "AE", "T"),), "dog": (("D", "AO", "G"),)})


def posteriors(phones: Sequence[str], steps: int = 6) -> Frames:
    """Log probabilities of a network that is sure of each state of ``phones``, with silence around."""
    outputs = [output_of("SIL", 1)] * 8
    outputs += [output_of(phone, state) for phone in phones for state in range(3) for _ in range(steps // 3)]
    outputs += [output_of("SIL", 1)] * 8
    found = np.full((len(outputs), OUTPUTS), 1e-4)
    found[np.arange(len(outputs)), outputs] = 1
    logs: Frames = np.log(found / found.sum(axis=1, keepdims=True)).astype(np.float32)
    return logs


def test_a_phrase_said_otherwise_than_in_the_dictionary_is_found_by_its_own_chain() -> None:
    otherwise = posteriors(["K", "EH", "P"])
    chain = own_chain(otherwise, 0, len(otherwise))
    assert chain is not None
    assert len(chain.phones) == len(chain.numbers)
    assert PAUSE not in (chain.numbers[0], chain.numbers[-1])
    plain = build_graph(LEXICON, ["cat", "dog"], [0, 0], SETTINGS.skip_penalty)
    taught = build_graph(LEXICON, ["cat", "dog"], [0, 0], SETTINGS.skip_penalty, {"cat": [chain]})
    without = rank_phrases(plain, with_own_states(plain, otherwise, SETTINGS))[0]
    wide = with_own_states(taught, otherwise, SETTINGS)
    best = rank_phrases(taught, wide)[0]
    assert best.phrase == 0
    assert best.total > without.total + 20
    place = place_of(taught, wide, best.chain)
    assert 6 <= place.start_step <= 10
    assert place.states.tolist() == sorted(place.states.tolist())
    assert np.array_equal(with_own_states(plain, otherwise, SETTINGS), otherwise)


@given(st.integers(0, 260), st.integers(0, 260), st.integers(1, 99))
def test_a_chain_begins_and_ends_with_a_phone_or_there_is_none(start: int, length: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    probable = rng.random((240, OUTPUTS)) ** 8
    found = own_chain(
        np.log(probable / probable.sum(axis=1, keepdims=True)).astype(np.float32), start, start + length
    )
    if found is not None:
        assert 1 <= len(found.states) <= MOST_STATES
        assert found.numbers[0] == 0
        assert found.numbers[-1] >= 0
        np.testing.assert_allclose(found.states.sum(axis=1), 1, atol=1e-4)


def test_silence_makes_no_chain() -> None:
    assert own_chain(posteriors([]), 0, 16) is None
    assert own_chain(posteriors(["K"]), 3, 3) is None


@pytest.fixture(scope="module")
def judge() -> Judge:
    recogniser = open_recogniser("acoustic", GRAMMAR, "working")
    assert isinstance(recogniser, AcousticRecogniser)
    return Judge(GRAMMAR, recogniser, load_calibrator("acoustic"), load_thresholds("acoustic"))


def spoken(text: str, folder: Path, voice: str = "rms") -> Speech:
    return with_room_tone(said(text, folder, voice), 0.5, 1)


def test_takes_of_another_phrase_are_switched_off(judge: Judge, tmp_path: Path) -> None:
    """Who says "hold longer" when asked for "next one" would make the coach skip when asked to stay."""
    takes = {
        "next one": [spoken("hold longer", tmp_path)] * 3,
        "hold longer": [spoken("hold longer", tmp_path), spoken("hold longer", tmp_path, "slt")],
        "no phrase of ours": [spoken("hold longer", tmp_path)],
    }
    profile = fit_profile(takes, judge, 1)
    found = {phrase.text: phrase for phrase in profile.phrases}
    assert set(found) == {"next one", "hold longer"}
    assert not found["next one"].on
    assert found["next one"].chains == ()
    assert found["hold longer"].before == 2
    assert "next one" not in profile.chains


def test_one_take_is_not_enough_and_silence_is_none(judge: Judge, tmp_path: Path) -> None:
    takes = {"next one": [spoken("next one", tmp_path)], "hold longer": [np.zeros(16_000, np.int16)]}
    (phrase,) = fit_profile(takes, judge, 1).phrases
    assert (phrase.text, phrase.takes, phrase.on) == ("next one", 1, False)


def test_no_phrase_of_a_real_speaker_is_worse_than_before(judge: Judge) -> None:
    folder = real_voices() / "commands"
    words = ("three", "four", "eight")
    takes = {
        word: [
            with_room_tone(read_audio(path), 0.5, 1)
            for path in sorted((folder / word).glob("fsdd__george*"))[:3]
        ]
        for word in words
    }
    profile = fit_profile(takes, judge, 1)
    assert {phrase.text for phrase in profile.phrases} == set(words)
    assert all(phrase.after >= phrase.before for phrase in profile.phrases if phrase.on)
    assert any(phrase.on for phrase in profile.phrases)


def test_enrolment_changes_no_other_phrase_and_makes_no_urgent_one_harder() -> None:
    urgent, usual = (
        Understood(command, Phrase(text, command))
        for text, command in (("stop it", "stop"), ("next one", "next"))
    )
    grammar = Grammar("en", ("working",), (urgent.phrase, usual.phrase), urgent=frozenset({"stop"}))
    own = OwnHearing(grammar, frozenset({"stop it", "next one"}))
    behind = {"rival_margin": -2.0}
    assert own(urgent, 0.5, behind) == 0.5
    assert own(usual, 0.5, behind) < 0.5
    assert own(usual, -0.5, {"rival_margin": 2.0}) > -0.5
    assert OwnHearing(grammar)(usual, 0.25, behind) == 0.25


@given(st.floats(-20, 20), st.floats(-20, 20), st.floats())
def test_what_was_learnt_counts_within_its_bounds(surplus: float, rival: float, shift: float) -> None:
    usual = Understood("next", Phrase("next one", "next"))
    grammar = Grammar("en", ("working",), (usual.phrase,))
    evidence = {"rival_margin": rival}
    learnt = OwnHearing(grammar, learning=Learning({"next one": shift}))(usual, surplus, evidence)
    assert surplus - HARDEST_SHIFT <= learnt <= surplus - EASIEST_SHIFT
