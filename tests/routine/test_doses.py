"""The planner's arithmetic: golden doses computed by hand, and what holds for whatever parts there are."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from voice_coach.routine.model import Dose
from voice_coach.routine.planner import (
    DoesNotFit,
    Fit,
    Part,
    fit,
    half_way,
    seconds_of,
    within_limits,
    work_seconds,
    worse,
)


def part(
    least: tuple[int, int, float, float],
    most: tuple[int, int, float, float] | None = None,
    *,
    area: str = "calves",
    tool: str = "roller",
    sides: int = 1,
    worse_side: bool = False,
    focus: bool = False,
    around: tuple[float, float] = (0.0, 0.0),
) -> Part:
    """With strokes of four seconds."""
    return Part(
        area, tool, sides, worse_side, 4.0, Dose(*least), Dose(*(most or least)), focus, around[0], around[1]
    )


@pytest.mark.parametrize(
    ("tool", "dose", "hold"),
    [
        ("roller", (5, 1, 8, 20), 30),
        ("roller", (5, 1, 8, 25), 38),  # 37.5
        ("roller", (2, 1, 8, 50), 60),  # 75 is too long on one spot
        ("gun", (5, 1, 8, 15), 20),
        ("roller", (10, 2, 10, 25), 30),  # 110 s: 5 s more on each of two spots are left of the set
        ("roller", (10, 3, 6, 18), 20),  # 112 s: 8 s on three spots, in whole seconds
        ("roller", (15, 2, 10, 20), 20),  # 120 s: no room
        ("roller", (20, 2, 10, 20), 20),  # 140 s
        ("roller", (10, 0, 0, 20), 20),  # no spot
    ],
)
def test_the_worse_side_gets_half_as_much_hold_again_if_there_is_room(
    tool: str, dose: tuple[int, int, float, float], hold: float
) -> None:
    assert worse(part(dose, tool=tool, worse_side=True), Dose(*dose)) == Dose(*dose[:3], hold)
    assert worse(part(dose, tool=tool), Dose(*dose)) == Dose(*dose)


def test_the_seconds_of_a_part_are_both_sides_and_what_is_said_around() -> None:
    dose = (5, 1, 8, 20)  # 48 s
    assert seconds_of(part(dose), Dose(*dose)) == 48
    assert seconds_of(part(dose, sides=2), Dose(*dose)) == 96
    assert seconds_of(part(dose, sides=2, worse_side=True), Dose(*dose)) == 106
    assert seconds_of(part(dose, sides=2, around=(30, 3)), Dose(*dose)) == 126
    three = Dose(5, 3, 8, 20)  # 104 s, and two further spots
    assert seconds_of(part(dose, sides=2, around=(30, 3)), three) == 30 + 208 + 2 * 2 * 3
    assert seconds_of(part(dose, sides=2, around=(30, 3)), Dose(5, 0, 0, 0)) == 70


@pytest.mark.parametrize(
    ("least", "most", "limited"),
    [
        ((4, 1, 8, 20), (20, 1, 10, 30), (20, 1, 10, 30)),  # exactly two minutes
        ((4, 1, 8, 20), (20, 3, 10, 30), (20, 1, 10, 30)),  # spots go first
        ((4, 2, 8, 20), (20, 3, 10, 30), (10, 2, 10, 30)),  # then strokes
        ((4, 2, 8, 20), (4, 2, 10, 60), (2, 2, 8, 48)),  # down to one each way; then search, then hold
        ((1, 2, 8, 20), (4, 2, 10, 60), (1, 2, 8, 50)),
        ((0, 1, 0, 20), (0, 1, 0, 90), (0, 1, 0, 60)),  # a minute on one spot
    ],
)
def test_a_set_is_two_minutes_at_most(
    least: tuple[int, int, float, float],
    most: tuple[int, int, float, float],
    limited: tuple[int, int, float, float],
) -> None:
    (found,) = within_limits([part(least, most)], before_run=False)
    assert found.most == Dose(*limited)
    assert found.least == Dose(*(min(pair) for pair in zip(least, limited, strict=True)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "sides", "worse_side", "before_run", "most"),
    [
        (1, 2, False, False, (10, 1, 8, 20)),
        (1, 2, False, True, (8, 1, 8, 20)),  # a minute a side
        (10, 2, False, False, (4, 1, 8, 20)),  # a quarter of an hour: 45 s for each of 20 sides
        (10, 2, False, True, (4, 1, 8, 20)),
        (20, 1, False, False, (4, 1, 8, 20)),
        (10, 2, True, False, (2, 1, 8, 14)),  # 30 s: the worse sides may take half as long again
    ],
)
def test_the_gun_is_limited_by_spot_by_session_and_before_a_run(
    count: int, sides: int, worse_side: bool, before_run: bool, most: tuple[int, int, float, float]
) -> None:
    gun = part((4, 1, 8, 5), (10, 1, 8, 40), tool="gun", sides=sides, worse_side=worse_side)
    roller = part((4, 1, 8, 20), (10, 1, 8, 40), sides=2)
    *guns, other = within_limits([*[gun] * count, roller], before_run=before_run)
    assert {one.most for one in guns} == {Dose(*most)}
    assert other == roller


def test_the_least_of_the_gun_is_no_longer_than_its_spot() -> None:
    (found,) = within_limits([part((2, 1, 8, 30), (4, 1, 8, 45), tool="gun")], before_run=False)
    assert (found.least, found.most) == (Dose(2, 1, 8, 20), Dose(4, 1, 8, 20))


TEN = (10, 0, 0.0, 0.0)
"""Forty seconds, neither more nor less."""
ALL = [
    part(TEN, area="glutes"),
    part(TEN, area="glutes", tool="none"),
    part(TEN, area="quads"),
    part(TEN, area="it-band"),
    part(TEN, area="feet"),
    part(TEN, area="hamstrings"),
    part(TEN, area="calves"),
    part(TEN, area="calves", tool="none"),
    part(TEN, area="adductors"),
]


def areas_left(parts: Sequence[Part], seconds: float) -> list[str]:
    found = fit(parts, seconds)
    return [parts[index].area + (" stretched" if parts[index].stretch else "") for index in found.doses]


def test_what_is_least_missed_goes_first() -> None:
    gone = [
        "glutes stretched",
        "calves stretched",
        "adductors",
        "feet",
        "it-band",
        "hamstrings",
        "quads",
        "glutes",
    ]
    everything = areas_left(ALL, 360)
    assert len(everything) == 9
    for count in range(len(gone)):
        left = areas_left(ALL, 320 - 40 * count)
        assert left == [area for area in everything if area not in gone[: count + 1]]
    assert areas_left(ALL, 34) == ["calves"]
    for seconds in (33.9, 366.1):
        with pytest.raises(DoesNotFit) as refused:
            fit(ALL, seconds)
        assert (refused.value.least_seconds, refused.value.most_seconds) == (40, 360)


def test_six_seconds_too_long_drop_nothing() -> None:
    assert len(areas_left(ALL, 354)) == 9
    assert len(areas_left(ALL, 353.9)) == 8
    assert fit(ALL, 354).seconds == 360


def test_the_focus_stays_but_not_its_stretch() -> None:
    focused = [
        part(TEN, area="it-band", focus=True),
        part(TEN, area="it-band", tool="none", focus=True),
        part(TEN, area="glutes"),
        part(TEN, area="calves"),
    ]
    assert areas_left(focused, 120) == ["it-band", "glutes", "calves"]
    assert areas_left(focused, 80) == ["it-band", "calves"]
    assert areas_left(focused, 40) == ["it-band"]
    moves = [part(TEN, area="dynamic", tool="none", focus=True), part(TEN, area="calves")]
    with pytest.raises(DoesNotFit) as refused:  # the moves themselves are the focus
        fit(moves, 40)
    assert refused.value.least_seconds == 80


def test_what_is_in_focus_grows_twice_as_fast() -> None:
    wide = ((4, 0, 0.0, 0.0), (12, 0, 0.0, 0.0))
    parts = [part(*wide, area="quads", focus=True), part(*wide)]
    for seconds, strokes in ((56, [8, 6]), (80, [12, 8]), (88, [12, 10]), (96, [12, 12])):
        assert [dose.strokes for dose in fit(parts, seconds).doses.values()] == strokes


@pytest.mark.parametrize(
    ("least", "most", "from_dose", "half"),
    [
        # 44 to 148 s: 96 fit on one spot, with nearly all of the strokes and the search
        ((4, 1, 8, 20), (12, 2, 10, 40), (4, 1, 8, 20), (12, 1, 10, 38)),
        # 44 to 233 s: 138.5 need two spots, though not three
        ((4, 1, 8, 20), (14, 3, 10, 49), (4, 1, 8, 20), (11, 2, 9, 38)),
        # none of it searched: a sweep's last strokes do that for one spot, not for two
        ((10, 1, 0, 20), (10, 1, 10, 40), (10, 1, 0, 20), (10, 1, 0, 35)),
        ((10, 2, 0, 20), (10, 2, 10, 40), (10, 2, 0, 20), (10, 2, 8, 27)),
        ((10, 2, 0, 20), (10, 2, 5, 40), (10, 2, 0, 20), (10, 2, 5, 28)),
        ((10, 0, 0, 0), (20, 0, 0, 0), (10, 0, 0, 0), (15, 0, 0, 0)),
        ((10, 1, 8, 20), (10, 1, 8, 20), (10, 1, 8, 20), (10, 1, 8, 20)),
    ],
)
def test_half_way_to_the_most(
    least: tuple[int, int, float, float],
    most: tuple[int, int, float, float],
    from_dose: tuple[int, int, float, float],
    half: tuple[int, int, float, float],
) -> None:
    for focus in (False, True):
        assert half_way(part(least, most, focus=focus), Dose(*from_dose)) == Dose(*half)


@st.composite
def some_part(draw: st.DrawFn) -> Part:
    strokes, holds = draw(st.integers(2, 8)), draw(st.integers(1, 2))
    search, hold = draw(st.sampled_from([0, 8])), draw(st.integers(15, 25))
    least = (strokes, 1 if search == 0 else holds, float(search), float(hold))
    most = (
        strokes + draw(st.integers(0, 8)),
        least[1] + draw(st.integers(0, 2)),
        float(draw(st.integers(8, 10))),
        float(hold + draw(st.integers(0, 25))),
    )
    return part(
        least,
        most,
        area=draw(st.sampled_from(["glutes", "quads", "it-band", "feet", "calves"])),
        sides=draw(st.sampled_from([1, 2])),
        worse_side=draw(st.booleans()),
        focus=draw(st.booleans()),
        around=(draw(st.floats(0, 40)), draw(st.floats(0, 5))),
    )


def fitted(parts: Sequence[Part], growth: float) -> tuple[Sequence[Part], float, Fit]:
    limited = within_limits(parts, before_run=False)
    least = sum(seconds_of(one, one.least) for one in limited)
    most = sum(seconds_of(one, one.most) for one in limited)
    wanted = least + growth * (most - least)
    return limited, wanted, fit(limited, wanted)


@given(st.lists(some_part(), min_size=1, max_size=5), st.floats(0, 1))
def test_every_dose_is_within_its_bounds_and_the_seconds_are_theirs(parts: list[Part], growth: float) -> None:
    limited, _, found = fitted(parts, growth)
    assert found.doses.keys() == set(range(len(parts)))
    assert found.seconds == pytest.approx(
        sum(seconds_of(limited[i], dose) for i, dose in found.doses.items())
    )
    for index, dose in found.doses.items():
        one = limited[index]
        for low, figure, high in zip(one.least, dose, one.most, strict=True):
            assert low <= figure <= high
        assert work_seconds(one, dose) <= work_seconds(one, one.most)
        if one.least.search_seconds == 0 and one.most.search_seconds >= 8:
            assert dose.search_seconds >= 8 or (dose.search_seconds == 0 and dose.holds == 1)


@given(st.lists(some_part(), min_size=1, max_size=5), st.floats(0, 1))
def test_no_stroke_or_second_more_or_less_would_come_nearer(parts: list[Part], growth: float) -> None:
    limited, wanted, found = fitted(parts, growth)
    off = found.seconds - wanted
    assume(abs(off) > 0.2)
    step = -1 if off > 0 else 1
    for index, dose in found.doses.items():
        one = limited[index]
        for field in ("strokes", "hold_seconds"):
            other = dose._replace(**{field: getattr(dose, field) + step})
            least, most = getattr(one.least, field), getattr(one.most, field)
            if not least <= getattr(other, field) <= most or work_seconds(one, other) > work_seconds(
                one, one.most
            ):
                continue
            new = off + seconds_of(one, other) - seconds_of(one, dose)
            assert abs(new) >= abs(off) - 0.1001
