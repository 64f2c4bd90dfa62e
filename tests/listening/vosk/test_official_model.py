"""The Vosk recogniser with a real model, where VOSK_MODEL_PATH names one, and synthetic voices."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.listening.vosk.synthetic_speech import SPEAKERS, say
from voice_coach.listening.model_store.store import shipped_store
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import decode
from voice_coach.listening.vosk_recogniser import VoskRecogniser
from voice_coach.listening.vosk_trial import try_model

CHOSEN = os.environ.get("VOSK_MODEL_PATH", "")
pytestmark = pytest.mark.skipif(not CHOSEN, reason="VOSK_MODEL_PATH names no model")


@pytest.fixture(scope="module")
def folder() -> Path:
    model = shipped_store(CHOSEN).find("en")
    if model is None:
        pytest.skip(f"there is no English model in {CHOSEN}")
    return model.layout.folder


@pytest.fixture(scope="module")
def ears(folder: Path) -> Iterator[VoskRecogniser]:
    recogniser = VoskRecogniser(folder, load_grammar("en"), "working")
    yield recogniser
    recogniser.close()


def test_it_loads_in_a_process_of_its_own(folder: Path) -> None:
    assert try_model(folder) is None


def test_it_knows_the_words_of_nearly_every_phrase(ears: VoskRecogniser) -> None:
    assert len(ears.unheard()) <= 3, ears.unheard()


def test_most_phrases_are_heard_and_no_other_speech(ears: VoskRecogniser) -> None:
    grammar = load_grammar("en")
    phrases = [phrase for phrase in grammar.phrases_in("working") if len(phrase.words) > 1]
    right = 0
    for position, phrase in enumerate(phrases):
        heard = decode(ears, say(phrase.text, SPEAKERS[position % len(SPEAKERS)]))
        understood = grammar.understand(heard.text, "working")
        right += understood is not None and understood.command == phrase.command
    assert right >= 0.7 * len(phrases)
    for text in ("the weather is nice today", "thirty people went to the garden", "she reads the newspaper"):
        heard = decode(ears, say(text, SPEAKERS[0]))
        understood = grammar.understand(heard.text, "working")
        assert understood is None or heard.evidence["free_agreement"] < 0.5
