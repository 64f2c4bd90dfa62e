"""Every language is whole: whatever English says, the others say; a missing string is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from voice_coach.content import content_folder
from voice_coach.listening.command_phrases import command_phrases
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.routine.check import check_file
from voice_coach.routine.command_phrases import spoken_words
from voice_coach.routine.estimate import estimate_seconds
from voice_coach.routine.library import Library
from voice_coach.routine.loader import load_plan
from voice_coach.routine.plan import Level

CONTENT = content_folder("routines")
OTHERS = sorted({path.name.split(".")[1] for path in CONTENT.glob("coach.*.yaml")} - {"en"})
ENGLISH_FILES = sorted(
    path for path in CONTENT.rglob("*.en.yaml") if not path.name.startswith("pronunciations.")
)  # whose words each language has of its own
VARIANTS = {"sweep", "search", "hold", "during", "mistakes", "how", "where", "position", "opening", "closing"}
"""Lists that may have as many sentences as the language needs."""


def _in(path: Path, language: str) -> Path:
    return path.with_name(path.name.replace(".en.", f".{language}."))


def _keys(value: Any, key: str = "") -> set[str]:
    """Every place that holds a string. Lists of sentences count as one place."""
    if isinstance(value, dict):
        return {found for name, child in value.items() for found in _keys(child, f"{key}.{name}")}
    return {key}


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("path", ENGLISH_FILES, ids=lambda path: path.name)
def test_no_string_is_missing(language: str, path: Path) -> None:
    other = _in(path, language)
    assert other.is_file(), f"{other.name} is missing"
    english, translated = _keys(_read(path)), _keys(_read(other))
    assert english - translated == set(), "missing"
    assert translated - english == set(), "not in English"
    assert check_file(other, command_phrases) == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_was_left_in_english(language: str) -> None:
    for path in ENGLISH_FILES:
        english, other = _sentences(_read(path)), _sentences(_read(_in(path, language)))
        same = {text for text in english & other if len(text.split()) > 2}
        assert same == set(), path.name


def _sentences(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {text for child in value.values() for text in _sentences(child)}
    if isinstance(value, list):
        return {text for child in value for text in _sentences(child)}
    return {str(value)}


@pytest.mark.parametrize("language", OTHERS)
def test_the_coach_fills_in_the_same_fields(language: str) -> None:
    english, other = Library("en").lines(), Library(language).lines()
    for key, variants in english.items():
        used = {field for text in variants for field in re.findall(r"\{\w+\}", text)}
        assert {field for text in other[key] for field in re.findall(r"\{\w+\}", text)} == used, key
        assert (len(other[key]) >= 3) or len(variants) < 3, f"{key} has fewer than three variants"
        assert len(set(other[key])) == len(other[key]), key


@pytest.mark.parametrize("language", OTHERS)
def test_every_cue_has_a_meaning(language: str) -> None:
    for path in sorted(content_folder("audio_cues").glob("*.yaml")):
        assert language in _read(path)["meaning"], path.name


@pytest.mark.parametrize("language", OTHERS)
def test_every_command_can_be_said(language: str) -> None:
    english, other = load_grammar("en"), load_grammar(language)
    assert other.language == language
    models = content_folder("models")
    first, second = (_read(models / name / "phrases.yaml") for name in ("en", language))
    assert first["commands"].keys() == second["commands"].keys()
    assert {len(found) > 0 for found in second["commands"].values()} == {True}
    assert first["urgent"] == second["urgent"]
    for state, what in first["states"].items():
        assert second["states"][state].get("expects") == what.get("expects"), state
        assert set(second["states"][state]["commands"]) == set(what["commands"]), state
    for slot, numbers in first["numbers"].items():
        assert sorted(second["numbers"][slot].values()) == sorted(numbers.values()), slot
    assert english.language == "en"


@pytest.mark.parametrize("language", OTHERS)
def test_sentences_are_short_and_for_the_ear(language: str) -> None:
    most = {"during": 11, "sweep": 12, "search": 12, "hold": 12, "reminder": 12, "position": 14, "where": 14}
    for path in ENGLISH_FILES:
        if path.parent.name != "exercises":
            continue
        for name, exercise in _read(_in(path, language))["exercises"].items():
            for part, said in exercise.items():
                for text in [said] if isinstance(said, str) else said:
                    assert len(text.split()) <= most.get(part, 26), f"{name}.{part}: {text}"
                    assert not re.search(r"[()\[\]/&%0-9;…*_]|\b[A-Z]{2,}\b", text), text
                    assert part == "area" or re.search(r"[.!?]$", text), text


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("routine", ["warmup", "recovery", "maintenance", "desk-break", "long-run"])
def test_every_routine_loads_and_takes_about_as_long(language: str, routine: str) -> None:
    levels: tuple[Level, ...] = ("first", "usual", "quiet")
    for level in levels:
        english, other = (load_plan(routine, level=level, language=code) for code in ("en", language))
        assert len(english.steps) == len(other.steps)
        assert estimate_seconds(other) == pytest.approx(estimate_seconds(english), rel=0.15)


@pytest.mark.parametrize("language", OTHERS)
def test_no_word_of_a_screen(language: str) -> None:
    words = {"es": {"mira", "mire", "ver", "pantalla", "pulsa", "clic"}}[language]
    for path in ENGLISH_FILES:
        if path.name.startswith(("claims", "safety")):
            continue
        for text in _sentences(_read(_in(path, language))):
            assert not words & set(spoken_words(text).split()), text
