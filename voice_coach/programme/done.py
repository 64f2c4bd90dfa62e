"""What's done of a programme, and what's next, by the history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo

from voice_coach.programme.plan import PlannedDay, PlannedSession, Programme
from voice_coach.records.past_session import PastSession


@dataclass(frozen=True)
class Planned:
    day: PlannedDay
    session: PlannedSession

    def as_data(self) -> dict[str, object]:
        return {
            "date": self.day.date.isoformat(),
            "use": self.session.use,
            "routine": self.session.choices.routine,
            "file": self.session.file_name,
        }


@dataclass(frozen=True)
class Done:
    """``missed``: sessions of earlier days."""

    done: tuple[Planned, ...]
    missed: tuple[Planned, ...]
    next: Planned | None

    def as_data(self) -> dict[str, object]:
        return {
            "done": [one.as_data() for one in self.done],
            "missed": [one.as_data() for one in self.missed],
            "next": None if self.next is None else self.next.as_data(),
        }


def done_by(
    programme: Programme, past: Iterable[PastSession], today: date, zone: tzinfo | None = None
) -> Done:
    """Done: ``past`` has the routine finished that day in ``zone`` (None: the system's)."""
    played: Counter[tuple[date, str]] = Counter(
        (began.astimezone(zone).date(), one.routine)
        for one in past
        if one.completed and (began := one.began) is not None
    )
    done: list[Planned] = []
    missed: list[Planned] = []
    to_come: list[Planned] = []
    for planned in (Planned(day, session) for day in programme.days for session in day.sessions):
        name = (planned.day.date, planned.session.choices.routine)
        if played[name] > 0:
            played[name] -= 1
            done.append(planned)
        else:
            (missed if planned.day.date < today else to_come).append(planned)
    return Done(tuple(done), tuple(missed), to_come[0] if to_come else None)


def as_text(done: Done, today: date) -> str:
    """Empty before the programme begins."""
    due = len(done.done) + len(done.missed)
    said = [f"Done so far: {len(done.done)} of {due} {'session' if due == 1 else 'sessions'}."] if due else []
    if done.next is None:
        return " ".join(said)
    when = done.next.day.date
    day = "today" if when == today else f"{when:%A} {when}"
    return " ".join([*said, f"Next: {done.next.session.title}, {done.next.session.minutes} minutes, {day}."])
