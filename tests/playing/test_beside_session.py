"""What a live session leaves, however it ends: in the history, or to go on with, never both."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from voice_coach import __version__
from voice_coach.playing.assemble import Choices
from voice_coach.playing.beside_session import BesideSession
from voice_coach.playing.going_on import Unfinished
from voice_coach.playing.personal import Personal
from voice_coach.records.cut_off import to_go_on_with
from voice_coach.records.history import History
from voice_coach.records.journal import NoJournal
from voice_coach.routine.loader import load_plan
from voice_coach.routine.wish import Wish
from voice_coach.session.state import SessionState

WISH = Wish(minutes=9)


class Session:
    """A session of some minutes with its files in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.history = History(folder / "history.jsonl")
        self.running = folder / "running"

    def played(self, minutes: float, error: BaseException | None, taken_up: Unfinished | None = None) -> None:
        with suppress(RuntimeError, KeyboardInterrupt), ExitStack() as stack:
            beside = BesideSession(NoJournal(), Personal(), lambda text: None, stack)

            def state(before_seconds: float) -> dict[str, object]:
                return {"seconds": before_seconds + 60 * minutes, "state": {}}

            plan = {"version": __version__}
            beside.keep_record(self.history, self.running, WISH, lambda: ("id",), plan, state, taken_up)
            if taken_up is None:
                beside.journals.write("session_started", 0.0, {"routine": "warmup", "seed": 3})
            beside.journals.write("rated", 60 * minutes, {"value": 4})
            if error is not None:
                raise error

    def left(self) -> Unfinished | None:
        found = to_go_on_with(self.running, "", self.history)
        if found is None:
            return None
        cut, kept = found
        began = datetime.now(timezone.utc) - timedelta(hours=1)
        plan, state = load_plan("warmup"), SessionState(level="first")
        return Unfinished(cut, Choices("warmup"), plan, state, began, kept.seconds, kept.lines)


@pytest.mark.parametrize("error", [None, KeyboardInterrupt()], ids=["at its end", "by Ctrl-C"])
def test_a_session_that_is_ended_is_in_the_history_and_nothing_waits(
    tmp_path: Path, error: BaseException | None
) -> None:
    session = Session(tmp_path)
    session.played(4, error)
    (past,) = session.history.sessions()
    assert (past.routine, past.minutes, past.rating, past.wish, past.wordings) == (
        "warmup", 4.0, 4, WISH, ("id",),
    )  # fmt: skip
    assert list(session.running.iterdir()) == []


def test_what_breaks_off_can_go_on_and_is_one_session_in_the_end(tmp_path: Path) -> None:
    session = Session(tmp_path)
    session.played(4, RuntimeError())
    assert session.history.sessions() == ()
    left = session.left()
    assert left is not None
    assert left.seconds == 240.0
    session.played(3, None, left)
    (past,) = session.history.sessions()
    assert (past.minutes, past.seed, past.when) == (7.0, 3, left.began.isoformat(timespec="seconds"))
    assert list(session.running.iterdir()) == []


def test_what_was_cut_off_stays_until_the_session_that_goes_on_is_kept_itself(tmp_path: Path) -> None:
    session = Session(tmp_path)
    session.played(4, RuntimeError())
    left = session.left()
    assert left is not None
    (tmp_path / "file").write_text("", encoding="utf-8")
    full = Session(tmp_path)
    full.running = tmp_path / "file" / "running"
    full.played(3, RuntimeError(), left)
    left.cut.let_go()
    again = session.left()
    assert again is not None
    assert again.seconds == 240.0
    again.cut.forget()
