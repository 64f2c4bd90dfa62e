"""The debug log: what happened, bounded, private, and never in a session's way."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.records.debug_log import LARGEST_BYTES, DebugLog, debug_log, log_path, tell_on_terminal

OURS = logging.getLogger("voice_coach.somewhere")


def test_it_tells_how_a_command_began_what_it_did_and_how_it_ended(tmp_path: Path) -> None:
    with debug_log(tmp_path, "start"):
        OURS.info("opened %s", "a microphone")
    with pytest.raises(KeyError), debug_log(tmp_path, "hear"):
        raise KeyError("gone")
    OURS.info("after the end")
    lines = log_path(tmp_path).read_text("utf-8").splitlines()
    told = [line.split(" ", 3)[-1] for line in lines]
    assert told[0].startswith("voice_coach: start begins: ")
    assert told[1:3] == ["voice_coach.somewhere: opened a microphone", "voice_coach: start is over"]
    assert told[4:] == ["voice_coach: hear ended by KeyError: 'gone'"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    with debug_log(tmp_path, "start"):
        OURS.info("x")
    assert stat.S_IMODE(log_path(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE(log_path(tmp_path).parent.stat().st_mode) == 0o700


@given(sizes=st.lists(st.integers(1, 90_000), min_size=5, max_size=30))
def test_it_stays_small_and_loses_only_the_oldest(
    sizes: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("log") / "voice-coach.log"
    written = []
    for number, size in enumerate(sizes):
        handler = DebugLog(path)  # as many commands, one after the other
        handler.setFormatter(logging.Formatter("%(message)s"))
        line = f"{number} " + "x" * size
        handler.handle(logging.makeLogRecord({"msg": line}))
        handler.close()
        written.append(line)
    files = [path.with_name("voice-coach.log.1"), path]
    kept = "".join(file.read_text("utf-8") for file in files if file.exists()).splitlines()
    assert all(file.stat().st_size <= LARGEST_BYTES for file in files if file.exists())
    assert kept == written[-len(kept) :]
    assert set(path.parent.iterdir()) <= set(files)


def test_a_log_that_cannot_be_written_is_left_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file where a folder should be", "utf-8")
    with debug_log(home, "start"):
        OURS.info("x")
    assert home.read_text("utf-8") == "a file where a folder should be"


def test_verbose_tells_it_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with debug_log(tmp_path, "start"):
        OURS.info("before")
        tell_on_terminal()
        OURS.info("opened")
    OURS.info("after the end")
    assert capsys.readouterr().err == "voice_coach.somewhere: opened\nvoice_coach: start is over\n"
