"""What is said to a coach on a phone, when, and what it made of it; wherever the coach runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

SCRIPT = (
    ("setup", "okay i'm ready", "ready"),
    ("setup", "volume up", "louder"),
    ("setup", "how long left", "time_left"),
    ("setup", "show me how", "how"),
    ("setup", "what comes next", "whats_next"),
    ("setup", "okay i'm ready", "ready"),
    ("working", "hold longer", "longer"),
    ("working", "cut it short", "shorter"),
    ("working", "say that again", "repeat"),
    ("working", "slow down", "slower"),
    ("working", "speed up", "faster"),
    ("working", "pause it", "pause"),
    ("paused", "volume down", "quieter"),
    ("paused", "carry on", "resume"),
    ("working", "it hurts", "easier"),
    ("pain", "just strong", "strong"),
    ("", "okay i'm ready", "ready"),
    ("working", "switch sides", "switch"),
    ("", "next one", "next"),
    ("", "stop session", "stop"),
    ("confirm", "no", "no"),
    ("paused", "carry on", "resume"),
    ("rating", "seven", "rate"),
    ("side", "left", "left"),
)
"""State, phrase, command; "" for any state. What isn't heard is done by a button, so that the rest fits."""

PATIENCE_SECONDS = 90.0
SETTLED_SECONDS = 15.0
"""Until the ears know whether they hear an echo, what begins over the coach counts as its own."""
ANSWER_SECONDS = 3.5
_ASKED = ("rating", "side")
_IN_A_STEP = ("position", "gap", "sweep", "search", "hold")
_STEP_SECONDS = 0.1
_QUIET_SECONDS = 0.6
_INTO_SPEECH_SECONDS = 0.4
_WITHOUT_SPEECH_SECONDS = 5.0
"""A coach that has been silent for so long is silent in this state."""


class Phone(Protocol):
    """A coach that can be talked to."""

    def state(self) -> str: ...

    def journal(self) -> list[dict[str, Any]]: ...

    def say(self, phrase: str) -> float:
        """Begin to say it; how many seconds it takes."""

    def press(self, command: str) -> None: ...

    def wait(self, seconds: float) -> None:
        """Let it run on."""


@dataclass
class Outcome:
    """``missed``: phrases not obeyed; ``false``: commands not given; ``over``: phrases said while the
    coach spoke."""

    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    over: int = 0

    @property
    def obeyed(self) -> int:
        return len(SCRIPT) - len(self.missed)


def hold(phone: Phone, *, over_the_coach: bool) -> Outcome:
    """Say everything, in silence or while the coach speaks if it does."""
    outcome = Outcome()
    phone.wait(SETTLED_SECONDS)
    for state, phrase, command in SCRIPT:
        _reach(phone, state, speaking=over_the_coach)
        outcome.over += _speaks(phone)
        before = len(_heard(phone))
        phone.wait(phone.say(phrase))
        waited = 0.0
        while waited < ANSWER_SECONDS and command not in _heard(phone)[before:]:
            phone.wait(_STEP_SECONDS)
            waited += _STEP_SECONDS
        heard = _heard(phone)[before:]
        if command not in heard:
            outcome.missed.append(phrase)
            phone.press(command)
            phone.wait(_STEP_SECONDS)
        outcome.false += [f"{phrase}: {one}" for one in heard if one != command]
    return outcome


def _reach(phone: Phone, state: str, *, speaking: bool) -> None:
    """Wait until the phone is in ``state`` and speaks, or is silent; for a rating, go on until it's asked."""
    waited = quiet = spoke = 0.0
    while waited < PATIENCE_SECONDS:
        if state == "rating" and _phase(phone) in _IN_A_STEP:
            phone.press("next")
        speaks = _speaks(phone)
        quiet, spoke = (0.0, spoke + _STEP_SECONDS) if speaks else (quiet + _STEP_SECONDS, 0.0)
        long_enough = spoke >= _INTO_SPEECH_SECONDS if speaking else quiet >= _QUIET_SECONDS
        if _is_in(phone, state) and (long_enough or (speaking and quiet >= _WITHOUT_SPEECH_SECONDS)):
            return
        phone.wait(_STEP_SECONDS)
        waited += _STEP_SECONDS


def _is_in(phone: Phone, state: str) -> bool:
    """A rating counts from its question on, not from the closing words."""
    if state not in _ASKED:
        return state in ("", phone.state())
    return _phase(phone) == state


def _phase(phone: Phone) -> str:
    phases = [line["phase"] for line in phone.journal() if line["event"] == "phase_started"]
    return str(phases[-1]) if phases else ""


def _speaks(phone: Phone) -> bool:
    events = [line["event"] for line in phone.journal()]
    return events.count("prompt") > events.count("speech")


def _heard(phone: Phone) -> list[str]:
    """The commands obeyed by voice so far."""
    lines = phone.journal()
    return [
        line["command"] for line in lines if line["event"] == "command_heard" and line["source"] == "voice"
    ]
