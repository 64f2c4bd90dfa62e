"""The safety questions by voice or key."""

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
    """Asks, or applies kept answers. Raises ``InputError`` if the language has no questions or nothing is
    left.
    """

    def __init__(self, library: Library, store: AnswerStore, *, by_keys: bool = False) -> None:
        """``by_keys``: keys are named."""
        texts, self._area_names = load_screen(library)
        self._texts = texts.for_keys() if by_keys else texts
        self._store = store

    @property
    def texts(self) -> ScreenTexts:
        return self._texts

    def kept(self, choices: Choices) -> Choices | None:
        """Without what's ruled out; ``None`` without answers."""
        answers = self._store.load()
        outcome = None if answers is None else outcome_of(answers, self._texts, self._area_names)
        return None if outcome is None or outcome.verdict != "go" else _without(choices, outcome)

    def prompts(self) -> tuple[str, ...]:
        """What's said first."""
        return self._screen().prompts()

    def hold(
        self, choices: Choices, runner: Conversation, failed: Callable[[VoiceCoachError], None]
    ) -> Choices | None:
        """``choices`` as answers allow; ``None``: no session. ``failed`` hears why answers can't be kept;
        they count anyway.
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
