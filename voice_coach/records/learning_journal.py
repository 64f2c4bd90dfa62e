"""A journal that learns: commands undone or repeated move thresholds.

It adds `command_undone` or `command_said_again` {phrase, command}, and `threshold_moved` {phrase, command,
by, why} (nats).
"""

from __future__ import annotations

from collections.abc import Mapping

from voice_coach.listening.grammar import Grammar
from voice_coach.listening.learning import Learning, Lesson
from voice_coach.records.journal import Journal
from voice_coach.session.table import NOT_UNDOABLE


class LearningJournal:
    """Passes lines to ``journal``; learns once it's given what to teach."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._learning: Learning | None = None
        self._grammar: Grammar | None = None

    def teach(self, learning: Learning, grammar: Grammar) -> None:
        """Tell ``learning``, which hears ``grammar``'s phrases."""
        self._learning, self._grammar = learning, grammar

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        self._journal.write(event, seconds, fields)
        lesson = self._lesson(event, seconds, fields)
        if lesson is None:
            return
        about = {"phrase": lesson.phrase, "command": lesson.command}
        self._journal.write(f"command_{lesson.why}", seconds, about)
        if lesson.by:
            moved = {**about, "by": lesson.by, "why": lesson.why.replace("_", " ")}
            self._journal.write("threshold_moved", seconds, moved)

    def _lesson(self, event: str, seconds: float, fields: Mapping[str, object]) -> Lesson | None:
        learning, grammar = self._learning, self._grammar
        if learning is None or grammar is None:
            return None
        if event == "command_heard" and fields["source"] == "voice":
            phrase = grammar.without_address(str(fields["text"]))
            return learning.heard(phrase, str(fields["command"]), seconds)
        if event == "command_ignored" and fields["why"] == "nearly":
            understood = grammar.understand(str(fields["text"]))
            if understood is not None:
                phrase = grammar.without_address(understood.phrase.text)
                learning.nearly(phrase, understood.command, seconds)
        if event == "taken_back":
            learning.taken_back()
        if event == "command_applied":
            command = str(fields["command"])
            if command == "undo" or command not in NOT_UNDOABLE:
                return learning.applied(command, seconds)
        return None
