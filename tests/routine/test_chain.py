"""Routines one after the other, as one plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from voice_coach.errors import InputError
from voice_coach.records.session_record import SessionRecord
from voice_coach.routine.chain import joined, names_of
from voice_coach.routine.loader import load_plan
from voice_coach.routine.plan import Plan
from voice_coach.routine.wish import Wish
from voice_coach.session.actions import Log, Say
from voice_coach.session.ahead import actions_ahead, session_seconds

WARMUP, RECOVERY = load_plan("warmup"), load_plan("recovery")


def said(plan: Plan) -> list[str]:
    return [one.text for one in actions_ahead(plan)[1] if isinstance(one, Say)]


def test_both_are_worked_with_a_rest_between() -> None:
    chain = load_plan("warmup+recovery")
    at = len(WARMUP.steps)
    rest = chain.steps[at]
    assert (rest.rests, rest.hold_seconds, rest.worked_seconds) == (True, 60.0, 60.0)
    assert [replace(one, pair=0) for one in chain.steps[:at]] == [
        replace(one, pair=0) for one in WARMUP.steps
    ]
    assert [replace(one, pair=0) for one in chain.steps[at + 1 :]] == [
        replace(one, pair=0) for one in RECOVERY.steps
    ]
    pairs = [one.pair for one in chain.steps]
    assert pairs == sorted(pairs)
    assert len(set(pairs)) == len({one.pair for one in WARMUP.steps}) + 1 + len(
        {one.pair for one in RECOVERY.steps}
    )
    assert (chain.routine, chain.closing) == ("warmup+recovery", RECOVERY.closing)
    assert chain.title == "Warm-up before a run and recovery after a run"


def test_three_titles_are_listed() -> None:
    chain = joined([WARMUP, RECOVERY, load_plan("desk-break")])
    assert chain.title == "Warm-up before a run, recovery after a run and desk break"


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_rest_is_announced_and_safety_words_are_not_lost(language: str) -> None:
    chain = load_plan("warmup+recovery", language=language)
    recovery = load_plan("recovery", language=language)
    words = said(chain)
    announced = next(index for index, text in enumerate(words) if recovery.title in text)
    for sentence in recovery.opening:
        assert words.count(sentence) == 1
        assert sentence in words[:announced] or sentence in words[announced : announced + 5]
    assert not any("{" in text or "None" in text for text in words)


def test_the_second_is_heard_as_it_is_alone() -> None:
    chain, alone = load_plan("warmup+recovery", level="quiet"), load_plan("recovery", level="quiet")
    first = session_seconds(load_plan("warmup", level="quiet"))
    together = session_seconds(chain)
    # One welcome, one goodbye and one question less, and a minute with its announcement more.
    assert together - first - session_seconds(alone) == pytest.approx(60.0, abs=40.0)
    assert together > first + session_seconds(alone)


@pytest.mark.parametrize("minutes", [9, 25])
def test_the_minutes_are_for_all_of_it(minutes: int) -> None:
    chain = load_plan("warmup+recovery", wish=Wish(minutes=minutes), measure=session_seconds)
    assert abs(session_seconds(chain) - 60 * minutes) <= 15.0
    with pytest.raises(InputError) as refused:
        load_plan("warmup+recovery", wish=Wish(minutes=2), measure=session_seconds)
    assert refused.value.code == "does-not-fit"


def test_a_focus_is_for_those_that_have_it() -> None:
    chain = load_plan("desk-break+warmup", wish=Wish(focus=("it-band",)))
    desk = load_plan("desk-break")
    assert len(chain.steps) == len(desk.steps) + 1 + len(WARMUP.steps)
    at = len(desk.steps) + 1
    longest = max(one.worked_seconds for one in chain.steps[at:] if one.area == "it-band")
    assert longest > max(one.worked_seconds for one in WARMUP.steps if one.area == "it-band")


def test_it_is_no_area_of_the_history() -> None:
    record = SessionRecord()
    for action in actions_ahead(joined([load_plan("desk-break"), WARMUP]))[1]:
        if isinstance(action, Log):
            record.write(action.event, action.at_frame / 1000, action.fields)
    kept = record.past_session(datetime.now(timezone.utc))
    assert "calves" in kept.areas
    assert "rest" not in (*kept.areas, *kept.exercises)


@pytest.mark.parametrize("given_name", ["warmup+", "+", "a+b+c+d+e+f", "warmup+a.yaml", "a/b+warmup"])
def test_what_is_no_chain_is_refused(given_name: str) -> None:
    with pytest.raises(InputError) as refused:
        load_plan(given_name)
    assert refused.value.code == "bad-chain"


def test_a_file_may_have_a_plus_in_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a+b.yaml"
    path.write_text("", encoding="utf-8")
    assert names_of(path) == (str(path),)
    assert names_of("warmup + recovery") == ("warmup", "recovery")
