"""The published schemas: valid, complete, and walked here exactly as the jsonschema library walks them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.content import content_folder
from voice_coach.routine.check import kind_of
from voice_coach.routine.duration import DurationError, parse_duration
from voice_coach.routine.lines import LINES
from voice_coach.routine.schema import check_shape, load_schema, spelled_out
from voice_coach.routine.yaml_source import Node, parse_yaml

CONTENT = content_folder("routines")
FILES = sorted(CONTENT.rglob("*.yaml"))
NAMES = sorted(path.name.removesuffix(".schema.json") for path in (CONTENT / "schema").iterdir())

formats = jsonschema.FormatChecker(formats=())


@formats.checks("duration", raises=DurationError)
def _is_duration(value: object) -> bool:
    return not isinstance(value, str) or parse_duration(value) >= 0


def library_accepts(value: object, schema: Any) -> bool:
    return jsonschema.Draft202012Validator(schema, format_checker=formats).is_valid(value)


@pytest.mark.parametrize("name", NAMES)
def test_is_a_valid_schema_with_a_description_everywhere(name: str) -> None:
    schema = load_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    for key, part in _parts(schema, name):
        assert "description" in part or "$ref" in part, key


def _parts(schema: Any, key: str) -> list[tuple[str, Any]]:
    found = [(key, schema)]
    for name in ("properties", "$defs"):
        for inner, part in schema.get(name, {}).items():
            found += _parts(part, f"{key}.{inner}")
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            found += _parts(schema[name], f"{key}.{name}")
    return found


def test_the_coach_schema_knows_every_line() -> None:
    lines = load_schema("coach")["properties"]["lines"]
    assert list(lines["properties"]) == list(LINES)
    assert lines["required"] == [key for key, spec in LINES.items() if not spec.optional]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_shipped_files_pass_both(path: Path) -> None:
    schema = load_schema(kind_of(path))
    value = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert library_accepts(value, schema)
    assert check_shape(as_nodes(value), schema, path) == []


def test_a_keyword_that_the_walker_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="oneOf"):
        spelled_out({"items": {"oneOf": []}}, {})


def as_nodes(value: Any) -> Node:
    if isinstance(value, dict):
        return Node(1, {key: as_nodes(child) for key, child in value.items()})
    return Node(1, [as_nodes(child) for child in value] if isinstance(value, list) else value)


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, 0, 1, -1, 2, 5000, 2.5, "", " ", "x", "glutes", "Roller", "roller", "30 s", "30",
     "1 min 30 s", "-1 s", "4 h", "200 min", [], {}, ["roller"], ["ball", "ball"], [None], [""], ["x", 3],
     {"a": 1}, "y" * 500, {"tool": "roller"}, [[]], "a-b", "a_b", "en", "english"]
).map(copy.deepcopy)  # fmt: skip
KEYS = st.sampled_from(["hodl", "area", "Glutes", "side", "sides", "x-y"])


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, Any]:
    path = draw(st.sampled_from(FILES))
    value = copy.deepcopy(_loaded(path))
    for _ in range(draw(st.integers(1, 3))):
        place = value
        while isinstance(place, (dict, list)) and place:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = draw(st.sampled_from(keys))
            inner = place[key]
            if isinstance(inner, (dict, list)) and inner and draw(st.integers(0, 3)):
                place = inner
                continue
            match draw(st.sampled_from(["replace", "remove", "add"])):
                case "replace":
                    place[key] = draw(ODD)
                case "remove":
                    del place[key]
                case _ if isinstance(place, dict):
                    place[draw(st.sampled_from(["hodl", "area", "Glutes", "side", "sides", "x-y"]))] = draw(
                        ODD
                    )
                case _:
                    place.append(draw(ODD))
            break
    return kind_of(path), value


_CACHE: dict[Path, Any] = {}


def _loaded(path: Path) -> Any:
    if path not in _CACHE:
        _CACHE[path] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return _CACHE[path]


@given(mutated())
def test_agrees_with_the_library_on_files_gone_wrong(case: tuple[str, Any]) -> None:
    kind, value = case
    schema = load_schema(kind)
    findings = check_shape(as_nodes(value), schema, Path("a.yaml"))
    assert (findings == []) == library_accepts(value, schema), [str(finding) for finding in findings]
    for finding in findings:
        assert finding.problem
        assert finding.expected, str(finding)


@given(mutated())
def test_agrees_after_a_trip_through_yaml(case: tuple[str, Any]) -> None:
    kind, value = case
    node, findings = parse_yaml(json.dumps(value), Path("a.yaml"))
    assert node is not None
    assert findings == []
    assert (check_shape(node, load_schema(kind), Path("a.yaml")) == []) == library_accepts(
        value, load_schema(kind)
    )


def test_references_are_resolved_at_every_depth() -> None:
    definitions: dict[str, dict[str, Any]] = {
        "seconds": {"type": "integer", "minimum": 1},
        "rest": {"$ref": "#/$defs/seconds"},
    }
    schema = {
        "type": "object",
        "properties": {
            "hold": {"$ref": "#/$defs/rest", "maximum": 60},
            "each": {"type": "array", "items": {"properties": {"for": {"$ref": "#/$defs/seconds"}}}},
        },
        "additionalProperties": {"$ref": "#/$defs/seconds"},
        "propertyNames": {"$ref": "#/$defs/seconds"},
    }
    seconds = {"type": "integer", "minimum": 1}
    assert spelled_out(schema, definitions) == {
        "type": "object",
        "properties": {
            "hold": {**seconds, "maximum": 60},
            "each": {"type": "array", "items": {"properties": {"for": seconds}}},
        },
        "additionalProperties": seconds,
        "propertyNames": seconds,
    }
