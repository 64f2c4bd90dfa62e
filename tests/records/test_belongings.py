"""Several runners on one machine: their records apart, for their owner alone, and gone when they're to go."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import numpy as np
import pytest

from voice_coach.errors import OutputError
from voice_coach.listening.personal.learnt import save_learnt
from voice_coach.listening.personal.runners import runner_named
from voice_coach.listening.personal.takes import TakeFolder
from voice_coach.records.belongings import Belongings
from voice_coach.records.past_session import PastSession
from voice_coach.safety.answers import AnswerStore

SECRET = "purple elephant"
"""Stands in all that is kept, to see whether any of it stays."""


def past(day: int, runner: str = "") -> PastSession:
    return PastSession(f"2026-03-{day:02}T07:30:00+00:00", "warmup", 8.0, (SECRET,), True, runner=runner)


def of(name: str, home: Path) -> Belongings:
    return Belongings(runner_named(name, home) if name else None, home)


def fill(theirs: Belongings) -> None:
    """Everything that can be kept of a runner."""
    theirs.history().add(past(1, theirs.name))
    save_learnt(theirs.folder / "learnt.json", "acoustic", {SECRET: 0.5})
    AnswerStore(theirs.safety).save({"pregnant": False})
    theirs.running.mkdir(mode=0o700)
    (theirs.running / "7.running.json").write_text(SECRET, encoding="utf-8")
    if theirs.runner is not None:
        theirs.runner.agree(f"Agreed. {SECRET}")
        TakeFolder(theirs.runner.clips).add("next", np.zeros(10, np.int16))
        theirs.runner.profile.write_text(SECRET, encoding="utf-8")


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_records_are_apart(tmp_path: Path) -> None:
    for number, name in enumerate(("", "ana", "ben"), 1):
        of(name, tmp_path).history().add(past(number, name))
    for number, name in enumerate(("", "ana", "ben"), 1):
        assert of(name, tmp_path).history().sessions() == (past(number, name),)
    places = {of(name, tmp_path).safety for name in ("", "ana", "ben")}
    assert len(places) == 3


def test_what_an_earlier_version_kept_together_moves_apart(tmp_path: Path) -> None:
    shared = of("", tmp_path).history()
    for day, name in enumerate(("ana", "", "ben", "ana"), 1):
        shared.add(past(day, name))
    ana = of("ana", tmp_path).history()
    assert ana.sessions() == (past(1, "ana"), past(4, "ana"))
    assert shared.sessions() == (past(2), past(3, "ben"))
    assert of("carla", tmp_path).history().sessions() == ()
    assert of("ana", tmp_path).history().sessions() == ana.sessions()


def test_whoever_enrols_without_a_name_keeps_their_past(tmp_path: Path) -> None:
    of("", tmp_path).history().add(past(1))
    mine = of("me", tmp_path).history()
    assert [one.when for one in mine.sessions()] == [past(1).when]
    of("", tmp_path).history().add(past(2))
    assert len(of("me", tmp_path).history().sessions()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_all_of_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    theirs = of("ana", home)
    assert theirs.runner is not None
    theirs.runner.make_folder()
    fill(theirs)
    (theirs.folder / "profile.npz").chmod(0o600)
    (theirs.running / "7.running.json").chmod(0o600)
    for path in (home / "runners").rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path
    assert stat.S_IMODE((home / "runners").stat().st_mode) == 0o700


def test_what_is_forgotten_is_gone_and_nothing_else(tmp_path: Path) -> None:
    for name in ("", "ana", "ben"):
        fill(of(name, tmp_path))
    of("", tmp_path).history().add(past(9, "ana"))
    before = files(tmp_path)
    ana = of("ana", tmp_path)
    assert ana.told() == (
        "2 sessions, 1 recording of their voice, their voice profile, the answers to the safety questions "
        "and what was learnt by listening"
    )
    ana.remove()
    assert files(tmp_path) == {path for path in before if not path.startswith("runners/ana/")}
    assert '"ana"' not in (tmp_path / "history.jsonl").read_text(encoding="utf-8")
    assert of("ana", tmp_path).told() == ""
    of("", tmp_path).remove()
    assert {path.split("/")[1] for path in files(tmp_path)} == {"ben"}
    of("ben", tmp_path).remove()
    assert files(tmp_path) == set()


def test_nobodys_records_go_and_a_named_runners_stay_among_them(tmp_path: Path) -> None:
    shared = of("", tmp_path).history()
    shared.add(past(1))
    shared.add(past(2, "ana"))
    of("", tmp_path).remove()
    assert of("ana", tmp_path).history().sessions() == (past(2, "ana"),)


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_link_leads_nowhere_that_would_be_removed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "dear.txt").write_text("dear", encoding="utf-8")
    (tmp_path / "home" / "runners").mkdir(parents=True)
    (tmp_path / "home" / "runners" / "ana").symlink_to(elsewhere)
    with pytest.raises(OutputError, match="be removed"):
        of("ana", tmp_path / "home").remove()
    assert (elsewhere / "dear.txt").exists()
