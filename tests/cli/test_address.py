"""``--address``: only what begins with the word is obeyed, in a whole session on files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import soundfile

from tests.cli.calling import Caller
from tests.said_aloud import microphone, needs_flite


@needs_flite
@pytest.mark.parametrize("word", ["coach", "Coach"])
def test_only_what_is_addressed_is_obeyed(word: str, call: Caller, home: Path) -> None:
    spoken = microphone(
        (9.0, "next one"), (14.0, "coach, next one"), (22.0, "stop"), (27.0, "coach, yes"), seconds=30
    )
    soundfile.write(home / "mic.wav", spoken, 16_000)
    files = ["--mic", "mic.wav", "--speaker", "out.wav", "--journal", "journal.jsonl"]
    assert call("start", "short", *files, "--address", word).code == 0
    lines = [json.loads(line) for line in (home / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    heard = [(line["command"], line["text"]) for line in lines if line["event"] == "command_heard"]
    assert heard == [("next", "coach next one"), ("stop", "stop"), ("yes", "coach yes")]
    ignored = [line["why"] for line in lines if line["event"] == "command_ignored"]
    assert ignored == ["not-addressed"]
