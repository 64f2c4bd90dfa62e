"""What is written beside a live session: journal, history, what was learnt. None of it may end it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from voice_coach.errors import VoiceCoachError
from voice_coach.playing.personal import Personal
from voice_coach.records.history import History
from voice_coach.records.journal import Journal, JournalsTogether, NoJournal
from voice_coach.records.learning_journal import LearningJournal
from voice_coach.records.running import RunningRecord
from voice_coach.records.session_record import SessionRecord
from voice_coach.records.unfailing import UnfailingJournal
from voice_coach.routine.wish import ANYTHING, Wish

if TYPE_CHECKING:
    from voice_coach.listening.grammar import Grammar
    from voice_coach.listening.learning import Learning


class BesideSession:
    """Gathers what a session leaves behind. What can't be written is kept in ``failures`` for its end."""

    def __init__(
        self,
        journal: Journal,
        personal: Personal,
        tell: Callable[[str], None],
        stack: ExitStack,
        live: Journal | None = None,
    ) -> None:
        """``tell`` shows a sentence at once; when ``stack`` is left, everything is written.

        ``live`` is a journal that can't fail: it gets every line, whatever becomes of ``journal``.
        """
        self._began = datetime.now(timezone.utc)
        self._record = SessionRecord(personal.name)
        self._learnt = personal.learnt
        self._stack = stack
        self._failures: list[VoiceCoachError] = []
        self._asked_for = UnfailingJournal(journal, tell)
        self.journal = JournalsTogether(live or NoJournal(), self._asked_for)
        """What the runner asked for."""
        self.journals = LearningJournal(JournalsTogether(self.journal, self._record))
        """For the engine."""

    @property
    def failures(self) -> tuple[VoiceCoachError, ...]:
        """What couldn't be written."""
        failure = self._asked_for.failure
        told = () if failure is None else (failure,)
        return (*told, *self._failures)

    def failed(self, error: VoiceCoachError) -> None:
        """Keep ``error`` for the end."""
        self._failures.append(error)

    def keep_record(
        self,
        past: History,
        running_folder: Path,
        wish: Wish = ANYTHING,
        wordings: Callable[[], Iterable[str]] = lambda: (),
    ) -> None:
        """From now on the session gets into ``past``, however it ends.

        ``wish`` is what the runner asked for; ``wordings`` gives the ids of those heard up to now.
        """
        self._record.wish, self._record.wordings = wish, wordings
        running = RunningRecord(running_folder, lambda: self._record.past_session(self._began).as_json())

        def finish() -> None:
            try:
                past.add(self._record.past_session(self._began))
            except VoiceCoachError as error:
                self.failed(error)
            else:
                running.close()

        self._stack.callback(finish)

    @property
    def teach(self) -> Callable[[str, Grammar], Learning] | None:
        """Lets the session learn from itself; ``None`` if nothing is to be learnt."""
        return None if self._learnt is None else self._teach

    def _teach(self, engine_name: str, grammar: Grammar) -> Learning:
        from voice_coach.listening.learning import Learning
        from voice_coach.listening.personal.learnt import load_learnt, save_learnt

        path = self._learnt
        assert path is not None
        learning = Learning(load_learnt(path, engine_name))
        self.journals.teach(learning, grammar)

        def save() -> None:
            try:
                save_learnt(path, engine_name, learning.shifts)
            except VoiceCoachError as error:
                self.failed(error)

        self._stack.callback(save)
        return learning
