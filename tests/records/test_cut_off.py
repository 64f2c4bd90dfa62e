"""What a killed session leaves: enough to go on, or at least its record; no harm, whatever is damaged."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voice_coach import __version__
from voice_coach.records import running
from voice_coach.records.cut_off import cut_off, take_in_cut_off, to_go_on_with, waiting
from voice_coach.records.history import History
from voice_coach.records.past_session import PastSession
from voice_coach.records.running import GoingOn, RunningRecord

PAST = PastSession("2026-11-30T07:00:00+00:00", "warmup", 3.2, ("glutes",), completed=False)
PLAN = {"version": __version__, "choices": {"routine": "warmup"}}
STATE = {"seconds": 192.0, "state": {"phase": "hold"}}
STARTED: tuple[Any, ...] = ("session_started", 0.0, {"routine": "warmup"})


def break_off(folder: Path, past: PastSession = PAST, **plan: object) -> Path:
    """A session that wrote its record and is gone; the path of that."""
    going_on = GoingOn({**PLAN, **plan}, lambda: STATE)
    record = RunningRecord(folder, past.as_json, going_on)
    going_on.write(*STARTED)
    going_on.write("cue", 1.0, {"name": "chime"})
    going_on.write("step_finished", 190.0, {"area": "glutes"})
    record.leave()
    assert not record.problem
    return record.path


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "history.jsonl")


def test_what_was_kept_is_what_there_was(tmp_path: Path, history: History) -> None:
    break_off(tmp_path / "running")
    found = to_go_on_with(tmp_path / "running", "", history)
    assert found is not None
    cut, kept = found
    assert (kept.seconds, kept.state, kept.plan) == (192.0, {"phase": "hold"}, PLAN)
    assert kept.lines == (STARTED, ("step_finished", 190.0, {"area": "glutes"}))
    assert cut.session == PAST
    assert abs(kept.at - datetime.now(timezone.utc)) < timedelta(minutes=5)
    cut.forget()
    assert list((tmp_path / "running").iterdir()) == []
    assert history.sessions() == ()


def test_one_that_can_go_on_waits_and_is_shown(tmp_path: Path, history: History) -> None:
    break_off(tmp_path / "running")
    take_in_cut_off(history, tmp_path / "running")
    assert history.sessions() == ()
    assert waiting(tmp_path / "running") == (replace(PAST, cut_off=True),)


def test_after_half_a_day_or_under_another_version_it_gets_into_the_history(
    tmp_path: Path, history: History
) -> None:
    break_off(tmp_path / "running")
    later = datetime.now(timezone.utc) + timedelta(hours=12, minutes=1)
    take_in_cut_off(history, tmp_path / "running", later)
    break_off(tmp_path / "running", replace(PAST, routine="recovery"), version="0.0.1")
    take_in_cut_off(history, tmp_path / "running")
    assert [past.routine for past in history.sessions()] == ["warmup", "recovery"]
    assert all(past.cut_off for past in history.sessions())
    assert list((tmp_path / "running").iterdir()) == []


def test_the_last_one_goes_on_and_the_others_get_into_the_history(tmp_path: Path, history: History) -> None:
    break_off(tmp_path / "running", replace(PAST, routine="recovery"))
    break_off(tmp_path / "running", replace(PAST, runner="anna", routine="maintenance"))
    break_off(tmp_path / "running")
    found = to_go_on_with(tmp_path / "running", "", history)
    assert found is not None
    assert found[0].session == PAST
    found[0].let_go()
    assert [past.routine for past in history.sessions()] == ["recovery"]
    assert [past.runner for past in waiting(tmp_path / "running")] == ["anna", ""]


def test_two_parts_of_one_session_are_one(tmp_path: Path, history: History) -> None:
    """Cut off between the first writing of its second part and the removal of its first."""
    break_off(tmp_path / "running")
    break_off(tmp_path / "running", replace(PAST, minutes=4.0))
    found = to_go_on_with(tmp_path / "running", "", history)
    assert found is not None
    assert found[0].session == replace(PAST, minutes=4.0)
    found[0].let_go()
    assert history.sessions() == ()


def test_nobody_else_takes_one_that_is_held(tmp_path: Path, history: History) -> None:
    break_off(tmp_path / "running")
    found = to_go_on_with(tmp_path / "running", "", history)
    assert found is not None
    assert cut_off(tmp_path / "running") == []
    found[0].let_go()
    (again,) = cut_off(tmp_path / "running")
    again.forget()


def test_a_session_that_is_over_has_nothing_to_go_on_with(tmp_path: Path, history: History) -> None:
    states: list[dict[str, object] | None] = [STATE]
    going_on = GoingOn(PLAN, lambda: states[-1])
    record = RunningRecord(tmp_path / "running", PAST.as_json, going_on)
    going_on.write(*STARTED)
    record.keep()
    states.append(None)
    record.leave()
    assert to_go_on_with(tmp_path / "running", "", history) is None
    assert len(history.sessions()) == 1


def test_what_has_not_changed_is_not_written_again(tmp_path: Path) -> None:
    record = RunningRecord(tmp_path, PAST.as_json, GoingOn(PLAN, lambda: STATE))
    record.keep()
    record.keep()
    rarely = [path for path in tmp_path.iterdir() if path.suffix in {".json", ".plan"}]
    before = {path: path.stat().st_mtime_ns for path in rarely}
    assert len(before) == 2
    record.keep()
    assert {path: path.stat().st_mtime_ns for path in before} == before
    record.close()


def test_a_full_disk_is_told_once_and_written_again_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    with monkeypatch.context() as full:

        def no_room(*_: object) -> None:
            raise OSError(28, "No space left on device")

        full.setattr(os, "fsync", no_room)
        going_on = GoingOn(PLAN, lambda: STATE)
        record = RunningRecord(tmp_path, PAST.as_json, going_on, told.append)
        going_on.write(*STARTED)
        for _ in range(3):
            record.keep()
        (sentence,) = told
        assert "No space left on device. It plays on" in sentence
    record.leave()
    assert not record.problem
    (left,) = cut_off(tmp_path)
    kept = left.kept()
    assert kept is not None
    assert kept.lines == (STARTED,)
    left.forget()


def test_a_slow_disk_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(running, "SLOW_SECONDS", -1.0)
    record = RunningRecord(tmp_path, PAST.as_json, GoingOn(PLAN, lambda: STATE), told.append)
    record.keep()
    record.close()
    (sentence,) = told
    assert "slow" in sentence


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    suffix=st.sampled_from([".json", ".plan", ".lines", ".at"]),
    at=st.floats(0, 1),
    how=st.sampled_from(["cut", "flip", "gone", "junk", "deep"]),
    junk=st.binary(max_size=40),
)
def test_whatever_is_damaged_it_can_go_on_or_is_in_the_history_or_gone(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, at: float, how: str, junk: bytes
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    history = History(folder / "history.jsonl")
    path = break_off(folder / "running").with_suffix(suffix)
    data = bytearray(path.read_bytes())
    place = min(int(at * len(data)), len(data) - 1)
    if how == "gone":
        path.unlink()
    elif how == "flip":
        data[place] ^= 4
        path.write_bytes(data)
    else:
        end = {"cut": b"", "junk": junk, "deep": b"[" * 100_000}[how]
        path.write_bytes(bytes(data[:place]) + end)
    found = to_go_on_with(folder / "running", "", history)
    if found is not None:
        assert found[1].plan == PLAN
        assert found[1].state == STATE["state"]
        found[0].take_in(history)
    if suffix != ".json":
        assert [past.routine for past in history.sessions()] == ["warmup"]
    assert list((folder / "running").iterdir()) == []


def test_a_sealed_file_of_another_kind_is_refused(tmp_path: Path, history: History) -> None:
    from voice_coach.records.sealed import sealed

    path = break_off(tmp_path / "running")
    for seconds in (0, 0.5, 90_000):
        path.with_suffix(".at").write_bytes(sealed({"at": 1, "seconds": seconds, "state": {}}))
        (one,) = cut_off(tmp_path / "running")
        kept = one.kept()
        assert kept is not None
        assert kept.seconds == seconds
        one.let_go()
    wrongs: list[object] = [[1], {}, {"at": "soon", "seconds": 1}, {"at": 1e300, "seconds": 1}]
    wrongs.append({"at": 1, "seconds": -1})
    for wrong in wrongs:
        path.with_suffix(".at").write_bytes(sealed(wrong))
        (one,) = cut_off(tmp_path / "running")
        assert one.kept() is None, wrong
        one.let_go()
    lines = path.with_suffix(".lines")
    for line in ([], ["x"], [1, 2, {}], ["x", True, {}], ["x", 1, []], {"x": 1}):
        lines.write_text(json.dumps(line) + "\n", encoding="utf-8")
        (one,) = cut_off(tmp_path / "running")
        assert one.kept() is None, line
        one.let_go()
