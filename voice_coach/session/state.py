"""All a session knows at a moment, immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from voice_coach.routine.plan import Level, Side

Phase = Literal[
    "opening",
    "position",
    "gap",
    "sweep",
    "search",
    "hold",
    "closing",
    "rating",
    "side",
    "goodbye",
    "stopping",
    "ended",
]
Overlay = Literal["paused", "confirm", "side", "pain", "reentry"]
"""``reentry``: getting back on; commands as in setup."""
BeforeName = Literal["today", "areas"]
"""What a question before a session listens for, beside ``confirm``."""
StateName = Literal["setup", "working", "paused", "confirm", "rating", "side", "pain", "ended"]

STATE_OF_PHASE: dict[Phase, StateName] = {
    "opening": "setup",
    "position": "setup",
    "gap": "setup",
    "sweep": "working",
    "search": "working",
    "hold": "working",
    "closing": "setup",
    "rating": "rating",
    "side": "side",
    "goodbye": "setup",
    "stopping": "ended",
    "ended": "ended",
}


@dataclass(frozen=True)
class Sentence:
    """``holds_clock``: the phase's clock waits until it's said."""

    text: str
    role: Literal["guide", "answer", "aside"]
    holds_clock: bool = False
    said_again: bool = False
    passage: tuple[str, ...] = ()
    """See ``actions.Say``."""


@dataclass(frozen=True)
class Speaking:
    """The present sentence and its frames."""

    sentence: Sentence
    start_frame: int
    end_frame: int
    begun: bool = False
    masked_frames: int = 0
    """How much of it was spoken over."""


@dataclass(frozen=True)
class Clock:
    """A stop watch in frames. ``length``: ``None`` if a phase ends with its words; ``fired`` names past
    marks.
    """

    length: int | None = None
    counted: int = 0
    running_since: int | None = None
    fired: frozenset[str] = frozenset()

    def elapsed(self, now: int) -> int:
        return self.counted + (now - self.running_since if self.running_since is not None else 0)

    def started(self, now: int) -> Clock:
        return self if self.running_since is not None else replace(self, running_since=now)

    def halted(self, now: int) -> Clock:
        return (
            self
            if self.running_since is None
            else replace(self, counted=self.elapsed(now), running_since=None)
        )

    def frame_of(self, offset: int) -> int | None:
        """When the running clock shows ``offset``."""
        return None if self.running_since is None else self.running_since + offset - self.counted


@dataclass(frozen=True)
class Undoable:
    """A command, and the state before it."""

    command: str
    before: SessionState


@dataclass(frozen=True)
class SessionState:
    level: Level
    phase: Phase = "opening"
    step: int = 0
    hold: int = 0
    clock: Clock = field(default_factory=Clock)
    overlay: Overlay | None = None
    overlay_since: int = 0
    quiet_since: int = 0
    reminders: int = 0
    ducked_since: int | None = None
    lost_devices: frozenset[str] = frozenset()
    speaking: Speaking | None = None
    speech_from: int = 0
    sound_until: int = 0
    guide: tuple[Sentence, ...] = ()
    answers: tuple[Sentence, ...] = ()
    last_said: tuple[str, ...] = ()
    uses: Mapping[str, int] = field(default_factory=dict)
    """How often each variant was chosen; never changed in place."""
    posture: str = ""
    tool: str = ""
    """What the runner was led to: posture and tool."""
    asked_posture: str = ""
    asked_seconds: float = 0.0
    """The opening's posture, and how long the opening went on after it."""
    gap_seconds: float = 0.0
    owed: tuple[str, ...] = ()
    """To be said before the first stroke."""
    announced: int = -1
    """The step last announced."""
    told: frozenset[str] = frozenset()
    """Exercises told in full."""
    breath_told: bool = False
    held_longer: bool = False
    insights_told: frozenset[str] = frozenset()
    worked: frozenset[int] = frozenset()
    """Steps partly done."""
    pace: int = 0
    loudness_step: int = 0
    music_on: bool = True
    skipped: frozenset[int] = frozenset()
    resume_step: int | None = None
    side_override: Side | None = None
    pain_open: bool = False
    """"How does it hurt?" isn't answered yet."""
    gets_back_on: bool = False
    """The clock waits until the runner is back on."""
    taken_up_seconds: float = 0.0
    """Time to get back into position in a resumed session."""
    worked_frames: int = 0
    changed_frames: int = 0
    """The present step's change by longer and shorter."""
    visits: int = 0
    """Steps entered so far."""
    ended_by_pain: frozenset[int] = frozenset()
    """Those of ``skipped`` that the runner didn't choose to skip."""
    rating: int | None = None
    undo_stack: tuple[Undoable, ...] = ()

    @property
    def name(self) -> StateName:
        """Decides which commands make sense."""
        return "setup" if self.overlay == "reentry" else self.overlay or STATE_OF_PHASE[self.phase]

    def changed(self, **fields: Any) -> SessionState:
        """As ``dataclasses.replace`` at a tenth of its cost: looking ahead makes thousands of changes before
        the first sound.
        """
        if not fields.keys() <= self.__dict__.keys():
            raise TypeError(f"a session's state has no {', '.join(fields.keys() - self.__dict__.keys())}")
        new = object.__new__(SessionState)
        new.__dict__.update(self.__dict__, **fields)
        return new

    def put_away(self, now: int) -> SessionState:
        """Clock halted, mouth shut; a guide sentence cut short will be said again."""
        guide = self.guide
        if self.speaking is not None and self.speaking.sentence.role == "guide":
            guide = (self.speaking.sentence, *guide)
        return replace(
            self, clock=self.clock.halted(now), speaking=None, guide=guide, answers=(), undo_stack=()
        )
