"""From a schema-checked tree to the typed model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_coach.routine.duration import parse_duration
from voice_coach.routine.model import AreaEntry, Dose, Exercise, ExerciseTexts, Routine, RoutineTexts
from voice_coach.routine.yaml_source import Node, plain


def routine_from(node: Node) -> Routine:
    whole = plain(node)
    return Routine(
        name=whole["name"],
        use=whole["use"],
        tools=tuple(whole["tools"]),
        dose=whole.get("dose", "usual"),
        switch_gap_seconds=parse_duration(whole["switch_gap"]),
        entries=tuple(_entry(item) for item in _items(_entries(node)["areas"])),
    )


def _entry(node: Node) -> AreaEntry:
    given = plain(node)
    return AreaEntry(
        line=node.line,
        area=given["area"],
        exercise=given.get("exercise"),
        dose=given.get("dose"),
        side=given.get("side", "each"),
        setup_seconds=_seconds(given, "setup"),
        strokes=given.get("strokes"),
        stroke_seconds=_seconds(given, "stroke"),
        holds=given.get("holds"),
        search_seconds=_seconds(given, "search"),
        hold_seconds=_seconds(given, "hold"),
    )


def exercises_from(node: Node) -> dict[str, Exercise]:
    whole = plain(node)
    return {
        name: Exercise(
            name=name,
            area=whole["area"],
            order=whole["order"],
            tool=given["tool"],
            sides=given["sides"],
            setup_seconds=parse_duration(given["setup"]),
            stroke_seconds=parse_duration(given["stroke"]),
            doses={amount: _dose(dose) for amount, dose in given["dose"].items()},
            stretch=given.get("stretch"),
            keep_off=tuple(given["keep_off"]),
            sources=tuple(given["sources"]),
            kind=given.get("kind", "stretch" if given["tool"] == "none" else "roll"),
            posture=given.get("posture", ""),
            needs=tuple(given.get("needs", ())),
            touches=tuple(given.get("touches", ())),
        )
        for name, given in whole["exercises"].items()
    }


def _dose(given: Mapping[str, Any]) -> Dose:
    return Dose(
        strokes=given["strokes"],
        holds=given["holds"],
        search_seconds=parse_duration(given["search"]),
        hold_seconds=parse_duration(given["hold"]),
    )


def routine_texts_from(node: Node) -> RoutineTexts:
    whole = plain(node)
    return RoutineTexts(
        title=whole["title"],
        summary=whole["summary"],
        opening=_sentences(whole["opening"]),
        closing=_sentences(whole["closing"]),
    )


def exercise_texts_from(node: Node) -> dict[str, ExerciseTexts]:
    """By exercise; the file's ``area`` and ``where`` are defaults."""
    whole = plain(node)
    return {
        name: ExerciseTexts(
            area=given.get("area", whole["area"]),
            where=_sentences(given.get("where", whole["where"])),
            position=_sentences(given["position"]),
            reminder=given["reminder"],
            sweep=_sentences(given.get("sweep", [])),
            search=_sentences(given.get("search", [])),
            hold=_sentences(given.get("hold", [])),
            during=_sentences(given.get("during", [])),
            breath=given.get("breath", ""),
            how=_sentences(given["how"]),
            ease=given["ease"],
            feel=given.get("feel", ""),
            deepen=given.get("deepen", ""),
            mistakes=_sentences(given.get("mistakes", [])),
            stretch=given.get("stretch", ""),
            range=given.get("range", ""),
            turn=given.get("turn", ""),
            moving=_sentences(given.get("moving", [])),
        )
        for name, given in whole["exercises"].items()
    }


def lines_from(node: Node) -> dict[str, tuple[str, ...]]:
    return {key: _sentences(given) for key, given in plain(node)["lines"].items()}


def sources_from(node: Node) -> dict[str, str]:
    """What each source is, by key."""
    return {key: given["cite"] for key, given in plain(node)["sources"].items()}


def _sentences(given: str | list[str]) -> tuple[str, ...]:
    """Folded YAML keeps line ends, which aren't spoken."""
    return tuple(" ".join(text.split()) for text in ([given] if isinstance(given, str) else given))


def _seconds(given: Mapping[str, Any], key: str) -> float | None:
    return parse_duration(given[key]) if key in given else None


def _entries(node: Node) -> dict[str, Node]:
    assert isinstance(node.value, dict)
    return node.value


def _items(node: Node) -> list[Node]:
    assert isinstance(node.value, list)
    return node.value
