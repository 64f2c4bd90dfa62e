"""What's written beside a live session; no failure here ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from voice_coach.errors import VoiceCoachError
from voice_coach.playing.personal import Personal
from voice_coach.records.history import History
from voice_coach.records.journal import Journal, JournalsTogether, NoJournal
from voice_coach.records.learning_journal import LearningJournal
from voice_coach.records.running import NO_LINES, GoingOn, RunningRecord
from voice_coach.records.session_record import SessionRecord
from voice_coach.records.unfailing import UnfailingJournal
from voice_coach.routine.wish import Wish

if TYPE_CHECKING:
    from voice_coach.listening.grammar import Grammar
    from voice_coach.listening.learning import Learning
    from voice_coach.playing.going_on import Unfinished


class _Kept:
    """A journal for the record and for resuming."""

    def __init__(self, record: SessionRecord) -> None:
        self._record = record
        self._going_on: GoingOn | None = None
        self._before_seconds = 0.0

    def begin(self, going_on: GoingOn, before_seconds: float) -> None:
        """Also keep lines for ``going_on``, ``before_seconds`` into the session."""
        self._going_on, self._before_seconds = going_on, before_seconds

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        seconds = round(seconds + self._before_seconds, 6)
        self._record.write(event, seconds, fields)
        if self._going_on is not None:
            self._going_on.write(event, seconds, fields)


class BesideSession:
    """What a session leaves."""

    def __init__(
        self,
        journal: Journal,
        personal: Personal,
        tell: Callable[[str], None],
        stack: ExitStack,
        live: Journal | None = None,
    ) -> None:
        """``tell`` shows a sentence; leaving ``stack`` writes everything; ``live`` is a journal that can't
        fail.
        """
        self._began = datetime.now(timezone.utc)
        self.runner = personal.name
        self._named_by = personal.named_by
        self._record = SessionRecord(personal.name)
        self._learnt = personal.learnt
        self._stack = stack
        self._tell = tell
        self._failures: list[VoiceCoachError] = []
        self._asked_for = UnfailingJournal(journal, tell)
        self.journal = JournalsTogether(live or NoJournal(), self._asked_for)
        """What the runner asked for."""
        self._kept = _Kept(self._record)
        self.journals = LearningJournal(JournalsTogether(self.journal, self._kept))
        """The journal for the engine."""

    @property
    def failures(self) -> tuple[VoiceCoachError, ...]:
        """What couldn't be written."""
        failure = self._asked_for.failure
        told = () if failure is None else (failure,)
        return (*told, *self._failures)

    def failed(self, error: VoiceCoachError) -> None:
        self._failures.append(error)

    def keep_record(
        self,
        past: History,
        running_folder: Path,
        wish: Wish,
        wordings: Callable[[], Iterable[str]],
        plan: Mapping[str, object],
        state: Callable[[float], Mapping[str, object] | None],
        taken_up: Unfinished | None = None,
    ) -> None:
        """From now on the session gets into ``past``, however it ends.

        ``wordings``: ids heard so far; ``plan``: what its plan was made from; ``state``: where it is, given
        how long it had lasted when cut off; ``taken_up``: the session it resumes.
        """
        if self._named_by and self.runner:
            self.journal.write("runner_named", 0.0, {"runner": self.runner, "by": self._named_by})
        before_seconds, earlier = 0.0, NO_LINES
        if taken_up is not None:
            self._began, before_seconds, earlier = taken_up.began, taken_up.seconds, taken_up.lines
            wish = taken_up.wish
            for line in earlier:
                self._record.write(*line)
        self._record.wish, self._record.wordings = wish, wordings
        going_on = GoingOn(plan, lambda: state(before_seconds), earlier)
        running = RunningRecord(
            running_folder, lambda: self._record.past_session(self._began).as_json(), going_on, self._tell
        )
        self._kept.begin(going_on, before_seconds)
        if taken_up is not None:
            running.keep()
            if not running.problem:
                taken_up.cut.forget()

        def finish(_kind: object, error: BaseException | None, _trace: object) -> None:
            broken_off = error is not None and not isinstance(error, KeyboardInterrupt)
            if broken_off and going_on.state() is not None:
                running.leave()
                return
            try:
                past.add(self._record.past_session(self._began))
            except VoiceCoachError as failure:
                self.failed(failure)
            else:
                running.close()
                if taken_up is not None:
                    taken_up.cut.forget()

        self._stack.push(finish)

    @property
    def teach(self) -> Callable[[str, Grammar], Learning] | None:
        """For learning during the session; ``None`` if nothing is to be learnt."""
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
