"""Reads authors' YAML with lines, and refuses what none needs.

PyYAML's events, no recursion; anchors, aliases, tags and second documents are refused before they unfold. A
plain scalar is text unless a decimal number, true, false or null.
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
_TOO_DEEP = ("is nested too deeply", f"at most {MAXIMUM_DEPTH} levels")

_NOT_IN_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INTEGER = re.compile(r"[-+]?\d{1,15}")
_DECIMAL = re.compile(r"[-+]?\d{1,15}\.\d{1,15}")


@dataclass(frozen=True)
class Node:
    """``line``: of its key or dash, from 1."""

    line: int
    value: Value


Value = Union[str, int, float, bool, None, list[Node], dict[str, Node]]  # noqa: UP007 (names Node, so it's evaluated)


class _Refusal(Exception):
    def __init__(self, line: int, problem: str, expected: str = "") -> None:
        super().__init__(problem)
        self.line, self.problem, self.expected = line, problem, expected


def read_yaml(path: Path) -> tuple[Node | None, list[Finding]]:
    """The tree, or ``None`` and the reason; duplicate keys are findings."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():  # a pipe might never end
            return None, [Finding(path, 0, "", "isn't a regular file", "a file of YAML")]
        with path.open("rb") as file:
            data = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        return None, [Finding(path, 0, "", f"can't be read: {error.strerror or error}")]
    if len(data) > MAXIMUM_BYTES:
        return None, [Finding(path, 0, "", "is too large", "at most 1 MB of YAML")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Finding(path, line, "", "isn't UTF-8 text", "a file saved as UTF-8")]
    return parse_yaml(text, path)


def parse_yaml(text: str, path: Path) -> tuple[Node | None, list[Finding]]:
    """``path`` is for findings."""
    import yaml

    tree = _Tree(path)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return tree.grow(yaml.parse(text, Loader=loader)), tree.findings
    except _Refusal as refusal:
        problem, expected, line = refusal.problem, refusal.expected, refusal.line
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem, expected = _explain(error.problem or "", text, line)
    except (yaml.YAMLError, ValueError, RecursionError):
        line, problem, expected = (
            _line_of_odd(text),
            "holds characters that YAML doesn't allow",
            "plain text",
        )
    return None, [*tree.findings, Finding(path, line, "", problem, expected)]


def _line_of_odd(text: str) -> int:
    """Of the first character illegal in YAML; else 1."""
    found = _NOT_IN_YAML.search(text)
    return 1 if found is None else text.count("\n", 0, found.start()) + 1


def _explain(problem: str, text: str, line: int) -> tuple[str, str]:
    if "nesting depth" in problem:  # The library's own bound, which it may reach while reading ahead.
        return _TOO_DEEP
    lines = text.split("\n")
    here = lines[line - 1] if line <= len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())]:
        return "is indented with a tab", "spaces"
    if "mapping values" in problem:
        return "has a colon where YAML expects none", "double quotes around the sentence"
    return f"isn't YAML ({problem})", "a key, a colon and a value, indented with spaces"


class _Tree:
    """By events, with a stack."""

    def __init__(self, path: Path) -> None:
        self.findings: list[Finding] = []
        self._path = path
        self._documents = 0
        self._root: Node | None = None
        self._open: list[Node] = []
        self._keys: list[tuple[str, int] | None] = []

    def grow(self, events: Iterator[Any]) -> Node:
        from yaml import events as kinds

        for event in events:
            line = event.start_mark.line + 1
            if isinstance(event, kinds.DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    raise _Refusal(line, "holds a second document", "one document, without another ---")
            elif isinstance(event, kinds.CollectionEndEvent):
                self._open.pop()
                self._keys.pop()
            elif isinstance(event, kinds.NodeEvent):
                if event.anchor is not None:  # an alias carries the name of its anchor
                    raise _Refusal(line, "uses an anchor or an alias", "the text written out")
                tag = getattr(event, "tag", None)
                if tag not in {None, "!"}:
                    raise _Refusal(line, f"uses the tag {tag}", "a plain value")
                if isinstance(event, kinds.ScalarEvent):
                    self._scalar(event.value, line, quoted=bool(event.style))
                else:
                    self._container({} if isinstance(event, kinds.MappingStartEvent) else [], line)
        if self._root is None:
            raise _Refusal(1, "is empty", "keys and values")
        return self._root

    def _scalar(self, text: str, line: int, *, quoted: bool) -> None:
        if self._wants_key():
            self._keys[-1] = (text, line)
        else:
            self._place(Node(line, text if quoted else _plain_scalar(text)))

    def _container(self, value: Value, line: int) -> None:
        if self._wants_key():
            raise _Refusal(line, "has a list or a map as a key", "a word as a key")
        self._open.append(self._place(Node(line, value)))
        self._keys.append(None)
        if len(self._open) > MAXIMUM_DEPTH:
            raise _Refusal(line, *_TOO_DEEP)

    def _wants_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._keys[-1] is None

    def _place(self, node: Node) -> Node:
        if not self._open:
            self._root = node
            return node
        container = self._open[-1].value
        if isinstance(container, list):
            container.append(node)
        elif isinstance(container, dict):
            key, line = self._keys[-1] or ("", node.line)
            self._keys[-1] = None
            node = Node(line, node.value)
            if key in container:
                problem = f"is written twice, first in line {container[key].line}"
                self.findings.append(Finding(self._path, line, key, problem, "it once"))
            container[key] = node
        return node


def _plain_scalar(text: str) -> Value:
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
    """As a JSON library would give it."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value
