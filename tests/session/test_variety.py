"""Whole sessions of the routines on file: what comes again, and what another seed changes."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import pairwise

import pytest

from bench.session_rules import said_again
from tests.conftest import QUICK
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.routine.library import Library
from voice_coach.routine.loader import load_plan
from voice_coach.routine.plan import Level
from voice_coach.session.actions import Say
from voice_coach.session.estimated_durations import EstimatedDurations
from voice_coach.session.events import SessionStarted, TimePassed
from voice_coach.session.machine import Session

MOST_SAID_AGAIN = {
    "warmup": 0.15,
    "recovery": 0.20,
    "maintenance": 0.20,
    "long-run": 0.20,
    "desk-break": 0.15,
}
"""The share of a session's sentences that it has said before."""
LEVELS: tuple[Level, ...] = ("first", "usual")
SEEDS = 1 if QUICK else 4


@lru_cache(maxsize=256)
def heard(routine: str, level: Level, seed: int, language: str) -> tuple[tuple[float, str], ...]:
    """Every sentence of a session in which the runner says nothing, with its second."""
    plan = load_plan(routine, level=level, seed=seed, language=language)
    session = Session(plan, rate=SAMPLE_RATE, durations=EstimatedDurations(SAMPLE_RATE, language))
    said: list[tuple[float, str]] = []
    at: int | None = 0
    while at is not None:
        actions = session.handle(TimePassed() if said or at else SessionStarted(), at)
        said += [(at / SAMPLE_RATE, action.text) for action in actions if isinstance(action, Say)]
        at = session.next_deadline()
    return tuple(said)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("routine", MOST_SAID_AGAIN)
def test_a_session_seldom_says_the_same_twice(routine: str, language: str) -> None:
    for level in LEVELS:
        for seed in range(SEEDS):
            texts = [text for _, text in heard(routine, level, seed, language)]
            again = Counter(texts)
            assert said_again(texts) <= MOST_SAID_AGAIN[routine], (level, seed, again.most_common(6))


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_sentence_comes_twice_in_a_row(language: str) -> None:
    for routine in MOST_SAID_AGAIN:
        texts = [text for _, text in heard(routine, "first", 1, language)]
        assert [one for one, following in pairwise(texts) if one == following] == []


def test_another_seed_is_another_session() -> None:
    """The positions stay, the coach's own words change."""
    own = {text for lines in Library("en").lines().values() for text in lines if "{" not in text}
    first, second = ({text for _, text in heard("warmup", "usual", seed, "en")} & own for seed in (1, 2))
    assert len(first & second) <= 0.6 * len(first)
