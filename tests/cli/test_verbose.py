"""``--verbose`` and the log of a command: what was chosen, and never what was said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calling import Caller
from tests.listening.voices import flite
from voice_coach.content import own_folder
from voice_coach.records.debug_log import log_path


def test_the_log_has_what_was_chosen_and_verbose_shows_it(call: Caller, tmp_path: Path) -> None:
    recording = flite("hold longer", tmp_path)
    silent = call("hear", recording)
    told = call("hear", recording, "--verbose")
    assert silent.err == ""
    assert "recognizer auto for en: acoustic" in told.err
    assert told.out == silent.out
    log = log_path(own_folder()).read_text("utf-8")
    assert log.count("recognizer auto for en: acoustic") == 2
    assert log.count("hear is over") == 2
    assert "hold longer" not in log
    assert recording.name not in log


def test_the_log_has_an_error(call: Caller) -> None:
    assert call("export", "nowhere", "-o", "x.mp3").code == 2
    assert "export ended by InputError: " in log_path(own_folder()).read_text("utf-8")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["nonsense"]])
def test_what_runs_no_command_logs_nothing(call: Caller, arguments: list[str]) -> None:
    call(*arguments)
    assert not log_path(own_folder()).exists()
