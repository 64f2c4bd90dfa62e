"""A dialogue in steps: say this, sound that, listen.

A booth on a computer waits for each (``hold``); a browser mustn't wait, and takes them one at a time.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from voice_coach.listening.recogniser import Speech
from voice_coach.safety.dialog import Reply


@dataclass(frozen=True)
class Say:
    """Answered once it's heard."""

    text: str


@dataclass(frozen=True)
class Sound:
    """A cue; answered once it's heard."""

    cue: str


@dataclass(frozen=True)
class Listen:
    """From now on, for at most ``seconds``."""

    seconds: float


@dataclass(frozen=True)
class Hear:
    """Answered with what was ``Heard``."""


@dataclass(frozen=True, eq=False)
class Heard:
    """``block``: the next of the microphone (16 kHz, int16), None if time's up or it's lost; ``pressed``: a
    key or button since."""

    block: Speech | None
    pressed: Reply | None = None


Result = TypeVar("Result")
Step = Say | Sound | Listen | Hear
Dialogue = Generator[Step, Heard | None, Result]
"""Only ``Hear`` is answered."""


class Booth(Protocol):
    """Where a dialogue is held."""

    def say(self, text: str) -> None:
        """Returns once it's heard."""

    def cue(self, name: str) -> None:
        """Returns once it's heard."""

    def listen(self, seconds: float) -> Iterator[Speech]:
        """The microphone's sound, for at most ``seconds``; ends early if it's lost."""

    def pressed(self) -> Reply | None:
        """By a key since the last call."""


def hold(booth: Booth, dialogue: Dialogue[Result]) -> Result:
    """Hold ``dialogue`` in ``booth``."""
    blocks: Iterator[Speech] = iter(())
    answer: Heard | None = None
    while True:
        try:
            step = dialogue.send(answer)
        except StopIteration as end:
            result: Result = end.value
            return result
        answer = None
        match step:
            case Say(text):
                booth.say(text)
            case Sound(cue):
                booth.cue(cue)
            case Listen(seconds):
                blocks = booth.listen(seconds)
            case Hear():
                answer = Heard(next(blocks, None), booth.pressed())
