"""Checks a tree against its JSON Schema, with messages for authors.

The schemas (``routines/schema``, draft 2020-12) serve editors too; unknown keywords are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from voice_coach.content import content_folder
from voice_coach.routine.duration import DurationError, parse_duration
from voice_coach.routine.findings import Finding, did_you_mean, nearest
from voice_coach.routine.yaml_source import Node, Value, plain

Schema = Mapping[str, Any]

KEYWORDS = frozenset({
    "$schema", "$ref", "$defs", "title", "description", "format", "type", "const", "enum",
    "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "uniqueItems", "items",
    "minProperties", "properties", "required", "additionalProperties", "propertyNames",
})  # fmt: skip
_TYPES: Mapping[str, type] = {"object": dict, "array": list, "string": str, "integer": int}


@lru_cache(maxsize=16)
def load_schema(name: str) -> Schema:
    """By name: ``routine``, ``exercises-text`` ..."""
    path = content_folder("routines") / "schema" / f"{name}.schema.json"
    schema: Schema = json.loads(path.read_text(encoding="utf-8"))
    return spelled_out(schema, schema.get("$defs", {}))


def spelled_out(schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    """References resolved. Raises ``ValueError`` for unknown keywords."""
    unknown = schema.keys() - KEYWORDS
    if unknown:
        raise ValueError(f"schema keywords not known to this walker: {sorted(unknown)}")
    whole = dict(schema)
    reference = whole.pop("$ref", None)
    if reference is not None:
        whole = {**spelled_out(definitions[reference.removeprefix("#/$defs/")], definitions), **whole}
    for keyword in ("items", "additionalProperties", "propertyNames"):
        if isinstance(whole.get(keyword), Mapping):
            whole[keyword] = spelled_out(whole[keyword], definitions)
    if "properties" in whole:
        inner = whole["properties"].items()
        whole["properties"] = {name: spelled_out(part, definitions) for name, part in inner}
    return whole


def check_shape(node: Node, schema: Schema, file: Path) -> list[Finding]:
    """All mistakes; ``schema`` is from ``load_schema``."""
    return list(_Walker(file).walk(node, schema, ""))


class _Walker:
    def __init__(self, file: Path) -> None:
        self._file = file

    def walk(self, node: Node, schema: Schema, key: str) -> Iterator[Finding]:
        expected = str(schema.get("description", ""))

        def wrong(problem: str, wanted: str = expected) -> Finding:
            return Finding(self._file, node.line, key, problem, wanted)

        value = node.value
        if not _has_type(value, schema.get("type")) or (
            "const" in schema and repr(value) != repr(schema["const"])
        ):
            yield wrong(_described(value))
        elif "enum" in schema and value not in schema["enum"]:
            near = nearest(value, schema["enum"]) if isinstance(value, str) else ""
            yield wrong(_described(value), near or expected)
        elif isinstance(value, str):
            yield from (wrong(problem) for problem in _text_problems(value, schema))
        elif isinstance(value, list):
            yield from self._list(node, value, schema, key)
        elif isinstance(value, dict):
            yield from self._map(node, value, schema, key)
        elif isinstance(value, (int, float)):
            if value < schema.get("minimum", value):
                yield wrong(f"is {value}, which is {'negative' if value < 0 else 'too small'}")
            if value > schema.get("maximum", value):
                yield wrong(f"is {value}, which is too large", f"at most {schema['maximum']}")

    def _list(self, node: Node, items: list[Node], schema: Schema, key: str) -> Iterator[Finding]:
        expected = str(schema.get("description", ""))
        if len(items) < schema.get("minItems", 0):
            yield Finding(self._file, node.line, key, "is an empty list", expected)
        if len(items) > schema.get("maxItems", len(items)):
            yield Finding(
                self._file, node.line, key, f"has {len(items)} items", f"at most {schema['maxItems']}"
            )
        seen: set[str] = set()
        for index, item in enumerate(items, start=1):
            item_key = f"{key}.{index}"
            yield from self.walk(item, schema.get("items", {}), item_key)
            same = repr(plain(item))
            if schema.get("uniqueItems") and same in seen:
                yield Finding(self._file, item.line, item_key, f"{same} is listed twice", "it once")
            seen.add(same)

    def _map(self, node: Node, entries: dict[str, Node], schema: Schema, key: str) -> Iterator[Finding]:
        properties: Mapping[str, Schema] = schema.get("properties", {})
        others = schema.get("additionalProperties")
        for name in schema.get("required", ()):
            if name not in entries:
                wanted = str(properties[name].get("description", ""))
                yield Finding(self._file, node.line, _join(key, name), "is missing", wanted)
        if len(entries) < schema.get("minProperties", 0):
            yield Finding(self._file, node.line, key, "is empty", str(schema.get("description", "")))
        for name, child in entries.items():
            child_key = _join(key, name)
            if "propertyNames" in schema:
                yield from self.walk(Node(child.line, name), schema["propertyNames"], child_key)
            if name in properties:
                yield from self.walk(child, properties[name], child_key)
            elif others is False:
                # A key already written is no likely meaning of the one misspelt.
                near = nearest(name, properties.keys() - entries.keys()) or did_you_mean(name, properties)
                wanted = near or str(schema.get("description", ""))
                yield Finding(self._file, child.line, child_key, "isn't a key known here", wanted)
            elif isinstance(others, Mapping):
                yield from self.walk(child, others, child_key)


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _has_type(value: Value, wanted: str | list[str] | None) -> bool:
    if wanted is None:
        return True
    names = [wanted] if isinstance(wanted, str) else wanted
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, _TYPES[name]) for name in names)


def _described(value: Value) -> str:
    if value is None:
        return "is empty"
    if isinstance(value, bool):
        return f"is {'true' if value else 'false'}"
    if isinstance(value, (int, float)):
        return f"is {value}, a bare number"
    if isinstance(value, str):
        return f"is {_short(value)}" if value.strip() else "is empty"
    return "is a list" if isinstance(value, list) else "is a map of keys"


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


def _text_problems(text: str, schema: Schema) -> Iterator[str]:
    if schema.get("format") == "duration":
        try:
            parse_duration(text)
        except DurationError as error:
            yield error.problem
        return
    if len(text) < schema.get("minLength", 0) or (schema.get("minLength") and not text.strip()):
        yield "is empty"
    elif len(text) > schema.get("maxLength", len(text)):
        yield f"is {len(text)} characters long, over {schema['maxLength']}"
    elif "pattern" in schema and not re.search(schema["pattern"], text):
        yield f"is {_short(text)}"
