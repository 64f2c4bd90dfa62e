"""The lines of the live channel."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.control.protocol import BadLine, event, hello, read_command, refusal
from voice_coach.session.commands import COMMAND_NAMES, Command

KINDS = {"not-json", "bad-command", "bad-number", "too-long"}


@pytest.mark.parametrize("name", [name for name in COMMAND_NAMES if name != "rate"])
def test_every_command_can_be_sent(name: str) -> None:
    assert read_command(json.dumps({"command": name}).encode()) == Command(name)


def test_numbers_have_the_names_of_the_journal() -> None:
    assert read_command(b'{"command": "longer", "seconds": 20}') == Command("longer", 20)
    assert read_command(b'{"command": "rate", "value": 7}') == Command("rate", 7)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"pause", "not-json"),
        (b"\xff\xfe", "not-json"),
        (b"[" * 4000, "not-json"),
        (b'["pause"]', "bad-command"),
        (b'{"command": 3}', "bad-command"),
        (b'{"command": "jump"}', "bad-command"),
        (b'{"command": "pause", "when": 3}', "bad-command"),
        (b'{"command": "pause", "seconds": 3}', "bad-number"),
        (b'{"command": "longer", "seconds": 601}', "bad-number"),
        (b'{"command": "longer", "seconds": true}', "bad-number"),
        (b'{"command": "longer", "seconds": 1.5}', "bad-number"),
        (b'{"command": "rate"}', "bad-number"),
        (b'{"command": "rate", "value": 11}', "bad-number"),
        (b" " * 5000, "too-long"),
    ],
)
def test_what_is_no_command_is_refused(line: bytes, code: str) -> None:
    with pytest.raises(BadLine) as refused:
        read_command(line)
    assert refused.value.code == code
    told = json.loads(refusal(refused.value))
    assert told["error"] == code
    assert told["message"].endswith(".")
    assert len(told["message"]) < 120


@given(
    st.binary(max_size=300)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["command", "seconds", "x"]), inner),
        max_leaves=6,
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_line_does_anything_else(line: bytes) -> None:
    try:
        command = read_command(line)
    except BadLine as error:
        assert error.code in KINDS
    else:
        assert command.name in COMMAND_NAMES


def test_what_is_sent_is_one_line_each() -> None:
    for line in (hello("1.2", 0.5, "setup"), event("prompt", 1.25, {"text": "a\nb \udce9 é"})):
        assert line.endswith(b"\n")
        assert line.count(b"\n") == 1
        json.loads(line)
    assert json.loads(hello("1.2", 0.5, "setup"))["protocol"] == 1
