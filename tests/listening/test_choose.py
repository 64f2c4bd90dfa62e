"""Which recogniser hears: what was asked for, or the best that is here."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_coach.errors import InputError, MissingPartError
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.phrase_file import load_grammar


@pytest.fixture(autouse=True)
def no_model_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("auto", "acoustic"),
        ("acoustic", "acoustic"),
        ("vosk", "vosk-built-in"),
    ],
)
def test_english_needs_nothing_to_be_fetched(wanted: str, found: str) -> None:
    recogniser = open_recogniser(wanted, load_grammar(), "working")
    assert recogniser.name == found
    recogniser.close()


def test_another_language_needs_a_model() -> None:
    with pytest.raises(MissingPartError, match="models get es"):
        open_recogniser("auto", load_grammar("es"), "working")
    with pytest.raises(MissingPartError, match="small-es"):
        open_recogniser("vosk", load_grammar("es"), "working")


def test_a_model_that_was_named_is_taken_or_its_fault_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        open_recogniser("auto", load_grammar(), "working", str(tmp_path))


def test_pocketsphinx_is_gone() -> None:
    with pytest.raises(InputError, match="is gone") as raised:
        open_recogniser("pocketsphinx", load_grammar(), "working")
    assert raised.value.code == "recognizer-gone"


def test_an_unknown_one_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="acoustic, vosk, none"):
        open_recogniser("sphinx", load_grammar(), "working")
