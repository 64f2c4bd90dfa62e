"""Gathers a session's history entry from its journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from voice_coach.records.past_session import PainFelt, PartDone, PastSession, PhraseHeard
from voice_coach.records.pauses import Pauses
from voice_coach.routine.plan import REST_AREA
from voice_coach.routine.wish import ANYTHING, Wish

_MOST_PAINS = 100
_UNSURE = ("nearly", "not-sure")
_MOST_PHRASES = 300


@dataclass(frozen=True)
class _Visit:
    """One time a step was worked on or skipped."""

    area: str
    side: str
    completed: bool = False
    skipped: bool = False
    worked_seconds: float = 0.0
    changed_seconds: float = 0.0


class SessionRecord:
    """A journal. ``runner``: who rolls; ``wish``: theirs; ``wordings``: ids heard so far."""

    def __init__(
        self, runner: str = "", wish: Wish = ANYTHING, wordings: Callable[[], Iterable[str]] = lambda: ()
    ) -> None:
        self.wish = wish
        self.wordings = wordings
        self._runner = runner
        self._heard: dict[str, PhraseHeard] = {}
        self._last_said: dict[str, str] = {}
        self._last_seconds = 0.0
        self._areas: dict[str, None] = {}
        self._exercises: dict[str, None] = {}
        self._insights: dict[str, None] = {}
        self._pains: list[PainFelt] = []
        self._visits: dict[int, _Visit] = {}
        self._passed: dict[int, _Visit] = {}
        self._pauses = Pauses()
        self._routine = ""
        self._tools: tuple[str, ...] = ()
        self._seed: int | None = None
        self._completed = False
        self._rating: int | None = None
        self._rated = "", ""
        self._tighter_side = ""

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        """Take one journal line in."""
        self._last_seconds = max(self._last_seconds, seconds)
        self._pauses.write(event, seconds)
        match event:
            case "session_started":
                self._begin(fields)
            case "step_finished" | "step_passed" if fields["area"] == REST_AREA:
                pass
            case "step_finished":
                self._finish(fields)
            case "step_passed":
                self._pass(fields)
            case "pain" if len(self._pains) < _MOST_PAINS:
                self._pains.append(PainFelt(*(str(fields[name]) for name in ("kind", "area", "side"))))
            case "insight":
                self._insights[str(fields["name"])] = None
            case "rated":
                self._rating = int(str(fields["value"]))
                self._rated = str(fields.get("area", "")), str(fields.get("side", ""))
            case "tighter_side":
                self._tighter_side = str(fields["side"])
            case "undone":
                self._undo(str(fields["command"]), int(str(fields.get("visits", len(self._visits)))))
            case "session_finished":
                self._completed = True
            case _:
                self._hear(event, fields)

    def past_session(self, when: datetime) -> PastSession:
        return PastSession(
            when=when.isoformat(timespec="seconds"),
            routine=self._routine,
            minutes=round(self._last_seconds / 60, 1),
            areas=tuple(self._areas),
            completed=self._completed,
            rating=self._rating,
            tighter_side=self._tighter_side,
            runner=self._runner,
            heard=tuple(
                replace(one, moved=round(one.moved, 4))
                for one in self._heard.values()
                if one != PhraseHeard(one.phrase)
            ),
            exercises=tuple(self._exercises),
            insights=tuple(self._insights),
            pains=tuple(self._pains),
            parts=self._parts(),
            tools=self._tools,
            wordings=tuple(self.wordings()),
            seed=self._seed,
            wish=self.wish,
            seconds=round(self._last_seconds, 2),
            pauses=self._pauses.until(self._last_seconds),
            rated_area=self._rated[0],
            rated_side=self._rated[1],
        )

    def _begin(self, fields: Mapping[str, object]) -> None:
        self._routine = str(fields["routine"])
        if "seed" in fields:
            self._seed = int(str(fields["seed"]))
        tools = fields.get("tools", ())
        self._tools = tuple(map(str, tools)) if isinstance(tools, list | tuple) else ()

    def _finish(self, fields: Mapping[str, object]) -> None:
        area, completed = str(fields["area"]), bool(fields["completed"])
        if completed:
            self._areas[area] = None
            self._exercises[str(fields["exercise"])] = None
        visit = int(str(fields.get("visit", len(self._visits))))
        self._passed.pop(int(str(fields.get("step", -1))), None)
        self._visits[visit] = _Visit(
            area,
            str(fields.get("side", "both")),
            completed,
            fields.get("why") == "skipped",
            float(str(fields.get("worked_seconds", 0.0))),
            float(str(fields.get("changed_seconds", 0.0))),
        )

    def _pass(self, fields: Mapping[str, object]) -> None:
        if fields["why"] == "skipped":
            passed = _Visit(str(fields["area"]), str(fields["side"]), skipped=True)
            self._passed[int(str(fields["step"]))] = passed

    def _undo(self, command: str, visits: int) -> None:
        """The session goes on from where it had left so many ``visits`` behind: the later ones weren't."""
        self._visits = {number: one for number, one in self._visits.items() if number < visits}
        if command == "rate":
            self._rating = None
            self._rated = "", ""
        elif command in ("left", "right"):
            self._tighter_side = ""

    def _hear(self, event: str, fields: Mapping[str, object]) -> None:
        match event:
            case "command_heard" if fields["source"] == "voice":
                self._last_said[str(fields["command"])] = str(fields["text"])
                self._count(fields["text"], accepted=1)
            case "taken_back" if (phrase := self._last_said.pop(str(fields["command"]), None)) is not None:
                self._count(phrase, accepted=-1)  # It wasn't said after all.
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

    def _parts(self) -> tuple[PartDone, ...]:
        visits: dict[tuple[str, str], list[_Visit]] = {}
        for one in (*self._visits.values(), *self._passed.values()):
            visits.setdefault((one.area, one.side), []).append(one)
        for pain in self._pains:
            visits.setdefault((pain.area, pain.side), [])
        return tuple(
            PartDone(
                area,
                side,
                done=(done := any(one.completed for one in made)),
                skipped=not done and any(one.skipped for one in made),
                worked_seconds=round(sum(one.worked_seconds for one in made), 2),
                changed_seconds=round(sum(one.changed_seconds for one in made), 2),
                hurt=tuple(pain.kind for pain in self._pains if (pain.area, pain.side) == (area, side)),
                rating=self._rating if self._rated == (area, side) else None,
            )
            for (area, side), made in visits.items()
        )
