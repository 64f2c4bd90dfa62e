"""Where a runner's records are.

Named runners have a folder (`listening/personal/runners.py`); others use ``history.jsonl``, ``safety.json``,
``learnt.json`` and ``running/`` in the user's own.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from voice_coach.errors import OutputError
from voice_coach.files.unfinished import clear_all
from voice_coach.listening.personal.runners import ONLY_ONE, Runner, known_runners
from voice_coach.records.history import History
from voice_coach.records.past_session import PastSession
from voice_coach.records.running import is_running

HISTORY, RUNNING, SAFETY, LEARNT = "history.jsonl", "running", "safety.json", "learnt.json"


@dataclass(frozen=True)
class Belongings:
    """``runner`` None: no name; ``home``: the user's own folder."""

    runner: Runner | None
    home: Path

    @property
    def name(self) -> str:
        """Empty without a name."""
        return "" if self.runner is None else self.runner.name

    @property
    def folder(self) -> Path:
        return self.home if self.runner is None else self.runner.folder

    @property
    def running(self) -> Path:
        """The folder of running and cut-off sessions."""
        return self.folder / RUNNING

    @property
    def safety(self) -> Path:
        """Answers to the safety questions."""
        return self.folder / SAFETY

    def make_folder(self) -> None:
        """For its owner alone. Raises OutputError."""
        if self.runner is not None:
            self.runner.make_folder()

    def history(self) -> History:
        """Records from before runners had files move here."""
        own = History(self.folder / HISTORY)
        if self.runner is not None:
            with contextlib.suppress(OSError, OutputError):  # Next time, then.
                self._move_in(own)
        return own

    def _move_in(self, own: History) -> None:
        shared = self.home / HISTORY
        # Anyone who gave no name when they enrolled is the one who was here before.
        takes_nobodys = self.name == ONLY_ONE and not own.path.exists()
        if not shared.is_file() or not (takes_nobodys or json.dumps(self.name).encode() in _bytes(shared)):
            return

        def is_mine(session: PastSession) -> bool:
            return session.runner == self.name or (takes_nobodys and not session.runner)

        old = History(shared)
        own.merge(session for session in old.sessions() if is_mine(session))
        old.forget(is_mine)

    def whose(self, *, named: bool) -> str:
        """Whose records a session gets into, if unclear. ``named``: they said who they are."""
        if self.runner is not None and not self.runner.known:
            return f"{self.name} is new here: a record of their own begins."
        others = ", ".join(one.name for one in known_runners(self.home))
        if self.runner is None and others and not named:
            return f"This session has no runner's name; --runner NAME makes it yours. Known are: {others}."
        return ""

    def at_work(self) -> bool:
        return any(is_running(record) for record in self.running.glob("*.running.json"))

    def told(self) -> str:
        """What there is, or empty."""
        sessions = len([one for one in self.history().sessions() if one.runner == self.name or self.runner])
        found = [f"{sessions} session{'s' * (sessions != 1)}"] if sessions else []
        if self.runner is not None:
            takes = len(list(self.runner.clips.glob("*.wav")))
            found += [f"{takes} recording{'s' * (takes != 1)} of their voice"] if takes else []
            found += ["their voice profile"] if self.runner.enrolled else []
        found += ["the answers to the safety questions"] if self.safety.is_file() else []
        found += ["what was learnt by listening"] if (self.folder / LEARNT).is_file() else []
        if not found and self.runner is not None and self.runner.known:
            found = ["a folder"]
        return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)

    def remove(self) -> None:
        """Raises OutputError (`runner`)."""
        if self.runner is not None:
            self.history()  # Nothing of theirs stays in no one's files.
            History(self.home / HISTORY).forget(lambda session: session.runner == self.name)
            self.runner.delete()
            return
        try:
            shared = History(self.home / HISTORY)
            shared.forget(lambda session: not session.runner)
            if not shared.sessions():
                shared.clear()
            for path in (self.safety, self.home / LEARNT):
                path.unlink(missing_ok=True)
            clear_all(self.home, (HISTORY, SAFETY, LEARNT))
            if self.running.is_dir():
                shutil.rmtree(self.running)
        except OSError as error:
            raise OutputError(
                f"{error.filename or self.home} could not be removed: {error.strerror or error}.",
                hint="Remove it by hand.",
                code="runner",
            ) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
