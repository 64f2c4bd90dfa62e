"""One session of the past, as the history keeps it: plain values, and the JSON they become."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone

from voice_coach.routine.plan import Plan
from voice_coach.routine.variants import wording_id
from voice_coach.routine.wish import ANYTHING, Wish

VERSION = 2
"""Of a line in the history; lines without a version are of the first."""
_ASKED = ("minutes", "focus", "skip", "side", "hold_seconds", "stretch", "focus_side")
"""What of a wish the runner asked for; the rest follows from what hurts and the safety answers."""


@dataclass(frozen=True)
class PhraseHeard:
    """How one phrase fared in a session: ``accepted`` and obeyed, ``unsure`` (heard, and not surely enough),
    ``undone`` at once, ``again`` said after "not understood"; ``moved`` nats on its threshold."""

    phrase: str
    accepted: int = 0
    unsure: int = 0
    undone: int = 0
    again: int = 0
    moved: float = 0.0

    def plus(self, **more: float) -> PhraseHeard:
        """With ``more`` counted in."""
        return replace(self, **{name: getattr(self, name) + value for name, value in more.items()})


@dataclass(frozen=True)
class PainFelt:
    """It hurt: ``kind`` is sharp, numb, tingling, shooting, hot, swollen, strong or unknown."""

    kind: str
    area: str
    side: str


@dataclass(frozen=True)
class PartDone:
    """What became of one side of one area; ``side`` is left, right or both.

    ``done``: an exercise of it ran its course. ``skipped``: none did, and the runner left it out. If neither,
    it was broken off by a pain, a change of side or the end of the session. ``changed_seconds`` is how much
    longer it was held, or shorter if negative; ``worked_seconds`` is time under pressure. ``hurt`` has the
    kinds of pain; ``rating`` the runner's one to ten for this part alone, if they gave one.
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
    """A pause, in seconds since the session began."""

    start: float
    end: float


@dataclass(frozen=True)
class PastSession:
    """One session; ``rating`` is the answer from one to ten, ``tighter_side`` left, right or empty.

    ``runner`` is who rolled, if they're known by name; ``heard`` what was said to the coach.
    ``exercises`` were worked, ``insights`` told; ``pains`` are what hurt, and where. ``parts`` has each side
    of each area that was come to, in order; none in sessions of the first version. ``wordings`` are those
    heard, each by its ``wording_id``. ``wish`` is what was asked for. ``cut_off``: the process was killed.
    ``seconds`` is its whole length, ``pauses`` included; 0 in sessions that were kept before it was.
    Rating and tighter side are about ``rated_area``, on ``rated_side`` alone if that's not empty; about all
    that was worked if no area was asked about.
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
        """When it began, with its zone; a time without one is taken for UTC. None if it can't be read."""
        try:
            read = datetime.fromisoformat(self.when)
            return read.replace(tzinfo=timezone.utc) if read.tzinfo is None else read
        except ValueError:
            return None

    def as_json(self) -> dict[str, object]:
        """All of it, ready for JSON."""
        return {**asdict(replace(self, wish=ANYTHING)), "wish": asked_for(self.wish)}


def asked_for(wish: Wish) -> dict[str, object]:
    """What the runner asked for, by name; what was left to the routine isn't there."""
    asked = ((name, getattr(wish, name)) for name in _ASKED)
    return {name: value for name, value in asked if value != getattr(ANYTHING, name)}


def wordings_heard(plan: Plan, uses: Mapping[str, int]) -> tuple[str, ...]:
    """The ids of what was chosen among several wordings in a session of ``plan``; ``uses`` counts choices by
    text, as the session's state has them."""
    return tuple(sorted({wording_id(text) for text in _with_a_choice(plan) if uses.get(text)}))


def _with_a_choice(plan: Plan) -> Iterable[str]:
    scripts = {step.exercise: step.script for step in plan.steps}.values()
    spoken = (texts for one in scripts for texts in (one.during, one.moving, one.where))
    return (text for texts in (*plan.lines.values(), *spoken) if len(texts) > 1 for text in texts)
