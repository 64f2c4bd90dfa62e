"""A past session as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone

from voice_coach.routine.plan import Plan
from voice_coach.routine.variants import wording_id
from voice_coach.routine.wish import ANYTHING, Wish

VERSION = 2
"""Of a history line; 1 if unnamed."""
_ASKED = ("minutes", "focus", "skip", "side", "hold_seconds", "stretch", "focus_side")
"""A wish's part asked for by the runner."""


@dataclass(frozen=True)
class PhraseHeard:
    """``accepted`` and obeyed, ``unsure``, ``undone`` at once, ``again`` after "not understood"; ``moved``:
    nats on its threshold.
    """

    phrase: str
    accepted: int = 0
    unsure: int = 0
    undone: int = 0
    again: int = 0
    moved: float = 0.0

    def plus(self, **more: float) -> PhraseHeard:
        return replace(self, **{name: getattr(self, name) + value for name, value in more.items()})


@dataclass(frozen=True)
class PainFelt:
    """``kind``: sharp, numb, tingling, shooting, hot, swollen, strong or unknown."""

    kind: str
    area: str
    side: str


@dataclass(frozen=True)
class PartDone:
    """One side of an area; ``side``: left, right or both.

    ``done``: an exercise ran its course; ``skipped``: none did, by the runner's choice; neither: broken off.
    ``changed_seconds``: held longer (shorter: negative); ``worked_seconds``: under pressure; ``hurt``: kinds
    of pain; ``rating``: one to ten, if given.
    """

    area: str
    side: str
    done: bool = False
    skipped: bool = False
    worked_seconds: float = 0.0
    changed_seconds: float = 0.0
    hurt: tuple[str, ...] = ()
    rating: int | None = None


@dataclass(frozen=True)
class PauseMade:
    """Seconds from the session's start."""

    start: float
    end: float


@dataclass(frozen=True)
class PastSession:
    """``rating``: one to ten; ``tighter_side``: left, right or empty; both are about ``rated_area`` on
    ``rated_side`` (empty: both), or about everything.

    ``heard``: what was said; ``parts``: in order (none in version 1); ``wordings``: ``wording_id``s;
    ``cut_off``: the process was killed; ``seconds`` include ``pauses`` (0 in older sessions).
    """

    when: str
    routine: str
    minutes: float
    areas: tuple[str, ...]
    completed: bool
    rating: int | None = None
    tighter_side: str = ""
    runner: str = ""
    heard: tuple[PhraseHeard, ...] = ()
    exercises: tuple[str, ...] = ()
    insights: tuple[str, ...] = ()
    pains: tuple[PainFelt, ...] = ()
    parts: tuple[PartDone, ...] = ()
    tools: tuple[str, ...] = ()
    wordings: tuple[str, ...] = ()
    seed: int | None = None
    wish: Wish = ANYTHING
    cut_off: bool = False
    seconds: float = 0.0
    pauses: tuple[PauseMade, ...] = ()
    rated_area: str = ""
    rated_side: str = ""
    version: int = VERSION

    @property
    def began(self) -> datetime | None:
        """UTC if it has no zone; None if unreadable."""
        try:
            read = datetime.fromisoformat(self.when)
            return read.replace(tzinfo=timezone.utc) if read.tzinfo is None else read
        except ValueError:
            return None

    def as_json(self) -> dict[str, object]:
        """Ready for JSON."""
        return {**asdict(replace(self, wish=ANYTHING)), "wish": asked_for(self.wish)}


def asked_for(wish: Wish) -> dict[str, object]:
    """The runner's part of ``wish``, by name."""
    asked = ((name, getattr(wish, name)) for name in _ASKED)
    return {name: value for name, value in asked if value != getattr(ANYTHING, name)}


def wordings_heard(plan: Plan, uses: Mapping[str, int]) -> tuple[str, ...]:
    """Ids chosen among several; ``uses`` counts choices by text. What opens a step's parts was chosen with
    the plan."""
    scripts = [step.script for step in plan.steps]
    opening = {text for one in scripts for text in (one.sweep, one.search, one.hold) if text}
    said = {text for text in _with_a_choice(plan) if uses.get(text)}
    return tuple(sorted({wording_id(text) for text in opening | said}))


def _with_a_choice(plan: Plan) -> Iterable[str]:
    scripts = {step.exercise: step.script for step in plan.steps}.values()
    spoken = (texts for one in scripts for texts in (one.during, one.moving, one.where))
    return (text for texts in (*plan.lines.values(), *spoken) if len(texts) > 1 for text in texts)
