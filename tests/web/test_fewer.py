"""Fewer wordings for a page: nothing falls silent, and whatever a session says has its clip."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.playing.test_spoken_lines import said, scripts
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.playing.spoken_lines import ALL_LEVELS, spoken_lines
from voice_coach.routine.insights import insights_of
from voice_coach.routine.lines import LINES
from voice_coach.routine.loader import find_routine, load_plan
from voice_coach.routine.memory import AreaPast, Memory
from voice_coach.routine.plan import Level, Plan
from voice_coach.routine.variants import wording_id
from voice_coach.session.events import Event
from voice_coach.web.after_pain import first_lines
from voice_coach.web.fewer_wordings import INSIGHTS, fewer_wordings
from voice_coach.web.phone.clips import pieces_of
from voice_coach.web.phone.varied import openings, varied
from voice_coach.web.pieces import pieces

_LANGUAGES = ("en", "es")


@lru_cache
def _plan(language: str, level: Level = "first") -> Plan:
    plan = load_plan("warmup", language=language, level=level)
    _, library = find_routine("warmup", language)
    return fewer_wordings(replace(plan, insights=insights_of(library)[:INSIGHTS]))


@lru_cache
def _clips(language: str) -> frozenset[str]:
    _, library = find_routine("warmup", language)
    seconds = sorted({one.seconds for one in load_grammar(language).phrases if one.seconds})
    plans = [_plan(language, level) for level in ALL_LEVELS]
    found = {
        line.text
        for plan in plans
        for line in spoken_lines(plan, library, ALL_LEVELS, seconds, as_planned=True)
    }
    found |= {text for plan in plans for text in first_lines(plan)}
    return frozenset(found | {text for plan in plans for step in plan.steps for text in openings(step, plan)})


_TEXTS = st.lists(st.text(min_size=1), min_size=0, max_size=25).map(tuple)


@given(st.dictionaries(st.sampled_from([*sorted(LINES), "phone_own"]), _TEXTS))
def test_each_line_keeps_its_first_wordings_and_at_least_one(lines: dict[str, tuple[str, ...]]) -> None:
    made = fewer_wordings(replace(_plan("en"), lines=lines)).lines
    assert made.keys() == lines.keys()
    for key, texts in lines.items():
        assert texts[: len(made[key])] == made[key]
        assert len(made[key]) >= min(len(texts), 4) or key in ("welcome", "done")
        assert bool(made[key]) == bool(texts)
    again = fewer_wordings(replace(_plan("en"), lines=made))
    assert again.lines == made


@pytest.mark.parametrize("key", ["keep_off", "hurts_live", "pain_ended", "place_knee", "phone_own"])
def test_what_keeps_runners_from_harm_and_what_is_no_line_stays_whole(key: str) -> None:
    texts = tuple(f"wording {number}" for number in range(30))
    assert fewer_wordings(replace(_plan("en"), lines={key: texts})).lines[key] == texts


@pytest.mark.parametrize("language", _LANGUAGES)
def test_scripts_lose_only_what_the_lines_lost_and_never_all(language: str) -> None:
    whole = load_plan("warmup", language=language)
    kept = _plan(language)
    lost = {text for key, texts in whole.lines.items() for text in texts[len(kept.lines[key]) :]}
    assert lost
    for before, after in zip(whole.steps, kept.steps, strict=True):
        for part in ("during", "moving"):
            left = getattr(after.script, part)
            assert [text for text in getattr(before.script, part) if text not in lost] == list(left)
        for part in ("sweep", "search", "hold"):
            assert getattr(after.script, part) == getattr(before.script, part)
        assert replace(after, script=before.script) == before
    only = next(text for text in whole.lines["moving"] if text not in kept.lines["moving"])
    script = replace(whole.steps[0].script, moving=(only,))
    alone = replace(whole, steps=(replace(whole.steps[0], script=script),))
    assert fewer_wordings(alone).steps[0].script.moving == (only,)


_IDS = st.sampled_from([wording_id(text) for texts in _plan("en").lines.values() for text in texts])
_MEMORIES = st.builds(
    Memory,
    met=st.frozensets(st.sampled_from([step.exercise for step in _plan("en").steps])),
    often=st.frozensets(st.sampled_from([step.area for step in _plan("en").steps])),
    insights=st.lists(st.sampled_from([one.name for one in _plan("en").insights])).map(tuple),
    areas=st.lists(
        st.builds(
            AreaPast, st.sampled_from([step.area for step in _plan("en").steps]), ended_last=st.booleans()
        ),
        unique_by=lambda past: past.area,
    ).map(tuple),
    heard=st.frozensets(_IDS),
)


@given(scripts, st.sampled_from(ALL_LEVELS), st.sampled_from(_LANGUAGES), _MEMORIES, st.integers(0, 99))
def test_whatever_a_session_says_has_its_clip_or_is_put_together(
    script: list[tuple[int, Event]], level: Level, language: str, memory: Memory, seed: int
) -> None:
    texts = said(varied(_plan(language, level), memory, seed), script) - _clips(language)
    joined = dict.fromkeys(piece for at in ALL_LEVELS for piece in pieces(_plan(language, at)))
    assert [text for text in texts if pieces_of(text, joined) is None] == []


@pytest.mark.parametrize("language", _LANGUAGES)
def test_the_next_session_is_told_in_other_words(language: str) -> None:
    plan = _plan(language, "usual")
    first = varied(plan, Memory(), 4)
    heard = frozenset(map(wording_id, said(first, [])))
    told = tuple(one.name for one in first.insights)
    later = varied(plan, Memory(heard=heard, insights=told), 5)
    again = said(first, []) & said(later, [])
    assert len(again) < 0.5 * len(said(later, []))
    assert len(later.insights) == len(first.insights) == 3
    assert not {*later.insights} & {*first.insights}
    assert varied(plan, Memory(), 4) == first


def test_an_exercise_that_is_new_is_told_in_full_and_pain_leads_to_a_doctor() -> None:
    plan = _plan("en", "usual")
    area, exercise = plan.steps[0].area, plan.steps[0].exercise
    made = varied(plan, Memory(met=frozenset({exercise}), often=frozenset({area})), 1)
    assert {step.exercise for step in made.steps if step.met} == {exercise}
    assert made.often_painful == {area}


def _after_pain(*areas: str) -> Memory:
    return Memory(areas=tuple(AreaPast(area, ended_last=True, hurt_when="2026-11-30") for area in areas))


def test_what_pain_ended_last_time_is_left_out_and_the_runner_is_told() -> None:
    plan = _plan("en", "usual")
    made = varied(plan, _after_pain("calves", "glutes", "shins"), 1)
    moves = {step.area for step in plan.steps if {"calves", "glutes"} & {*step.touches}}
    assert moves
    assert {step.area for step in made.steps} == {"quads", "it-band", "hamstrings"}
    (told,) = made.memories
    assert "glutes and calves" in told.text
    assert (told.when, told.at) == ("2026-11-30", "opening")
    assert told.text in said(made, [])


def test_a_session_of_nothing_else_stays_whole() -> None:
    plan = _plan("en", "usual")
    everything = _after_pain(*(step.area for step in plan.steps))
    made = varied(plan, everything, 1)
    assert [step.area for step in made.steps] == [step.area for step in plan.steps]
    assert made.memories == ()
