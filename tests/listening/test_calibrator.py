"""The calibrator, the thresholds and their files: bounded, by state, refused when wrong."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.content import content_folder
from voice_coach.errors import InputError
from voice_coach.listening.calibrator import file_of_language, load_calibrator, pairs, parse_calibrator
from voice_coach.listening.decision import needed_nats
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.thresholds import Thresholds, load_thresholds

SHIPPED = content_folder("models") / "en"
ENGINES = ("acoustic", "vosk", "vosk-built-in")
CALIBRATORS = {engine: load_calibrator(engine) for engine in ENGINES}
NAMES = sorted(
    {feature.name for found in CALIBRATORS.values() for feature in found.features} | {"phones", "x"}
)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_ships_names_states_and_commands_that_are(engine: str) -> None:
    grammar = load_grammar()
    thresholds = load_thresholds(engine)
    assert CALIBRATORS[engine].asked_states <= set(grammar.states)
    assert set(thresholds.states) <= set(grammar.states)
    assert set(thresholds.commands) <= {phrase.command for phrase in grammar.phrases}


@pytest.mark.parametrize("engine", ["vosk", "vosk-built-in"])
def test_libvosk_obeys_what_is_urgent_more_easily(engine: str) -> None:
    thresholds = load_thresholds(engine)
    for state in load_grammar().states:
        assert thresholds.needed(state, "stop", urgent=True) < thresholds.needed(state, "next", urgent=False)


@given(st.dictionaries(st.sampled_from(NAMES), st.floats()), st.sampled_from(["working", "rating"]))
def test_any_evidence_gives_finite_bounded_log_odds(evidence: dict[str, float], state: str) -> None:
    for calibrator in CALIBRATORS.values():
        log_odds = calibrator.log_odds(evidence, state)
        assert math.isfinite(log_odds)
        assert abs(log_odds) <= calibrator.bound + 1e-9


def _section(**more: Any) -> dict[str, Any]:
    return {"features": [["a", 1, 2, 3], ["b", 0, 1, 3]], "usual": {"bias": 0.5, "linear": [1, -1]}, **more}


def test_a_linear_calibrator_by_hand() -> None:
    calibrator = parse_calibrator(_section())
    assert calibrator.log_odds({"a": 3.0, "b": 0.25}, "working") == pytest.approx(0.5 + 1 - 0.25)
    assert calibrator.log_odds({"a": 1e9}, "working") == pytest.approx(0.5 + 3)
    assert calibrator.log_odds({"a": math.nan}, "working") == 0.5


def test_products_and_states_by_hand() -> None:
    asked = {"bias": 0.0, "linear": [0, 0], "products": [2, 4, 6]}
    calibrator = parse_calibrator(_section(asked=asked, asked_states=["rating"]))
    a, b = 0.5, 2.0
    expected = (2 * a * a + 4 * a * b + 6 * b * b) / 2
    assert calibrator.log_odds({"a": 2.0, "b": 2.0}, "rating") == pytest.approx(expected)
    assert calibrator.log_odds({"a": 2.0, "b": 2.0}, "working") == pytest.approx(0.5 + a - 2.0 * 1)
    assert np.array_equal(pairs(np.array([[2.0, 3.0]])), [[2.0, 3.0, 4.5]])


@pytest.mark.parametrize(
    "change",
    [
        {"features": [["a", 1, 0, 3], ["b", 0, 1, 3]]},
        {"features": [["a", 1, 2], ["b", 0, 1, 3]]},
        {"usual": {"bias": math.nan, "linear": [1, 1]}},
        {"usual": {"bias": 0, "linear": [1]}},
        {"usual": {"bias": 0, "linear": [1, 1], "products": [1]}},
    ],
)
def test_a_wrong_calibrator_is_refused(change: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    content = {"acoustic": {**_section(), **change}}
    (tmp_path / "en" / "calibrators.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        load_calibrator("acoustic", "en", tmp_path)
    assert raised.value.code == "calibrator-invalid"


def test_needed_adds_up() -> None:
    thresholds = Thresholds(usual=1.0, states={"rating": 2.0}, urgent=0.5, commands={"undo": 0.25})
    assert thresholds.needed("working", "next", urgent=False) == 1.0
    assert thresholds.needed("rating", "stop", urgent=True) == 1.5
    assert thresholds.needed("working", "undo", urgent=False) == 1.25


def test_what_answers_no_question_must_be_clearer_than_an_answer() -> None:
    grammar = load_grammar()
    thresholds = Thresholds(usual=1.0, states={"confirm": -2.0, "side": 3.0}, urgent=0.5, unasked=0.0)

    def needed(text: str, state: str) -> float:
        understood = grammar.understand(text, state)
        assert understood is not None
        plain = replace(understood, phrase=replace(understood.phrase, strictness=0.0))
        return needed_nats(plain, state, grammar, thresholds)

    assert needed("yes", "confirm") == -2.0
    assert needed("repeat", "confirm") == 0.0
    assert needed("stop", "confirm") == -0.5
    assert needed("repeat", "side") == 3.0
    assert needed("repeat", "working") == 1.0


@pytest.mark.parametrize("name", ["calibrators.json", "thresholds.yaml"])
@given(noise=st.text(max_size=60), at=st.integers(0, 6000), cut=st.integers(0, 30))
def test_any_file_loads_or_is_refused(
    name: str, noise: str, at: int, cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("models")
    (folder / "en").mkdir()
    text = (SHIPPED / name).read_text(encoding="utf-8")
    (folder / "en" / name).write_text(text[: at % len(text)] + noise + text[at % len(text) + cut :], "utf-8")
    try:
        if name == "calibrators.json":
            load_calibrator("acoustic", "en", folder)
        else:
            load_thresholds("acoustic", "en", folder)
    except InputError as error:
        assert error.code in ("calibrator-invalid", "thresholds-invalid")


def test_a_language_without_its_own_numbers_has_those_of_english(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "thresholds.yaml").touch()
    assert file_of_language("thresholds.yaml", "es", tmp_path) == tmp_path / "es" / "thresholds.yaml"
    assert file_of_language("calibrators.json", "es", tmp_path) == tmp_path / "en" / "calibrators.json"
