"""The list of lines to record against sessions themselves: whatever a session says is on it, or is declared
endless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.safety.scripted_runner import ScriptedRunner
from tests.session.driver import RATE, FixedDurations, run
from tests.session.test_rules import commands
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.playing.line_groups import ENDLESS, NOT_SPOKEN
from voice_coach.playing.spoken_lines import ALL_LEVELS, spoken_lines, urgent_answers
from voice_coach.routine.library import Library
from voice_coach.routine.lines import LINES
from voice_coach.routine.loader import find_routine, load_plan
from voice_coach.routine.plan import Level, Plan
from voice_coach.safety.dialog import Reply, hold_screen
from voice_coach.safety.screen import QUESTIONS, Screen
from voice_coach.safety.texts import load_screen
from voice_coach.session.actions import Say
from voice_coach.session.events import Event, LineWanted, SessionStarted, TimePassed
from voice_coach.session.machine import Session

ENDLESS_HERE = (*sorted(ENDLESS), "longer", "shorter", "done")
"""Beside the endless lines: by odd seconds, or with areas left out."""


@lru_cache
def plan_of(language: str, level: Level = "first", seed: int = 0) -> Plan:
    return load_plan("warmup", language=language, level=level, seed=seed)


@lru_cache
def lines_of(language: str, levels: Sequence[Level] = ALL_LEVELS) -> dict[str, str]:
    _, library = find_routine("warmup", language)
    numbers = {phrase.seconds for phrase in load_grammar(language).phrases if phrase.seconds}
    found = spoken_lines(plan_of(language), library, levels, sorted(numbers))
    return {line.text: line.where for line in found}


def pattern(language: str, key: str) -> re.Pattern[str]:
    """The variants of a line with anything in their fields."""
    variants = [re.sub(r"\\{[a-z]+\\}", ".+", re.escape(text)) for text in plan_of(language).lines[key]]
    return re.compile("|".join(variants))


def said(plan: Plan, script: Sequence[tuple[int, Event]]) -> set[str]:
    """Everything that a session says while ``script`` happens to it."""
    session = Session(plan, rate=RATE, durations=FixedDurations())
    actions = list(session.handle(SessionStarted(), 0))
    events = sorted(script, key=lambda pair: pair[0])
    while (deadline := session.next_deadline()) is not None:
        if events and events[0][0] <= deadline:
            at, event = events.pop(0)
            actions += session.handle(event, max(at, session.now))
        else:
            actions += session.handle(TimePassed(), deadline)
    return {action.text for action in actions if isinstance(action, Say)}


def uncovered(texts: set[str], language: str, allowed: Sequence[str]) -> set[str]:
    patterns = [pattern(language, key) for key in allowed]
    return {
        text
        for text in texts - lines_of(language).keys()
        if not any(each.fullmatch(text) for each in patterns)
    }


scripts = st.lists(st.tuples(st.integers(0, 500 * RATE), commands()), max_size=40)


@given(scripts, st.sampled_from(ALL_LEVELS), st.integers(0, 9), st.sampled_from(["en", "es"]))
def test_whatever_a_session_says_is_on_the_list_or_endless(
    script: list[tuple[int, Event]], level: Level, seed: int, language: str
) -> None:
    plan = plan_of(language, level, seed)
    assert not uncovered(
        said(plan, [*script, (3 * RATE, LineWanted("no_microphone"))]), language, ENDLESS_HERE
    )


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("level", ALL_LEVELS)
def test_a_session_left_alone_needs_no_other_voice(language: str, level: Level) -> None:
    for seed in range(4):
        assert said(plan_of(language, level, seed), []) <= lines_of(language).keys()


@pytest.mark.parametrize("level", ALL_LEVELS)
def test_one_level_alone_is_covered_by_its_own_list_and_that_is_shorter(level: Level) -> None:
    own = lines_of("en", (level,)).keys()
    assert said(plan_of("en", level), []) <= own < lines_of("en").keys()


def _passages() -> Iterator[list[Reply]]:
    """Answers that lead to every end that the screen has."""
    no: list[Reply] = ["no"] * len(QUESTIONS)
    yield no
    yield ["nothing", "nothing"]
    yield ["nothing", "no"]
    yield ["nothing", "nothing"]
    yield ["yes", "yes"]
    for one in range(3, len(QUESTIONS)):
        for other in range(one, len(QUESTIONS)):
            for cleared in ("yes", "no"):
                answers: list[Reply] = ["yes" if at in (one, other) else "no" for at in range(len(QUESTIONS))]
                yield ["yes", *answers, "yes" if cleared == "yes" else "no"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_answer_of_the_safety_screen_is_on_the_list(language: str) -> None:
    texts, areas = load_screen(Library(language))
    heard: set[str] = set()
    for replies in _passages():
        hold_screen(Screen(texts, areas), ScriptedRunner(replies, heard.add))
    assert len(heard) > len(QUESTIONS) + 6
    assert heard | {texts.words} <= lines_of(language).keys()


def test_every_line_on_file_is_listed_or_declared_unlisted() -> None:
    """A new line must not be forgotten: it is on the list, endless, a part of others, or not spoken."""
    for key, spec in LINES.items():
        if spec.kind == "part" or key in ENDLESS | NOT_SPOKEN:
            continue
        if key.startswith("sweep_") and key != "sweep_roller":
            continue  # the warm-up is made for the roller
        if key.endswith("_stretch"):
            continue  # and holds no stretch
        if spec.optional and key not in plan_of("en").lines:
            continue
        wanted = pattern("en", key)
        assert any(wanted.fullmatch(text) for text in lines_of("en")), key


@pytest.mark.parametrize("language", ["en", "es"])
def test_answers_to_pause_stop_and_pain_can_be_made_ahead(language: str) -> None:
    plan = plan_of(language)
    urgent = set(urgent_answers(plan))
    assert urgent <= lines_of(language).keys()
    assert len(urgent) < 60
    answered: set[str] = set()
    for seed in range(3):
        for name in ("pause", "stop", "easier"):
            for at in range(20, 300, 40):
                session = run(plan_of(language, seed=seed)).until(at)
                session.command(name)
                speaking = session.session.state.speaking
                answered |= {sentence.text for sentence in session.session.state.answers}
                answered |= {speaking.sentence.text} if speaking is not None else set()
    assert len(answered) > 3
    assert answered <= urgent


def test_a_plan_for_other_tools_lists_other_sweeps() -> None:
    plan = load_plan("warmup", tools=("gun",))
    _, library = find_routine("warmup", "en")
    texts = {line.text for line in spoken_lines(plan, library, ALL_LEVELS)}
    assert set(plan.lines["sweep_gun"]) & texts
    assert not set(plan.lines["sweep_roller"]) & texts


def test_the_title_does_not_hide_in_a_replaced_plan() -> None:
    plan = replace(plan_of("en"), title="Something else")
    _, library = find_routine("warmup", "en")
    assert any("Something else" in line.text for line in spoken_lines(plan, library, ALL_LEVELS))
