"""A runner who gives replies from a list, and notes what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from voice_coach.safety.dialog import Reply


class ScriptedRunner:
    """Fits ``safety.dialog.AsksYesOrNo``."""

    def __init__(self, replies: Iterable[Reply], note: Callable[[str], object]) -> None:
        self._replies = iter(replies)
        self._note = note
        self.cut_short = False

    def say(self, *texts: str) -> Reply:
        for text in texts:
            self._note(text)
        return "nothing"

    def ask(self, texts: Sequence[str]) -> Reply:
        self.say(*texts)
        return next(self._replies)

    def is_done(self) -> bool:
        """Whether every reply was asked for."""
        return next(self._replies, None) is None
