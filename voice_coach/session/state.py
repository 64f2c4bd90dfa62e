"""Everything a session knows at one moment, as an immutable value."""

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
"""``reentry``: the runner gets back on; what can be said is as in setup."""
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
    """Something to say. One that ``holds_clock`` keeps the phase's clock waiting until it has been said."""

    text: str
    role: Literal["guide", "answer", "aside"]
    holds_clock: bool = False
    said_again: bool = False
    passage: tuple[str, ...] = ()
    """The sentences that it belongs to; see ``actions.Say``."""


@dataclass(frozen=True)
class Speaking:
    """The sentence in the coach's mouth, and the frames it occupies."""

    sentence: Sentence
    start_frame: int
    end_frame: int
    begun: bool = False
    masked_frames: int = 0
    """How much of it somebody spoke over."""


@dataclass(frozen=True)
class Clock:
    """A stop watch in frames. ``length`` is ``None`` where a phase ends with its words; ``fired`` names
    past marks."""

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
        """The session's frame at which the running clock shows ``offset``."""
        return None if self.running_since is None else self.running_since + offset - self.counted


@dataclass(frozen=True)
class Undoable:
    """A command that can be taken back, and the state before it."""

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
    """How the runner is, and what they hold, as far as they were led."""
    asked_posture: str = ""
    asked_seconds: float = 0.0
    """The posture asked for in the opening, and about how long the opening went on after that."""
    gap_seconds: float = 0.0
    owed: tuple[str, ...] = ()
    """What must be said before the first stroke and hasn't been."""
    announced: int = -1
    """The step that the last announcement named."""
    told: frozenset[str] = frozenset()
    """Exercises of which that was said."""
    breath_told: bool = False
    held_longer: bool = False
    insights_told: frozenset[str] = frozenset()
    worked: frozenset[int] = frozenset()
    """Steps of which something was done."""
    pace: int = 0
    loudness_step: int = 0
    music_on: bool = True
    skipped: frozenset[int] = frozenset()
    resume_step: int | None = None
    side_override: Side | None = None
    pain_open: bool = False
    """The clock waits until the runner is back on."""
    gets_back_on: bool = False
    """After resuming: the time to get back into position."""
    taken_up_seconds: float = 0.0
    """The session goes on after it was cut off: how long the runner has to get back into position."""
    worked_frames: int = 0
    changed_frames: int = 0
    """By how much longer and shorter have changed the present step."""
    visits: int = 0
    """Those of ``skipped`` that the runner didn't choose."""
    ended_by_pain: frozenset[int] = frozenset()
    """Those of ``skipped`` that the runner didn't choose to skip."""
    rating: int | None = None
    undo_stack: tuple[Undoable, ...] = ()

    @property
    def name(self) -> StateName:
        """What decides which commands make sense."""
        return "setup" if self.overlay == "reentry" else self.overlay or STATE_OF_PHASE[self.phase]

    def changed(self, **fields: Any) -> SessionState:
        """As ``dataclasses.replace``, at a tenth of its cost: it goes over all the fields one by one, and a
        session changes thousands of times before its first sound, while it looks ahead."""
        if not fields.keys() <= self.__dict__.keys():
            raise TypeError(f"a session's state has no {', '.join(fields.keys() - self.__dict__.keys())}")
        new = object.__new__(SessionState)
        new.__dict__.update(self.__dict__, **fields)
        return new

    def put_away(self, now: int) -> SessionState:
        """This state with its clock halted and its mouth shut: a guide sentence cut short will be said
        again whole."""
        guide = self.guide
        if self.speaking is not None and self.speaking.sentence.role == "guide":
            guide = (self.speaking.sentence, *guide)
        return replace(
            self, clock=self.clock.halted(now), speaking=None, guide=guide, answers=(), undo_stack=()
        )
