"""The safety screen before a first session: spoken, answered by voice or key, its answers kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from voice_coach.dialogues.conversation import Conversation
from voice_coach.errors import OutputError, VoiceCoachError
from voice_coach.playing.assemble import Choices
from voice_coach.routine.library import Library
from voice_coach.safety.answers import AnswerStore
from voice_coach.safety.dialog import hold_screen
from voice_coach.safety.screen import Screen, ScreenResult, outcome_of
from voice_coach.safety.texts import ScreenTexts, load_screen


class SafetyScreen:
    """What the runner's answers, kept in ``store``, take out of a session; the questions if there are none.

    Raises ``InputError`` if the language has no questions or nothing of the session is left.
    """

    def __init__(self, library: Library, store: AnswerStore, *, by_keys: bool = False) -> None:
        """``by_keys``: the runner can't be heard, so keys are named and not phrases."""
        texts, self._area_names = load_screen(library)
        self._texts = texts.for_keys() if by_keys else texts
        self._store = store

    @property
    def texts(self) -> ScreenTexts:
        return self._texts

    def kept(self, choices: Choices) -> Choices | None:
        """``choices`` without what kept answers rule out; ``None`` if the questions have to be asked."""
        answers = self._store.load()
        outcome = None if answers is None else outcome_of(answers, self._texts, self._area_names)
        return None if outcome is None or outcome.verdict != "go" else _without(choices, outcome)

    def prompts(self) -> tuple[str, ...]:
        """What is said first."""
        return self._screen().prompts()

    def hold(
        self, choices: Choices, runner: Conversation, failed: Callable[[VoiceCoachError], None]
    ) -> Choices | None:
        """Ask the runner. ``choices`` with what the answers allow; ``None`` if there's to be no session.

        If the answers can't be kept, ``failed`` is told why, and they count all the same.
        """
        outcome = hold_screen(self._screen(), runner)
        if outcome is None:
            return None
        if outcome.verdict != "unanswered":
            try:
                self._store.save(outcome.answers)
            except OutputError as error:
                failed(error)
        if outcome.verdict in ("ask", "refuse"):
            return None
        words = self._texts.words
        if outcome.verdict == "go" and words and runner.say(words) == "stop":
            return None
        return _without(choices, outcome)

    def _screen(self) -> Screen:
        return Screen(self._texts, self._area_names)


def _without(choices: Choices, outcome: ScreenResult) -> Choices:
    return replace(choices, wish=outcome.apply(choices.wish))
