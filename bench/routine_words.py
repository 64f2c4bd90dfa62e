"""What a runner hears again: within a session, from one session to the next, and over the weeks.

Lengths are estimated; the runner says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from bench.driven import RATE, drive
from bench.figures import Figure
from bench.routine_sessions import READINGS, plan_of
from bench.session_rules import said_again, shared_with
from bench.source_text import GUIDE, untold
from voice_coach.records.history import level_after, seed_after
from voice_coach.records.past_session import PastSession, wordings_heard
from voice_coach.records.remembering import memory_of
from voice_coach.records.session_record import SessionRecord
from voice_coach.routine.loader import load_plan
from voice_coach.routine.plan import Level

LANGUAGES = ("en", "es")
_BEGAN = datetime(2026, 3, 2, 7, 0, tzinfo=timezone.utc)
_WEEK = ("warmup", "recovery", "maintenance", "warmup", "recovery", "warmup", "recovery")
"""Three runs with warm-up and recovery, and a maintenance day."""
_MOST_AGAIN = {"warmup": 15, "maintenance": 20}
_SESSIONS = 9


class Heard(NamedTuple):
    """One session of a runner: how much was said, and every sentence."""

    routine: str
    level: Level
    texts: list[str]


def as_lived(routines: Sequence[str], language: str) -> Iterator[Heard]:
    """The sessions of a runner who begins with none, a day apart; each knows those before it."""
    history: list[PastSession] = []
    for day, routine in enumerate(routines):
        when = _BEGAN + timedelta(days=day)
        level = level_after(history)
        plan = load_plan(
            routine,
            language=language,
            level=level,
            seed=seed_after(history),
            memory=memory_of(history, when),
            readings=READINGS,
        )
        driven = drive(plan).to_end()
        heard = wordings_heard(plan, driven.session.state.uses)
        record = SessionRecord(wordings=partial(tuple[str, ...], heard))
        for log in driven.log_lines():
            record.write(log.event, log.at_frame / RATE, log.fields)
        history.append(record.past_session(when))
        yield Heard(routine, level, driven.texts())


def within(seeds: int) -> list[Figure]:
    """Sentences that come again within one session: the worst of its levels, seeds and languages."""
    figures = []
    for routine, target in _MOST_AGAIN.items():
        shares = {
            f"{language} {level}": max(
                100 * said_again(drive(plan).to_end().texts())
                for seed in range(seeds)
                if (plan := plan_of(routine, level, seed, language=language)) is not None
            )
            for language in LANGUAGES
            for level in ("first", "usual")
        }
        what = f"sentences said again within one session, {routine}"
        figures.append(Figure(what, max(shares.values()), "%", target, details={**shares, "seeds": seeds}))
    return figures


def between() -> list[Figure]:
    """Sentences shared with the session before, once nothing needs telling in full: the worst pair."""
    figures = []
    for name, routines in (
        ("warmup", ["warmup"] * _SESSIONS),
        ("maintenance", ["maintenance"] * _SESSIONS),
        ("a week's", [*_WEEK, *_WEEK]),
    ):
        shares = {
            f"{language} {number}": 100 * shared_with(later.texts, before.texts)
            for language in LANGUAGES
            for number, (before, later) in enumerate(_usual(list(as_lived(routines, language))), 1)
        }
        what = f"sentences shared with the session before, {name}"
        figures.append(Figure(what, max(shares.values()), "%", 25, details=shares))
    return figures


def _usual(sessions: Sequence[Heard]) -> Iterator[tuple[Heard, Heard]]:
    for before, later in pairwise(sessions):
        if before.level == "usual":
            yield before, later


def two_weeks() -> list[Figure]:
    """The points of the guide that weren't heard in the first fourteen sessions."""
    left = untold(text for heard in as_lived([*_WEEK, *_WEEK], "en") for text in heard.texts)
    what = "points of the source text not heard within two weeks"
    return [Figure(what, len(left), "", 0, details={"of": len(GUIDE), "which": left})]
