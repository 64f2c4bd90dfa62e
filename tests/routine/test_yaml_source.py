"""Reading YAML: every key knows its line, and what no author needs is refused in one sentence."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.routine.findings import Finding
from voice_coach.routine.yaml_source import MAXIMUM_BYTES, Node, parse_yaml, plain, read_yaml

FILE = Path("a.yaml")


def only(text: str) -> str:
    node, findings = parse_yaml(text, FILE)
    assert node is None
    assert len(findings) == 1
    return str(findings[0])


def test_every_key_knows_its_line() -> None:
    node, findings = parse_yaml("a: 1\nb:\n  - x\n  - c: >\n      long\n      text\n", FILE)
    assert findings == []
    assert node is not None
    assert plain(node) == {"a": 1, "b": ["x", {"c": "long text\n"}]}
    assert isinstance(node.value, dict)
    items = node.value["b"].value
    assert isinstance(items, list)
    assert node.value["b"].line == 2
    assert [item.line for item in items] == [3, 4]
    assert isinstance(items[1].value, dict)
    assert items[1].value["c"].line == 4


@pytest.mark.parametrize(
    "word", ["no", "on", "Yes", "1:30", "0x1F", "1_000", "1e3", ".inf", "2024-01-01", "9" * 5000]
)
def test_words_stay_what_was_typed(word: str) -> None:
    node, _ = parse_yaml(f"a: {word}", FILE)
    assert node is not None
    assert plain(node) == {"a": word}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: &x 1", "a.yaml:1: uses an anchor or an alias; expected the text written out."),
        ("b: 2\na: *x", "a.yaml:2: uses an anchor or an alias; expected the text written out."),
        ("a: !run 1", "a.yaml:1: uses the tag !run; expected a plain value."),
        ("a: 1\n---\nb: 2", "a.yaml:2: holds a second document; expected one document, without another ---."),
        ("? [a]\n: 1", "a.yaml:1: has a list or a map as a key; expected a word as a key."),
        ("", "a.yaml:1: is empty; expected keys and values."),
        ("# only words", "a.yaml:1: is empty; expected keys and values."),
        ("a:\n\tb: 1", "a.yaml:2: is indented with a tab; expected spaces."),
        (
            "a: Note: this",
            "a.yaml:1: has a colon where YAML expects none; expected double quotes around the sentence.",
        ),
        ("a: \x07", "a.yaml:1: holds characters that YAML doesn't allow; expected plain text."),
        ("[" * 50 + "]" * 50, "a.yaml:1: is nested too deeply; expected at most 12 levels."),
        ("[" * 30_000 + "]" * 30_000, "a.yaml:1: is nested too deeply; expected at most 12 levels."),
    ],
)  # fmt: skip
def test_refuses_in_one_sentence(text: str, sentence: str) -> None:
    assert only(text) == sentence


def test_an_alias_bomb_never_unfolds() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    assert "anchor" in only(bomb)


def test_a_key_written_twice_is_reported_beside_the_rest() -> None:
    node, findings = parse_yaml("a: 1\nb: 2\na: 3", FILE)
    assert node is not None
    assert list(map(str, findings)) == ["a.yaml:3: a: is written twice, first in line 1; expected it once."]


def test_files_that_are_no_text(tmp_path: Path) -> None:
    def problem(data: bytes) -> tuple[int, str]:
        path = tmp_path / "a.yaml"
        path.write_bytes(data)
        node, findings = read_yaml(path)
        assert node is None
        return findings[0].line, findings[0].problem

    assert problem(b"a: 1\nb: \xff") == (2, "isn't UTF-8 text")
    assert problem(b"\n\xff") == (2, "isn't UTF-8 text")
    assert problem(b"\n\x00") == (2, "holds characters that YAML doesn't allow")
    assert problem("a: 1".encode("utf-16")) == (1, "isn't UTF-8 text")
    assert problem(b"#" * (MAXIMUM_BYTES + 1)) == (0, "is too large")
    assert problem(b"\x00\x01") == (1, "holds characters that YAML doesn't allow")
    (missing,) = read_yaml(tmp_path / "none.yaml")[1]
    assert str(missing) == f"{tmp_path}/none.yaml: can't be read: No such file or directory."
    assert read_yaml(tmp_path)[0] is None


def test_a_mark_at_the_start_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    node, _ = read_yaml(tmp_path / "a.yaml")
    assert node is not None
    assert plain(node) == {"a": 1, "b": 2}


LETTERS = st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Zl", "Zp"])
scalars = st.text(LETTERS, max_size=8) | st.integers(-(10**9), 10**9) | st.booleans() | st.none()
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(trees)
def test_reads_what_was_written(value: Any) -> None:
    node, findings = parse_yaml(json.dumps(value, ensure_ascii=False), FILE)
    if node is None:
        assert findings[0].problem == "is nested too deeply"
    else:
        assert findings == []
        assert plain(node) == value


@given(st.text(st.sampled_from("ab:-?[]{}#&*!|>'\"%@`, \n\t0\x07é\ufeff"), max_size=40))
def test_any_text_gives_a_tree_or_a_finding(text: str) -> None:
    node, findings = parse_yaml(text, FILE)
    assert isinstance(node, Node) or findings
    assert all(isinstance(finding, Finding) and finding.problem for finding in findings)


@pytest.mark.parametrize("odd", ["\x0b", "\x00", "\x1b[1m", "\ufffe", "\x7f"])
def test_the_line_of_a_control_character_is_named(tmp_path: Path, odd: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"title: Ana\nopening:\n  - One.\n  - Two{odd}.\n", encoding="utf-8")
    (finding,) = read_yaml(path)[1]
    assert (finding.line, finding.problem) == (4, "holds characters that YAML doesn't allow")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_is_explained_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    (finding,) = read_yaml(tmp_path / "a.yaml")[1]
    assert (finding.line, finding.problem) == (0, "isn't a regular file")
