"""What the coach says, heard with shut eyes: safe places, stillness, variety, plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from voice_coach.content import content_folder
from voice_coach.routine.command_phrases import spoken_words
from voice_coach.routine.estimate import sentence_seconds
from voice_coach.routine.library import Library
from voice_coach.routine.lines import LINES
from voice_coach.routine.words import spoken
from voice_coach.routine.yaml_source import plain, read_yaml

CONTENT = content_folder("routines")
LANGUAGES = ("en", "es")
LIBRARIES = {language: Library(language) for language in LANGUAGES}

FREQUENT = (
    *("area_then", "start_place", "same_other_side", "keep_off", "gun_on", "gun_off"),
    *("sweep_roller", "sweep_ball", "sweep_stick", "sweep_gun", "moving", "search", "hold", "hold_stretch"),
    *("during", "during_stretch", "deepen", "half_way", "fresh_spot"),
    *("coming_side", "coming_area", "coming_spot", "coming_end"),
)
POSTURES = ("standing", "chair", "sitting", "back", "front", "side", "kneeling")
BONES = {
    "en": ("bone", "kneecap", "achilles", "tendon", "groin", "tail", "spine", "neck", "ankle", "knee"),
    "es": (
        "hueso",
        "rótula",
        "aquiles",
        "tendón",
        "ingle",
        "coxis",
        "columna",
        "cuello",
        "tobillo",
        "rodilla",
    ),
}
DISTANCE = {
    "en": ("a hand's width", "below the bone", "two fingers", "inner edge", "straightening your knees"),
    "es": ("un palmo", "debajo del hueso", "dos dedos", "doblando y estirando"),
}
MOVING = {
    "en": {"move", "roll", "circle", "draw", "point", "swing", "push", "bend", "straighten", "travel",
           "shift", "glide"},
    "es": {"mueve", "muévete", "rueda", "gira", "dibuja", "empuja", "dobla", "estira", "avanza",
           "desliza", "recoge"},
}  # fmt: skip


def _texts(language: str) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Area, name and texts of every exercise."""
    for path in sorted((CONTENT / "exercises").glob(f"*.{language}.yaml")):
        node, _ = read_yaml(path)
        assert node is not None
        for name, texts in plain(node)["exercises"].items():
            yield path.name.partition(".")[0], name, texts


def _listed(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(text) for text in value]  # type: ignore[attr-defined]


def _files(language: str) -> Iterator[tuple[Path, str, str]]:
    """File, key and sentence of everything that is spoken in ``language``."""
    for path in sorted(CONTENT.rglob(f"*.{language}.yaml")):
        if path.name.startswith(("claims.", "programme.", "pronunciations.")):
            continue
        node, _ = read_yaml(path)
        assert node is not None
        for key, sentence in spoken(node):
            if ".sources." not in key and ".areas." not in key:
                yield path, key, str(sentence.value)


def _alike(one: str, other: str) -> float:
    """The share of words that two sentences have in common, fields left out."""
    first, second = (set(spoken_words(re.sub(r"\{\w+\}", "", text)).split()) for text in (one, other))
    return len(first & second) / max(1, len(first | second))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_often_has_many_wordings(language: str) -> None:
    lines = LIBRARIES[language].lines()
    assert {key: len(lines[key]) for key in FREQUENT if len(lines[key]) < 8} == {}
    assert {
        posture: len(lines[f"posture_{posture}"])
        for posture in POSTURES
        if len(lines[f"posture_{posture}"]) < 5
    } == {}
    for key in FREQUENT:
        near = [pair for pair in combinations(lines[key], 2) if _alike(*pair) > 0.6]
        assert near == [], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_never_points_at_a_place_to_keep_off(language: str) -> None:
    for area in LIBRARIES[language].areas():
        for name, texts in LIBRARIES[language].texts(area).items():
            said = " ".join(texts.where).lower()
            assert [bone for bone in BONES[language] if bone in said] == [], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_range_keeps_its_distance_from_bone_and_joint(language: str) -> None:
    for _, name, texts in _texts(language):
        said = str(texts.get("range", "")).lower()
        if not name.startswith(("leg-", "walking-", "heel-")) and any(
            bone in said for bone in BONES[language]
        ):
            assert any(distance in said for distance in DISTANCE[language]), f"{name}: {said}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_moves_in_a_still_hold(language: str) -> None:
    lines = LIBRARIES[language].lines()
    still = {key: list(lines[key]) for key in ("hold", "hold_stretch", "during", "during_stretch")}
    for _, name, texts in _texts(language):
        if name in LIBRARIES[language].exercises("dynamic"):
            continue  # moves, which hold nothing
        for part in ("during", "hold", "breath"):
            still[f"{name}.{part}"] = _listed(texts.get(part, []))
    for key, said in still.items():
        found = [text for text in said if MOVING[language] & set(spoken_words(text).split())]
        assert found == [], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rolled_exercise_tells_its_range_and_its_path(language: str) -> None:
    for area in LIBRARIES[language].areas():
        for name, exercise in LIBRARIES[language].exercises(area).items():
            texts = LIBRARIES[language].texts(area)[name]
            if exercise.tool != "none":
                assert texts.range, name
                assert len(texts.moving) >= 3, name
                assert texts.turn or exercise.sides == "both", name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_position_comes_after_the_side_and_never_names_it(language: str) -> None:
    sides = {"en": {"left", "right"}, "es": {"izquierda", "derecha", "izquierdo", "derecho"}}[language]
    for _, name, texts in _texts(language):
        for part in ("position", "reminder", "range", "turn"):
            for text in _listed(texts.get(part, [])):
                assert not sides & set(spoken_words(text).split()), f"{name}.{part}: {text}"


def test_corrections_say_what_to_do() -> None:
    wrong = {
        "en": re.compile(r"^(?:\w+ing|Don't|Not|No)\b"),
        "es": re.compile(r"^(?:\w+[aei]r(?:se|te)?|No)\b"),
    }
    for language in LANGUAGES:
        found = [
            text
            for _, _, texts in _texts(language)
            for text in _listed(texts.get("mistakes", []))
            if wrong[language].match(text)
        ]
        assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_asides_while_moving_and_holding_are_short(language: str) -> None:
    lines = LIBRARIES[language].lines()
    for key in ("moving", "during", "during_stretch", "half_way", "coming_spot", "coming_end"):
        assert [text for text in lines[key] if sentence_seconds(text, language) > 4.0] == [], key
    for _, name, texts in _texts(language):
        for part in ("moving", "during", "mistakes"):
            for text in _listed(texts.get(part, [])):
                assert sentence_seconds(text, language) <= 4.8, f"{name}.{part}: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nobody_answers_nothing_is_asked(language: str) -> None:
    asked = {"en": ("tell me", "let me know"), "es": ("dime", "dímelo", "avísame")}[language]
    answered = {"hurts_live", "help_working"}
    for path, key, text in _files(language):
        line = key.split(".")[1] if path.name.startswith("coach.") else ""
        line = line.removesuffix("_keys")  # the same said to a runner at the keyboard
        asks = line in LINES and LINES[line].kind in {"asks", "teaches"}
        if (
            asks
            or line in answered
            or (path.name.startswith("safety.") and key.startswith(("opening", "questions", "cleared")))
        ):
            continue
        assert "?" not in text, f"{path.name} {key}"
        assert not any(words in text.lower() for words in asked), f"{path.name} {key}: {text}"


def test_the_coach_speaks_in_contractions() -> None:
    stiff = re.compile(
        r"\b(?:I will|I am|we will|let us|do not|does not|cannot|can not|is not|are not|you will|there is)\b",
        re.IGNORECASE,
    )
    assert [text for _, _, text in _files("en") if stiff.search(text)] == []


TRANSLATED = (
    *(
        "tirón",
        "una palma",
        "isquion",
        "levántate y dímelo",
        "reposa ahí",
        "halla ",
        "mitad hecha",
        "de propina",
    ),
    *(
        "viene la",
        "gira una palma",
        "añadidos",
        "sentado",
        "tumbado",
        "arrodillado",
        "acostado",
        "relajado",
        "cansado",
    ),
    *("atento", "seguro de", "preparado"),
)
"""Turns of a translation, and words for a man alone."""


def test_the_spanish_is_spanish_for_anybody() -> None:
    for path, key, text in _files("es"):
        assert [word for word in TRANSLATED if word in text.lower()] == [], f"{path.name} {key}: {text}"
        fragment = key.endswith("area") or (
            path.name == "coach.es.yaml" and LINES[key.split(".")[1]].kind == "part"
        )
        if not fragment:
            assert text.lstrip("¿¡{")[0].isupper() or text.startswith("{"), f"{path.name} {key}: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_begins_with_a_field_in_small_letters(language: str) -> None:
    """A side, an area or a duration at the beginning would begin a sentence in lower case."""
    small = (
        "{side}",
        "{area}",
        "{duration}",
        "{hold}",
        "{session}",
        "{places}",
        "{tool}",
        "{things}",
        "{most}",
    )
    for path, key, text in _files(language):
        if path.name.startswith("coach.") and LINES[key.split(".")[1]].kind != "part":
            assert not re.search(r"(?:^|[.!?] )(?:" + "|".join(map(re.escape, small)) + ")", text), (
                f"{key}: {text}"
            )


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_warn_whoever_should_ask_first(language: str) -> None:
    node, _ = read_yaml(CONTENT / f"safety.{language}.yaml")
    assert node is not None
    said = " ".join(plain(node)["listeners"]).lower()
    needed = {
        "en": (
            "blood thinners",
            "clot",
            "pregnant",
            "wound",
            "fracture",
            "injury",
            "hot or swollen",
            "sharp",
            "numb",
        ),
        "es": (
            "anticoagulantes",
            "coágulo",
            "embarazo",
            "herida",
            "fractura",
            "lesión",
            "caliente",
            "agudo",
            "adormec",
        ),
    }[language]
    assert [word for word in needed if word not in said] == []
