"""The planner: every plan legal, on time and equal on both sides, or refused with what is possible."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.plan_rules import AREAS, LEVELS, ROUTINES, TOOL_SETS, faults_of
from tests.conftest import QUICK
from voice_coach.errors import InputError
from voice_coach.routine.estimate import estimate_seconds
from voice_coach.routine.loader import load_plan
from voice_coach.routine.model import Dose
from voice_coach.routine.plan import Level, Plan
from voice_coach.routine.planner import Part, fit, seconds_of, within_limits, work_seconds
from voice_coach.routine.wish import SIDE_WISHES, SideWish, Wish

ALLOWED_SECONDS = 15.0


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    focus = draw(st.lists(st.sampled_from(AREAS), max_size=2, unique=True))
    rest = [area for area in AREAS if area not in focus]
    return Wish(
        minutes=draw(st.none() | st.integers(4, 40)),
        focus=tuple(focus),
        skip=tuple(draw(st.lists(st.sampled_from(rest), max_size=3, unique=True))),
        side=draw(st.sampled_from(SIDE_WISHES)),
        hold_seconds=draw(st.none() | st.integers(20, 60)),
    )


@given(
    st.sampled_from(ROUTINES),
    wishes(),
    st.none() | st.sampled_from(TOOL_SETS),
    st.sampled_from(LEVELS),
    st.integers(0, 99),
)
def test_every_plan_is_legal_and_on_time_or_refused_with_the_reason(
    routine: str, wish: Wish, tools: list[str] | None, level: Level, seed: int
) -> None:
    try:
        plan = load_plan(routine, wish=wish, tools=tools, level=level, seed=seed)
    except InputError as refusal:
        assert refusal.code in {"does-not-fit", "nothing-left"}
        assert refusal.hint
        if refusal.code == "does-not-fit":
            check_refusal(refusal, wish)
        return
    assert faults_of(plan, wish, tools) == []
    if wish.minutes is not None:
        assert abs(estimate_seconds(plan) - wish.minutes * 60) <= ALLOWED_SECONDS
    assert plan == load_plan(routine, wish=wish, tools=tools, level=level, seed=seed)


def check_refusal(refusal: InputError, wish: Wish) -> None:
    if "the nearest is" in refusal.message:
        assert wish.hold_seconds is not None
        return
    found = re.search(r"runs (\d+):(\d\d) to (\d+):(\d\d)\.", refusal.message)
    assert found is not None
    least, most = (int(m) * 60 + int(s) for m, s in (found.groups()[:2], found.groups()[2:]))
    assert wish.minutes is not None
    assert least <= most
    assert not least <= wish.minutes * 60 <= most


@pytest.mark.parametrize("routine", ROUTINES)
def test_the_ends_that_a_refusal_names_are_possible(routine: str) -> None:
    with pytest.raises(InputError) as caught:
        load_plan(routine, wish=Wish(minutes=0.5))
    ends = re.findall(r"(\d+):(\d\d)", caught.value.message)
    for minutes, seconds in ends:
        asked = int(minutes) + int(seconds) / 60
        plan = load_plan(routine, wish=Wish(minutes=asked))
        assert abs(estimate_seconds(plan) - asked * 60) <= ALLOWED_SECONDS


@pytest.mark.parametrize("level", LEVELS)
def test_minutes_one_by_one(level: Level) -> None:
    for minutes in range(6, 30, 5 if QUICK else 1):
        plan = load_plan("maintenance", wish=Wish(minutes=minutes), level=level)
        assert abs(estimate_seconds(plan) - minutes * 60) <= 15
        assert faults_of(plan, Wish(), None) == []


def test_shipped_routines_are_legal_as_they_stand() -> None:
    for routine in ROUTINES:
        assert faults_of(load_plan(routine), Wish(), None) == []


@pytest.mark.parametrize(
    ("routine", "least", "most"),
    [
        ("warmup", 7, 9.5),
        ("recovery", 12, 20),
        ("maintenance", 20, 30),
        ("long-run", 12, 20),
        ("desk-break", 4, 6),
    ],
)
def test_routines_take_their_minutes(routine: str, least: float, most: float) -> None:
    for level in LEVELS[:2]:
        assert least <= estimate_seconds(load_plan(routine, level=level)) / 60 <= most


def test_more_minutes_are_never_less_work() -> None:
    worked = [
        sum(step.worked_seconds for step in load_plan("recovery", wish=Wish(minutes=m)).steps)
        for m in range(9, 23)
    ]
    assert worked == sorted(worked)


def test_focus_gets_more_and_is_added_where_it_belongs() -> None:
    plain = load_plan("recovery", wish=Wish(minutes=16))
    focused = load_plan("recovery", wish=Wish(minutes=16, focus=("calves",)))

    def worked(plan: Plan, area: str) -> float:
        return sum(step.worked_seconds for step in plan.steps if step.area == area and step.tool != "none")

    assert worked(focused, "calves") > worked(plain, "calves")
    assert worked(focused, "quads") < worked(plain, "quads")
    added = load_plan("recovery", wish=Wish(minutes=16, focus=("adductors",)))
    assert list(dict.fromkeys(step.area for step in added.steps)) == [
        "glutes", "quads", "it-band", "hamstrings", "adductors", "calves"
    ]  # fmt: skip


def test_moves_in_focus_stay_when_time_is_short() -> None:
    plan = load_plan("warmup", wish=Wish(minutes=5, focus=("dynamic",)))
    assert {"leg-swings", "walking-lunges", "heel-raises"} <= {step.exercise for step in plan.steps}


def test_the_shortest_keeps_what_is_in_focus() -> None:
    plan = load_plan("maintenance", wish=Wish(minutes=4, focus=("it-band",)))
    assert {step.area for step in plan.steps} == {"it-band"}
    assert any("Left out to fit 4 minutes" in note for note in plan.notes)


def test_hold_is_what_was_asked_save_for_the_gun() -> None:
    plan = load_plan("warmup", wish=Wish(hold_seconds=25))
    assert {step.hold_seconds for step in plan.steps if step.tool != "none"} == {25}
    plan = load_plan("warmup", tools=["gun"], wish=Wish(hold_seconds=25))
    assert {step.hold_seconds for step in plan.steps if step.tool != "none"} == {20}
    assert plan.notes == ("The gun stays at most 20 s on one spot.",)


def test_the_gun_is_short_before_a_run() -> None:
    plan = load_plan("warmup", tools=["gun"], wish=Wish(focus=("calves",)))
    assert max(step.worked_seconds for step in plan.steps) <= 60


def test_the_worse_side_comes_first_and_gets_half_as_much_again() -> None:
    for side, wish in (("left", "worse-left"), ("right", "worse-right")):
        side_wish: SideWish = wish  # type: ignore[assignment]
        first, second = load_plan("warmup", wish=Wish(side=side_wish)).steps[:2]
        assert first.side == side
        assert first.hold_seconds == 1.5 * second.hold_seconds


@pytest.mark.parametrize(
    ("wish", "code", "said"),
    [
        (Wish(minutes=0), "bad-wish", "0 minutes"),
        (Wish(minutes=float("nan")), "bad-wish", "nan minutes"),
        (Wish(minutes=500), "bad-wish", "500 minutes"),
        (Wish(hold_seconds=90), "bad-wish", "90 s"),
        (Wish(hold_seconds=2), "bad-wish", "2 s"),
        (Wish(focus=("calfs",)), "unknown-area", "'calfs'"),
        (Wish(skip=("ears",)), "unknown-area", "'ears'"),
        (Wish(focus=("feet",), skip=("feet",)), "bad-wish", "feet"),
        (
            Wish(skip=("glutes", "quads", "it-band", "hamstrings", "calves")),
            "nothing-left",
            "Nothing is left",
        ),
        (Wish(minutes=40), "does-not-fit", "it runs"),
    ],
)
def test_refusals_say_why(wish: Wish, code: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        load_plan("warmup", wish=wish)
    assert caught.value.code == code
    assert said in caught.value.message
    assert caught.value.hint


def test_what_changes_nothing_is_said() -> None:
    assert load_plan("warmup", wish=Wish(skip=("feet",))).notes == ("feet isn't in warmup anyway.",)


def test_a_focus_that_the_tools_cannot_work_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        load_plan("warmup", tools=["stick"], wish=Wish(focus=("glutes",)))
    assert caught.value.code == "nothing-left"


CALVES = Part("calves", "roller", 2, False, 4.0, Dose(4, 1, 8.0, 20.0), Dose(10, 2, 10.0, 45.0))
QUADS = Part("quads", "roller", 2, False, 4.0, Dose(4, 1, 0.0, 20.0), Dose(12, 2, 10.0, 40.0))
BACK = Part("back", "roller", 1, False, 4.0, Dose(2, 1, 8.0, 20.0), Dose(8, 2, 10.0, 60.0))


@pytest.mark.parametrize(
    ("parts", "off_seconds"),
    [((BACK,), 1.0), ((QUADS,), 3.0), ((CALVES, BACK), 1.0), ((CALVES, QUADS, BACK), 1.0)],
)
def test_a_part_worked_once_makes_up_the_last_second(parts: tuple[Part, ...], off_seconds: float) -> None:
    least = round(sum(seconds_of(part, part.least) for part in parts))
    most = round(sum(seconds_of(part, part.most) for part in parts))
    for wanted in range(least, most + 1, 1 + len(parts) // 2 * 5):
        found = fit(parts, wanted)
        assert len(found.doses) == len(parts)
        assert abs(found.seconds - wanted) <= off_seconds


@pytest.mark.parametrize("parts", [2, 10, 20])
def test_however_many_areas_the_gun_works_it_is_a_quarter_of_an_hour_in_all(parts: int) -> None:
    gun = Part("quads", "gun", 2, False, 4.0, Dose(2, 1, 8.0, 5.0), Dose(8, 2, 10.0, 20.0))
    limited = within_limits([gun] * parts, before_run=False)
    assert sum(part.sides * work_seconds(part, part.most) for part in limited) <= 15 * 60
    assert all(work_seconds(part, part.most) >= work_seconds(part, part.least) > 20 for part in limited)


def test_what_had_to_go_is_told_areas_stretches_and_moves_apart() -> None:
    assert load_plan("recovery", wish=Wish(minutes=6)).notes == (
        "Left out to fit 6 minutes: quads, it-band, hamstrings.",
        "Without the stretch, to fit 6 minutes: calves.",
    )
    assert load_plan("warmup", wish=Wish(minutes=8)).notes == (
        "Without leg swings, walking lunges, heel raises, to fit 8 minutes.",
    )


@pytest.mark.parametrize(
    ("wish", "options"),
    [
        (Wish(), ""),
        (Wish(stretch=True), "--stretch"),
        (Wish(stretch=False, minutes=7.5), "--minutes 7.5 --no-stretch"),
        (Wish(focus=("calves", "quads"), skip=("feet",)), "--focus calves,quads --skip feet"),
        (Wish(side="worse-left", hold_seconds=25), "--side worse-left --hold 25"),
    ],
)
def test_a_wish_is_told_in_the_options_that_ask_for_it(wish: Wish, options: str) -> None:
    assert wish.options() == options
