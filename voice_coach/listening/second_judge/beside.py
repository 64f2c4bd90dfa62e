"""Asks a second judge: in its own thread live, or at once on files.

Only the last question counts. A judge that fails, or is late three times in a row, is asked no more:
everything is believed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from voice_coach.listening.recogniser import Speech

Believes = Callable[[Speech, str], bool]
"""Is the phrase said in the sound? May take time, and fail."""

_LOG = logging.getLogger(__name__)
_MOST_LATE = 3


class AtOnce:
    """The session waits: on files time stands still."""

    def __init__(self, believes: Believes) -> None:
        self._believes = believes
        self._verdict: bool | None = None

    def ask(self, sound: Speech, phrase: str) -> None:
        self._verdict = self._believes(sound, phrase)

    def verdict(self) -> bool | None:
        return self._verdict

    def too_late(self) -> None:
        pass


@dataclass(frozen=True, eq=False)
class _Question:
    number: int
    sound: Speech
    phrase: str


class Beside:
    """In a thread of its own, until ``close``."""

    def __init__(self, open_judge: Callable[[], Believes]) -> None:
        self._open_judge = open_judge
        self._changed = threading.Condition()
        self._question: _Question | None = None
        self._answer: tuple[int, bool] | None = None
        self._number = 0
        self._late = 0
        self._given_up = False
        self._thread = threading.Thread(target=self._run, name="second judge", daemon=True)
        self._thread.start()

    def ask(self, sound: Speech, phrase: str) -> None:
        with self._changed:
            self._number += 1
            self._question = _Question(self._number, sound, phrase)
            self._changed.notify()

    def verdict(self) -> bool | None:
        with self._changed:
            if self._given_up:
                return True
            if self._answer is None or self._answer[0] != self._number:
                return None
            self._late = 0
            return self._answer[1]

    def too_late(self) -> None:
        with self._changed:
            self._late += 1
            if self._late >= _MOST_LATE and not self._given_up:
                _LOG.info("the second judge is too slow and is asked no more")
                self._give_up()

    def close(self) -> None:
        """Once the last question is answered."""
        with self._changed:
            self._give_up()

    def _give_up(self) -> None:
        self._given_up = True
        self._changed.notify()

    def _run(self) -> None:
        try:
            believes = self._open_judge()
            while (question := self._next()) is not None:
                answer = believes(question.sound, question.phrase)
                with self._changed:
                    self._answer = (question.number, answer)
        except Exception as error:  # Whatever went wrong, the session goes on without.
            _LOG.info("the second judge failed: %s: %s", type(error).__name__, error)
            with self._changed:
                self._give_up()

    def _next(self) -> _Question | None:
        """None once it's over."""
        with self._changed:
            while self._question is None and not self._given_up:
                self._changed.wait()
            question, self._question = self._question, None
            return None if self._given_up else question
