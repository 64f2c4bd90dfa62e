"""What the source text names is in the product: areas, tools, technique, uses, safety."""

from __future__ import annotations

import pytest

from voice_coach.routine.body import PLACES, POSTURES
from voice_coach.routine.claims import claims_about
from voice_coach.routine.library import Library
from voice_coach.routine.loader import load_plan
from voice_coach.routine.reading import routine_from

LIBRARY = Library("en")

AREAS = {
    "glutes": ({"ball"}, ("hip",), ("low-back", "knee pain", "gluteus medius")),
    "quads": ({"roller", "ball"}, ("front of the thigh",), ("tug at the knee",)),
    "it-band": ({"roller"}, ("outer thigh",), ("tendonitis", "runner's knee")),
    "hamstrings": ({"stick", "roller"}, ("behind the thigh",), ("stride", "flexibility")),
    "calves": ({"ball"}, ("lower leg",), ("shin splints", "achilles pain")),
}
"""By area: the tools that the guide names, where it is, what tightness there causes."""

TECHNIQUE = {
    "glutes-ball": ("circle", "small", "gluteus medius"),
    "quads-roller": ("above the kneecap", "hip crease"),
    "hamstrings-stick": ("knot",),
    "calves-ball": ("press the leg down", "move it slowly", "whole muscle"),
}
FIELDS = ("position", "reminder", "during", "breath", "how", "ease", "feel", "deepen", "mistakes")


@pytest.mark.parametrize("area", AREAS)
def test_each_area_has_its_tools_its_place_and_its_problem(area: str) -> None:
    tools, where, problems = AREAS[area]
    texts = LIBRARY.texts(area)
    assert {exercise.tool for exercise in LIBRARY.exercises(area).values()} >= tools | {"gun", "none"}
    said = " ".join(sentence for text in texts.values() for sentence in text.where).lower()
    assert all(word in said for word in where)
    claims = " ".join(claim.text for claim in claims_about(area, LIBRARY)).lower()
    assert all(problem in claims for problem in problems)


@pytest.mark.parametrize("name", TECHNIQUE)
def test_the_technique_of_the_guide_is_told(name: str) -> None:
    area = name.partition("-")[0]
    texts = LIBRARY.texts(area)[name]
    said = " ".join((*texts.position, texts.range, *texts.moving, *texts.how)).lower()
    assert all(word in said for word in TECHNIQUE[name])


def test_every_exercise_says_all_that_an_exercise_has() -> None:
    for area in LIBRARY.areas():
        for name, exercise in LIBRARY.exercises(area).items():
            texts = LIBRARY.texts(area)[name]
            assert all(getattr(texts, field) for field in FIELDS), name
            if exercise.tool != "none":
                assert texts.range, name
                assert len(texts.moving) >= 3, name
                assert exercise.stretch in LIBRARY.exercises(area), name
                assert exercise.keep_off, name
            doses = [exercise.doses[amount] for amount in ("least", "usual", "most")]
            assert all(dose.hold_seconds <= (20 if exercise.tool == "gun" else 60) for dose in doses), name


def test_there_are_at_least_24_exercises_with_every_tool() -> None:
    exercises = [one for area in LIBRARY.areas() for one in LIBRARY.exercises(area).values()]
    assert len([one for one in exercises if one.tool != "none"]) >= 24
    assert {one.tool for one in exercises} == {"roller", "ball", "stick", "gun", "none"}


def test_the_three_uses_are_there() -> None:
    uses = {
        name: LIBRARY.read(path, "routine", routine_from) for name, path in LIBRARY.routine_files().items()
    }
    assert {routine.use for routine in uses.values() if routine} == {
        "warm-up", "recovery", "maintenance", "short"
    }  # fmt: skip


def test_bones_stay_untouched() -> None:
    never = {
        "calves": ("achilles", "back-of-knee", "shin-bone"),
        "quads": ("kneecap",),
        "hamstrings": ("back-of-knee", "sit-bone"),
        "glutes": ("tailbone", "low-back"),
        "it-band": ("trochanter", "outer-knee"),
        "shins": ("shin-bone",),
        "upper-back": ("neck", "low-back"),
        "adductors": ("groin", "inner-knee"),
    }
    for area, places in never.items():
        for name, one in LIBRARY.exercises(area).items():
            if one.tool != "none" and name not in {"it-band-tfl-ball", "glutes-ball-wall"}:
                assert {*places} <= {*one.keep_off}, name
            assert {*one.keep_off} <= {*PLACES}, name


def test_every_place_has_a_name_in_every_language() -> None:
    for language in ("en", "es"):
        assert {f"place_{place}" for place in PLACES} <= Library(language).lines().keys()


def test_every_exercise_has_a_posture_and_says_where_to_roll() -> None:
    for area in LIBRARY.areas():
        for name, one in LIBRARY.exercises(area).items():
            assert one.posture in POSTURES, name
            assert one.kind == "stretch" or LIBRARY.texts(area)[name].range, name
            assert one.kind != "roll" or len(LIBRARY.texts(area)[name].moving) >= 3, name


def test_pressure_and_holding_are_told_in_every_routine() -> None:
    for name in LIBRARY.routine_files():
        plan = load_plan(name)
        assert "four to six out of ten" in " ".join(plan.opening).lower() or "below" in name
        assert any("five out of ten" in text for step in plan.steps for text in step.script.during)
