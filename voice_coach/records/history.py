"""What the runner did before: one JSON object a finished session, kept on this machine alone.

Only live sessions are written down. The history decides how much is said (everything the first three times)
and answers ``voice-coach history``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import datetime
from pathlib import Path

from voice_coach.audio.partial_file import private_file
from voice_coach.errors import OutputError
from voice_coach.routine.plan import Level

_MOST_PAINS = 100
_UNSURE = ("nearly", "not-sure")
_MOST_PHRASES = 300
"""A session keeps no more: there are not as many phrases."""
TIMES_IN_FULL = 3
"""So often the full position is given; after that a reminder."""


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
class PastSession:
    """One session; ``rating`` is the answer from one to ten, ``tighter_side`` left, right or empty.

    ``runner`` is whose voice was listened for, if anybody's own; ``heard`` what was said to the coach.
    ``exercises`` were worked, ``insights`` told; ``pains`` are what hurt, and where.
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


class History:
    """The file of past sessions. A damaged line is passed over: it must never keep anyone from a session."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def sessions(self) -> tuple[PastSession, ...]:
        """Oldest first."""
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return ()
        return tuple(session for line in lines if (session := read_session(line)) is not None)

    def add(self, session: PastSession) -> None:
        """Raises ``OutputError`` (``history``) where the file cannot be written."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with private_file(self.path, append=True) as file:
                file.write((json.dumps(asdict(session), ensure_ascii=False) + "\n").encode())
        except OSError as error:
            raise OutputError(
                f"The history {self.path} cannot be written: {error.strerror or error}.",
                hint="The session itself is done; free some space for the next.",
                code="history",
            ) from error

    def clear(self) -> None:
        """Forget everything."""
        self.path.unlink(missing_ok=True)

    def level(self) -> Level:
        """How much to say in the next session; an exercise they haven't met is told in full anyway."""
        times = sum(session.completed for session in self.sessions())
        return "first" if times < TIMES_IN_FULL else "usual"


class SessionRecord:
    """Gathers from a session's journal lines what the history keeps."""

    def __init__(self, runner: str = "") -> None:
        self._runner = runner
        self._heard: dict[str, PhraseHeard] = {}
        self._last_seconds = 0.0
        self._areas: dict[str, None] = {}
        self._exercises: dict[str, None] = {}
        self._insights: dict[str, None] = {}
        self._pains: list[PainFelt] = []
        self._routine = ""
        self._completed = False
        self._rating: int | None = None
        self._tighter_side = ""

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        """Take one journal line in."""
        self._last_seconds = max(self._last_seconds, seconds)
        match event:
            case "session_started":
                self._routine = str(fields["routine"])
            case "step_finished" if fields["completed"]:
                self._areas[str(fields["area"])] = None
                self._exercises[str(fields["exercise"])] = None
            case "pain" if len(self._pains) < _MOST_PAINS:
                self._pains.append(PainFelt(*(str(fields[name]) for name in ("kind", "area", "side"))))
            case "insight":
                self._insights[str(fields["name"])] = None
            case "rated":
                self._rating = int(str(fields["value"]))
            case "tighter_side":
                self._tighter_side = str(fields["side"])
            case "session_finished":
                self._completed = True
            case "command_heard" if fields["source"] == "voice":
                self._count(fields["text"], accepted=1)
            case "command_ignored" if fields["why"] in _UNSURE:
                self._count(fields["text"], unsure=1)
            case "command_undone":
                self._count(fields["phrase"], undone=1)
            case "command_said_again":
                self._count(fields["phrase"], again=1)
            case "threshold_moved":
                self._count(fields["phrase"], moved=float(str(fields["by"])))

    def _count(self, phrase: object, **more: float) -> None:
        text = str(phrase)
        if text in self._heard or len(self._heard) < _MOST_PHRASES:
            self._heard[text] = self._heard.get(text, PhraseHeard(text)).plus(**more)

    def past_session(self, when: datetime) -> PastSession:
        """The session as the history keeps it; ``when`` it began."""
        return PastSession(
            when=when.isoformat(timespec="seconds"),
            routine=self._routine,
            minutes=round(self._last_seconds / 60, 1),
            areas=tuple(self._areas),
            completed=self._completed,
            rating=self._rating,
            tighter_side=self._tighter_side,
            runner=self._runner,
            heard=tuple(replace(one, moved=round(one.moved, 4)) for one in self._heard.values()),
            exercises=tuple(self._exercises),
            insights=tuple(self._insights),
            pains=tuple(self._pains),
        )


def read_session(line: str) -> PastSession | None:
    """A session from its line in the file; ``None`` if the line is damaged."""
    try:
        data = json.loads(line)
        known = {
            field.name: data[field.name] for field in dataclass_fields(PastSession) if field.name in data
        }
        known["areas"] = tuple(str(area) for area in known.get("areas", ()))
        known["minutes"] = float(known["minutes"])
        known["heard"] = tuple(_read_heard(one) for one in known.get("heard", ()))
        for name in ("exercises", "insights"):
            known[name] = tuple(str(one) for one in known.get(name, ()))
        known["pains"] = tuple(
            PainFelt(str(one["kind"]), str(one["area"]), str(one["side"])) for one in known.get("pains", ())
        )
        return PastSession(**known)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return None


def _read_heard(data: Mapping[str, object]) -> PhraseHeard:
    counts = {name: int(str(data.get(name, 0))) for name in ("accepted", "unsure", "undone", "again")}
    moved = float(str(data.get("moved", 0.0)))
    if not math.isfinite(moved) or min(counts.values()) < 0:
        raise ValueError("no count")
    return PhraseHeard(str(data["phrase"]), **counts, moved=moved)
