"""Practice: the coach names a phrase, listens, and reports what it heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from voice_coach.dialogues.turns import Dialogue, Hear, Listen, Say, Sound
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.heard import CommandHeard, NearlyHeard, SpeechIgnored
from voice_coach.listening.levels import (
    CLIPPED_SHARE,
    LEAST_SNR_DB,
    NOISY_ROOM_DB,
    QUIET_VOICE_DB,
    Levels,
    advice,
    measure,
)
from voice_coach.listening.listener import Listener
from voice_coach.listening.recogniser import HEARING_RATE, Speech

FREQUENT_COMMANDS = ("next", "pause", "resume", "longer", "repeat", "back", "time_left", "easier", "stop")
"""Practised in longer forms, which are heard better."""
LISTEN_SECONDS = 5.0
SAY = "Say"
RIGHT = "I understood that."
OTHERWISE = "I took that for something else."
NOTHING = "I didn't understand that."
QUIETER_ROOM = "The room is loud. Come nearer, or turn the music down."
LOUDER = "You are quiet here. Come nearer, or speak up."
SOFTER = "You are too loud for the microphone. A little further away."
RESULT = "I understood {right} of {count}."


@dataclass(frozen=True)
class Exercise:
    phrase: str
    command: str
    state: str


@dataclass(frozen=True)
class Attempt:
    """``heard``: the command, or empty; ``text``: the words; ``before``: the command without what the runner
    taught, None if the same.
    """

    exercise: Exercise
    heard: str
    text: str
    levels: Levels
    before: str | None = None

    @property
    def right_before(self) -> bool:
        return (self.heard if self.before is None else self.before) == self.exercise.command

    @property
    def right(self) -> bool:
        return self.heard == self.exercise.command


def exercises(
    grammar: Grammar, commands: Iterable[str] = FREQUENT_COMMANDS, state: str = "working"
) -> list[Exercise]:
    """A command's first phrase of several words, or its only one."""
    phrases = grammar.phrases_in(state)
    found = []
    for command in commands:
        own = [phrase.text for phrase in phrases if phrase.command == command]
        if own:
            found.append(Exercise(next((text for text in own if " " in text), own[0]), command, state))
    return found


class Attempting:
    """An attempt as it's heard, block by block. ``untaught`` hears without what the runner taught."""

    def __init__(self, listener: Listener, exercise: Exercise, untaught: Listener | None = None) -> None:
        listener.set_state(exercise.state)
        if untaught is not None:
            untaught.set_state(exercise.state)
        self._listener, self._exercise, self._untaught = listener, exercise, untaught
        self._taken: list[Speech] = []
        self._samples = 0
        self._before = ""
        self._text = ""
        self.heard = ""
        """The command, once there's one."""

    @property
    def over(self) -> bool:
        """Something is understood, or time is up."""
        return bool(self.heard) or self._samples >= LISTEN_SECONDS * HEARING_RATE

    def hear(self, block: Speech) -> None:
        """16 kHz, mono, int16."""
        self._taken.append(block)
        self._samples += len(block)
        for event in () if self._untaught is None else self._untaught.feed(block):
            self._before = event.command if isinstance(event, CommandHeard) else self._before
        for event in self._listener.feed(block):
            if isinstance(event, CommandHeard):
                self.heard, self._text = event.command, event.text
            elif isinstance(event, NearlyHeard | SpeechIgnored):
                self._text = self._text or event.text

    def outcome(self) -> Attempt:
        before: str | None = self._before
        if self.heard and not before and self._untaught is not None:
            # The taught one may have been sure a moment earlier.
            late = (one.command for one in self._untaught.flush() if isinstance(one, CommandHeard))
            before = next(late, "")
        if self._untaught is None or before == self.heard:
            before = None
        levels = measure(np.concatenate(self._taken) if self._taken else np.zeros(0, np.int16))
        return Attempt(self._exercise, self.heard, self._text, levels, before)


def listen(
    listener: Listener, exercise: Exercise, blocks: Iterator[Speech], untaught: Listener | None = None
) -> Attempt:
    """``blocks`` (16 kHz, mono, int16), until something is understood or time is up. ``untaught`` as in
    ``Attempting``.
    """
    attempt = Attempting(listener, exercise, untaught)
    for block in blocks:
        attempt.hear(block)
        if attempt.over:
            break
    return attempt.outcome()


def practising(listener: Listener, wanted: Sequence[Exercise]) -> Dialogue[tuple[Attempt, ...]]:
    """By voice alone: each phrase named, heard, and told how it was heard. "Stop" or a button ends it."""
    outcomes: list[Attempt] = []
    for exercise in wanted:
        yield Say(f"{SAY}: {exercise.phrase}.")
        yield Sound("your_turn")
        attempt = Attempting(listener, exercise)
        yield Listen(LISTEN_SECONDS)
        while not attempt.over:
            heard = yield Hear()
            if heard is None or heard.block is None:
                break
            if heard.pressed == "stop":
                return tuple(outcomes)
            attempt.hear(heard.block)
        outcome = attempt.outcome()
        if outcome.heard == "stop" and not outcome.right:
            return tuple(outcomes)
        outcomes.append(outcome)
        for text in told(outcome):
            yield Say(text)
    right = sum(outcome.right for outcome in outcomes)
    yield Say(RESULT.format(right=right, count=len(outcomes)))
    return tuple(outcomes)


def told(outcome: Attempt) -> tuple[str, ...]:
    """Aloud: how it was heard, and what may help if it wasn't."""
    if outcome.right:
        return (RIGHT,)
    levels = outcome.levels
    verdict = OTHERWISE if outcome.heard else NOTHING
    if levels.clipped > CLIPPED_SHARE:
        return verdict, SOFTER
    if levels.room_db > NOISY_ROOM_DB:
        return verdict, QUIETER_ROOM
    quiet = levels.voice_db < QUIET_VOICE_DB or levels.snr_db < LEAST_SNR_DB
    return (verdict, LOUDER) if quiet else (verdict,)


def summary(outcomes: list[Attempt]) -> tuple[str, ...]:
    """From all outcomes, most frequent first, each once."""
    counted: dict[str, int] = {}
    for outcome in outcomes:
        for sentence in advice(outcome.levels):
            counted[sentence] = counted.get(sentence, 0) + 1
    return tuple(sorted(counted, key=lambda sentence: -counted[sentence]))
