"""Enrolment: the coach names a phrase, the runner says it, a good take is kept.

What's said and heard goes through a `Booth` or step by step, not to a device.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from voice_coach.dialogues.practice import FREQUENT_COMMANDS, SAY, exercises
from voice_coach.dialogues.turns import Booth, Dialogue, Hear, Listen, Say, Sound, hold
from voice_coach.listening.decision import CommandDecision, Decider
from voice_coach.listening.endpointer import Endpointer
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.heard import CommandHeard
from voice_coach.listening.listener import Listener
from voice_coach.listening.personal.fitting import home_state
from voice_coach.listening.personal.profile import Profile
from voice_coach.listening.personal.take_checks import Fault, what_is_wrong
from voice_coach.listening.recogniser import Recogniser, Speech, decode
from voice_coach.listening.segment import Segment
from voice_coach.safety.dialog import Reply

ANSWER_SECONDS = 8.0
TAKE_SECONDS = 5.0
TIMES_ASKED_AGAIN = 2
MOST_TAKES = 5
_STATE = "working"

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
ONCE_MORE = "Once more"
PASSED_OVER = "We pass this one over."
UNDERSTOOD = "Of your {takes} takes I understood {before} before, and {after} now that I know your voice."
NO_HELP = "For {count} of the phrases that didn't help, so there I listen as before."
NOTHING_TO_COMPARE = "There is nothing to compare yet: I need two takes of a phrase."
STOPPED = "We leave it there. What you have said is kept, and I go on from it another time."


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
    """``enrolment`` in ``booth``."""
    return hold(booth, enrolment(grammar, phrases, takes, count, keep, is_stop))


def enrolment(
    grammar: Grammar,
    phrases: Sequence[str],
    takes: int,
    count: Callable[[str], int],
    keep: Callable[[str, Speech], object],
    is_stop: Callable[[Segment], bool],
    goodbye: str = STOPPED,
) -> Dialogue[Ended]:
    """Fill up to ``takes`` takes of each phrase, in turns.

    ``count``: how many there are; ``keep`` keeps one; ``is_stop``: this speech ends it, after ``goodbye``. A
    phrase bad three times is left out.
    """
    taken, left_out = 0, dict[str, Fault]()
    stops = {phrase for phrase in phrases if _command(grammar, phrase) == "stop"}
    if any(count(phrase) < takes for phrase in phrases):
        yield Say(INTRO)
    for number in range(takes):
        for phrase in phrases:
            if count(phrase) > number or phrase in left_out:
                continue
            said = f"{SAY}: {phrase}."
            for _ in range(1 + TIMES_ASKED_AGAIN):
                yield Say(said)
                take = yield from _listen(None if phrase in stops else is_stop)
                if take.stopped:
                    yield Say(goodbye)
                    return Ended(taken, True, left_out)
                if take.fault is None:
                    keep(phrase, take.samples)
                    taken += 1
                    yield Sound("heard")
                    break
                said = f"{FAULTS[take.fault]} {ONCE_MORE}: {phrase}."
            else:
                assert take.fault is not None
                left_out[phrase] = take.fault
                yield Say(f"{FAULTS[take.fault]} {PASSED_OVER}")
    return Ended(taken, False, left_out)


def _listen(is_stop: Callable[[Segment], bool] | None) -> Dialogue[_Take]:
    yield Sound("your_turn")
    endpointer = Endpointer()
    blocks: list[Speech] = []
    segment: Segment | None = None
    yield Listen(TAKE_SECONDS)
    while segment is None:
        heard = yield Hear()
        if heard is None or heard.block is None:
            break
        if heard.pressed == "stop":
            return _Take(np.zeros(0, np.int16), None, None, stopped=True)
        blocks.append(heard.block)
        segment = next(iter(endpointer.feed(heard.block)), None)
    samples = np.concatenate(blocks) if blocks else np.zeros(0, np.int16)
    ended = segment is not None
    segment = segment or next(iter(endpointer.flush()), None)
    fault = what_is_wrong(samples, segment, ended=ended)
    stopped = segment is not None and not segment.too_long and is_stop is not None and is_stop(segment)
    return _Take(samples, segment, fault, stopped)


def means_stop(recogniser: Recogniser, decider: Decider, segment: Segment) -> bool:
    """Whether ``segment`` is surely the command to stop."""
    recogniser.set_state(_STATE)
    decision = decider.decide(decode(recogniser, segment.samples), segment, _STATE)
    return isinstance(decision, CommandDecision) and decision.understood.command == "stop"


def report(profile: Profile) -> tuple[str, ...]:
    """What the takes taught, to be said; empty if no phrase could be tried."""
    tried = [phrase for phrase in profile.phrases if phrase.takes > 1]
    if not tried:
        return (NOTHING_TO_COMPARE,)
    takes = sum(phrase.takes for phrase in tried)
    before = sum(phrase.before for phrase in tried)
    after = sum(phrase.after if phrase.on else phrase.before for phrase in tried)
    found = [UNDERSTOOD.format(takes=takes, before=before, after=after)]
    off = [phrase.text for phrase in tried if not phrase.on]
    if off:
        found.append(NO_HELP.format(count=len(off)))
    return tuple(found)


def _command(grammar: Grammar, phrase: str) -> str:
    understood = grammar.understand(phrase)
    return "" if understood is None else understood.command


__all__ = [
    "Booth",
    "Ended",
    "ask",
    "enrol",
    "enrolment",
    "home_state",
    "means_stop",
    "phrases_to_enrol",
    "report",
]
