"""Reads an author's YAML with the line of every key, and refuses what no author needs.

Built on PyYAML's events rather than its loader: there is one pass, no recursion, and anchors, aliases, tags and second
documents are seen before anything is made of them, so an alias bomb never unfolds. A plain scalar is text unless
it is a plain decimal number, true or false, so that ``no``, ``on`` and ``1:30`` stay what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Union

from voice_coach.routine.findings import Finding

MAXIMUM_BYTES = 1_000_000
MAXIMUM_DEPTH = 12

_INTEGER = re.compile(r"[-+]?\d{1,15}")
_DECIMAL = re.compile(r"[-+]?\d{1,15}\.\d{1,15}")


@dataclass(frozen=True)
class Node:
    """A value and the line of its key (or of its dash), counted from 1."""

    line: int
    value: Value


Value = Union[str, int, float, bool, None, list[Node], dict[str, Node]]


class _Refusal(Exception):
    def __init__(self, line: int, problem: str, expected: str = "") -> None:
        super().__init__(problem)
        self.line, self.problem, self.expected = line, problem, expected


def read_yaml(path: Path) -> tuple[Node | None, list[Finding]]:
    """The tree of ``path``, or ``None`` with the finding that explains why there is none.

    Duplicate keys are findings beside a tree, so that a file's other mistakes are reported in the same go.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        return None, [Finding(path, 0, "", f"cannot be read: {error.strerror or error}")]
    if len(data) > MAXIMUM_BYTES:
        return None, [Finding(path, 0, "", "is too large", "at most 1 MB of YAML")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Finding(path, line, "", "is not UTF-8 text", "a file saved as UTF-8")]
    return parse_yaml(text, path)


def parse_yaml(text: str, path: Path) -> tuple[Node | None, list[Finding]]:
    """As ``read_yaml``, of text; ``path`` is for the findings."""
    import yaml

    findings: list[Finding] = []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _tree(yaml.parse(text, Loader=loader), path, findings), findings
    except _Refusal as refusal:
        problem, expected, line = refusal.problem, refusal.expected, refusal.line
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem, expected = _explain(error.problem or "", text, line)
    except (yaml.YAMLError, ValueError, RecursionError):
        line, problem, expected = 1, "holds characters that YAML does not allow", "plain text"
    return None, [*findings, Finding(path, line, "", problem, expected)]


def _explain(problem: str, text: str, line: int) -> tuple[str, str]:
    lines = text.split("\n")
    here = lines[line - 1] if line <= len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())]:
        return "is indented with a tab", "spaces"
    if "mapping values" in problem:
        return "has a colon where YAML expects none", "a sentence with a colon put in double quotes"
    return f"is not YAML ({problem})", "a key, a colon and a value, indented with spaces"


def _tree(events: Iterator[Any], path: Path, findings: list[Finding]) -> Node:
    from yaml import events as kinds

    root: Node | None = None
    open_nodes: list[Node] = []
    keys: list[tuple[str, int] | None] = []
    documents = 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, kinds.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Refusal(line, "holds a second document", "one document, without another ---")
        if isinstance(event, (kinds.MappingEndEvent, kinds.SequenceEndEvent)):
            open_nodes.pop()
            keys.pop()
            continue
        if not isinstance(event, kinds.NodeEvent):
            continue
        if isinstance(event, kinds.AliasEvent) or event.anchor is not None:
            raise _Refusal(line, "uses an anchor or an alias", "the text written out")
        if event.tag not in {None, "!"}:
            raise _Refusal(line, f"uses the tag {event.tag}", "a plain value")
        container = open_nodes[-1] if open_nodes else None
        if container is not None and isinstance(container.value, dict) and keys[-1] is None:
            if not isinstance(event, kinds.ScalarEvent):
                raise _Refusal(line, "has a list or a map as a key", "a word as a key")
            keys[-1] = (event.value, line)
            continue
        node = Node(line, _value(event, kinds))
        if container is None:
            root = node
        elif isinstance(container.value, list):
            container.value.append(node)
        elif isinstance(container.value, dict):
            key, key_line = keys[-1] or ("", line)
            keys[-1] = None
            node = Node(key_line, node.value)
            if key in container.value:
                first = container.value[key].line
                findings.append(
                    Finding(path, key_line, key, f"is written twice, first in line {first}", "it once")
                )
            container.value[key] = node
        if isinstance(node.value, (list, dict)):
            open_nodes.append(node)
            keys.append(None)
            if len(open_nodes) > MAXIMUM_DEPTH:
                raise _Refusal(line, "is nested too deeply", f"at most {MAXIMUM_DEPTH} levels")
    if root is None:
        raise _Refusal(1, "is empty", "keys and values")
    return root


def _value(event: Any, kinds: Any) -> Value:
    if isinstance(event, kinds.MappingStartEvent):
        return {}
    if isinstance(event, kinds.SequenceStartEvent):
        return []
    text: str = event.value
    if event.style:
        return text
    if text in {"", "~", "null"}:
        return None
    if text in {"true", "false"}:
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        number = float(text)
        return int(number) if number.is_integer() else number
    return text


def plain(node: Node) -> Any:
    """The value without its lines, as a JSON library would give it."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value
