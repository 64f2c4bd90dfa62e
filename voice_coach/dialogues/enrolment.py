"""Enrolment: the coach names a phrase, the runner says it, a good take is kept.

What's said, heard and kept goes through a `Booth`, not a device.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from voice_coach.dialogues.practice import FREQUENT_COMMANDS, exercises
from voice_coach.listening.endpointer import Endpointer
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.heard import CommandHeard
from voice_coach.listening.listener import Listener
from voice_coach.listening.personal.fitting import home_state
from voice_coach.listening.personal.profile import Profile
from voice_coach.listening.personal.takes import Fault, what_is_wrong
from voice_coach.listening.recogniser import Speech
from voice_coach.listening.segment import Segment
from voice_coach.safety.dialog import Reply

ANSWER_SECONDS = 8.0
TAKE_SECONDS = 5.0
TIMES_ASKED_AGAIN = 2
MOST_TAKES = 5

PERMISSION = (
    "May I keep short recordings of your voice on this computer, to hear you better? "
    "They never leave it, and one command deletes them. Yes or no?"
)
PERMISSION_AGAIN = "I didn't hear a yes or a no. May I keep recordings of your voice on this computer?"
REFUSED = "Then I keep nothing."
ONLY_ME = "Should I obey only your voice from now on? Anyone can still stop me. Yes or no?"
ONLY_ME_AGAIN = "I didn't hear a yes or a no. Should I obey only your voice?"
ONLY_ME_AGREED = "From now on I obey only you."
INTRO = "I name a phrase. After the tone, say it as you would on the floor."
FAULTS: Mapping[Fault, str] = {
    "nothing": "I heard nothing.",
    "long": "That was longer than the phrase.",
    "cut_off": "A part of it is missing. Wait for the tone.",
    "clipped": "That was too loud for the microphone. A little softer, or further away.",
    "quiet": "That was too quiet. A little louder, or nearer.",
    "noisy": "The room is too loud. A little nearer, or music down.",
}
STOPPED = "We leave it there. What you have said is kept, and I go on from it another time."


class Booth(Protocol):
    """Where the dialogue is held."""

    def say(self, text: str) -> None:
        """Returns once it's heard."""

    def cue(self, name: str) -> None:
        """Returns once it's heard."""

    def listen(self, seconds: float) -> Iterator[Speech]:
        """The microphone's sound, for at most ``seconds``; ends early if it's lost."""

    def pressed(self) -> Reply | None:
        """By a key since the last call."""


@dataclass(frozen=True)
class Ended:
    """``taken``: new takes; ``stopped`` by the runner; ``left_out``: phrases by what was wrong."""

    taken: int
    stopped: bool
    left_out: Mapping[str, Fault] = field(default_factory=dict)


def phrases_to_enrol(grammar: Grammar, wanted: Sequence[str] = ()) -> tuple[str, ...]:
    """``wanted`` as the grammar spells them; by default longer forms of what runners say most. Raises
    InputError (`no-such-phrase`).
    """
    from voice_coach.errors import InputError

    if not wanted:
        return tuple(exercise.phrase for exercise in exercises(grammar, FREQUENT_COMMANDS))
    found = []
    for text in wanted:
        understood = grammar.understand(text)
        if understood is None:
            raise InputError(
                f"{text!r} is no phrase that the coach knows.",
                hint="See what can be said: voice-coach commands.",
                code="no-such-phrase",
            )
        found.append(understood.phrase.text)
    return tuple(dict.fromkeys(found))


def ask(booth: Booth, listener: Listener, question: str, again: str) -> Reply:
    """Yes or no by voice (in state `confirm`) or key; asked twice at most."""
    for text in (question, again):
        booth.say(text)
        listener.set_state("confirm")
        for block in booth.listen(ANSWER_SECONDS):
            key = booth.pressed()
            if key is not None:
                return key
            for event in listener.feed(block):
                if isinstance(event, CommandHeard) and event.command in ("yes", "no", "stop"):
                    return {"yes": "yes", "no": "no", "stop": "stop"}[event.command]  # type: ignore[return-value]
    return "nothing"


@dataclass(frozen=True)
class _Take:
    samples: Speech
    segment: Segment | None
    fault: Fault | None
    stopped: bool = False


def enrol(
    booth: Booth,
    grammar: Grammar,
    phrases: Sequence[str],
    takes: int,
    count: Callable[[str], int],
    keep: Callable[[str, Speech], object],
    is_stop: Callable[[Segment], bool],
) -> Ended:
    """Fill up to ``takes`` takes of each phrase, in turns.

    ``count``: how many there are; ``keep`` keeps one; ``is_stop``: this speech ends it. A phrase bad three
    times is left out.
    """
    taken, left_out = 0, dict[str, Fault]()
    stops = {phrase for phrase in phrases if _command(grammar, phrase) == "stop"}
    if any(count(phrase) < takes for phrase in phrases):
        booth.say(INTRO)
    for number in range(takes):
        for phrase in phrases:
            if count(phrase) > number or phrase in left_out:
                continue
            said = f"Say: {phrase}."
            for _ in range(1 + TIMES_ASKED_AGAIN):
                booth.say(said)
                take = _listen(booth, None if phrase in stops else is_stop)
                if take.stopped:
                    booth.say(STOPPED)
                    return Ended(taken, True, left_out)
                if take.fault is None:
                    keep(phrase, take.samples)
                    taken += 1
                    booth.cue("heard")
                    break
                said = f"{FAULTS[take.fault]} Once more: {phrase}."
            else:
                assert take.fault is not None
                left_out[phrase] = take.fault
                booth.say(f"{FAULTS[take.fault]} We pass this one over.")
    return Ended(taken, False, left_out)


def _listen(booth: Booth, is_stop: Callable[[Segment], bool] | None) -> _Take:
    booth.cue("your_turn")
    endpointer = Endpointer()
    heard: list[Speech] = []
    segment: Segment | None = None
    for block in booth.listen(TAKE_SECONDS):
        if booth.pressed() == "stop":
            return _Take(np.zeros(0, np.int16), None, None, stopped=True)
        heard.append(block)
        segment = next(iter(endpointer.feed(block)), None)
        if segment is not None:
            break
    samples = np.concatenate(heard) if heard else np.zeros(0, np.int16)
    ended = segment is not None
    segment = segment or next(iter(endpointer.flush()), None)
    fault = what_is_wrong(samples, segment, ended=ended)
    stopped = segment is not None and not segment.too_long and is_stop is not None and is_stop(segment)
    return _Take(samples, segment, fault, stopped)


def report(profile: Profile) -> tuple[str, ...]:
    """What the takes taught, to be said; empty if no phrase could be tried."""
    tried = [phrase for phrase in profile.phrases if phrase.takes > 1]
    if not tried:
        return ("There is nothing to compare yet: I need two takes of a phrase.",)
    takes = sum(phrase.takes for phrase in tried)
    before = sum(phrase.before for phrase in tried)
    after = sum(phrase.after if phrase.on else phrase.before for phrase in tried)
    found = [f"Of your {takes} takes I understood {before} before, and {after} now that I know your voice."]
    off = [phrase.text for phrase in tried if not phrase.on]
    if off:
        found.append(f"For {len(off)} of the phrases that didn't help, so there I listen as before.")
    return tuple(found)


def _command(grammar: Grammar, phrase: str) -> str:
    understood = grammar.understand(phrase)
    return "" if understood is None else understood.command


__all__ = ["Booth", "Ended", "ask", "enrol", "home_state", "phrases_to_enrol", "report"]
