"""What the terminal shows: one line that ticks, or for a screen reader a line for each new part."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.playing.engine.sessions import engine_for
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.cli.display import Display


def shown(display: Display, seconds: int, capsys: pytest.CaptureFixture[str], request_at: int = -1) -> str:
    with engine_for() as engine:
        for second in range(seconds):
            engine.render(SAMPLE_RATE)
            if second == request_at:
                display.request()
            display(engine)
    return capsys.readouterr().err


def test_plain_output_has_a_line_for_each_new_part_and_no_clock(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(Display(plain=True), 60, capsys).splitlines()
    assert 3 <= len(lines) <= 12
    assert "\r" not in "".join(lines)
    assert all(one != other for one, other in pairwise(lines)), "nothing is said twice"
    assert not any(":" in line for line in lines)


def test_a_request_shows_the_line_once_more(capsys: pytest.CaptureFixture[str]) -> None:
    before = shown(Display(plain=True), 60, capsys).splitlines()
    after = shown(Display(plain=True), 60, capsys, request_at=5).splitlines()
    assert len(after) == len(before) + 1
    assert len(set(after)) == len(set(before))


def test_a_terminal_that_cannot_move_its_cursor_gets_plain_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    assert "\r" not in shown(Display(), 20, capsys)
    monkeypatch.setenv("TERM", "xterm")
    assert "\r" in shown(Display(), 20, capsys)
