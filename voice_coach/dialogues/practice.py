"""Practice: the coach names a phrase, listens, and reports what it heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from voice_coach.listening.grammar import Grammar
from voice_coach.listening.heard import CommandHeard, NearlyHeard, SpeechIgnored
from voice_coach.listening.levels import Levels, advice, measure
from voice_coach.listening.listener import Listener
from voice_coach.listening.recogniser import HEARING_RATE, Speech

FREQUENT_COMMANDS = ("next", "pause", "resume", "longer", "repeat", "back", "time_left", "easier", "stop")
"""Practised in longer forms, which are heard better."""
LISTEN_SECONDS = 5.0


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


def listen(
    listener: Listener, exercise: Exercise, blocks: Iterator[Speech], untaught: Listener | None = None
) -> Attempt:
    """``blocks`` (16 kHz, mono, int16), until something is understood or time is up. ``untaught`` hears
    without what the runner taught.
    """
    listener.set_state(exercise.state)
    if untaught is not None:
        untaught.set_state(exercise.state)
    before = ""
    taken: list[Speech] = []
    heard, text, samples = "", "", 0
    for block in blocks:
        taken.append(block)
        samples += len(block)
        for event in () if untaught is None else untaught.feed(block):
            before = event.command if isinstance(event, CommandHeard) else before
        for event in listener.feed(block):
            if isinstance(event, CommandHeard):
                heard, text = event.command, event.text
            elif isinstance(event, NearlyHeard | SpeechIgnored):
                text = text or event.text
        if heard or samples >= LISTEN_SECONDS * HEARING_RATE:
            break
    if heard and not before and untaught is not None:
        # The taught one may have been sure a moment earlier.
        before = next((event.command for event in untaught.flush() if isinstance(event, CommandHeard)), "")
    levels = measure(np.concatenate(taken) if taken else np.zeros(0, np.int16))
    return Attempt(exercise, heard, text, levels, None if untaught is None or before == heard else before)


def summary(outcomes: list[Attempt]) -> tuple[str, ...]:
    """From all outcomes, most frequent first, each once."""
    counted: dict[str, int] = {}
    for outcome in outcomes:
        for sentence in advice(outcome.levels):
            counted[sentence] = counted.get(sentence, 0) + 1
    return tuple(sorted(counted, key=lambda sentence: -counted[sentence]))
