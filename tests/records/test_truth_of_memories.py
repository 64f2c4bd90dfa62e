"""Whatever the coach says of the past is true of the session that it names: over random histories, by reading
that session again, in words of our own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from voice_coach.records.past_session import PainFelt, PartDone, PastSession
from voice_coach.records.remembering import memory_of
from voice_coach.routine.adapting import MOST_SENTENCES
from voice_coach.routine.library import Readings
from voice_coach.routine.loader import load_plan
from voice_coach.routine.memory import Memory
from voice_coach.routine.plan import Plan
from voice_coach.routine.variants import wording_id
from voice_coach.routine.wish import Wish

NOW = datetime(2026, 3, 20, 7, 30, tzinfo=timezone.utc)
LEGS = ("glutes", "quads", "it-band", "hamstrings", "calves")
SPOKEN = dict(zip(LEGS, ("glutes", "quads", "IT band", "hamstrings", "calves"), strict=True))
ONE_SENTENCE = 1
READ = Readings()


@st.composite
def past_sessions(draw: st.DrawFn) -> PastSession:
    areas = tuple(draw(st.sampled_from([LEGS, LEGS, LEGS[:4], LEGS[1:], LEGS[2:]])))
    skips = st.sampled_from([False, False, False, True])
    parts = [PartDone(area, "right", done=area in areas) for area in LEGS]
    parts += [PartDone(area, "left", skipped=draw(skips), done=False) for area in LEGS]
    rating = draw(st.sampled_from([None, 2, 4, 5, 7, 9]))
    kinds = st.sampled_from(["sharp", "strong", "numb"])
    pains = draw(
        st.lists(st.tuples(kinds, st.sampled_from(LEGS)), max_size=draw(st.sampled_from([0, 0, 0, 2])))
    )
    return PastSession(
        when="",
        routine="recovery",
        minutes=12.0,
        areas=areas,
        completed=draw(st.sampled_from([True, True, False])),
        rating=rating,
        tighter_side=draw(st.sampled_from(["", "left", "right"])) if rating else "",
        rated_area=draw(st.sampled_from(["", *areas[-3:]])) if rating else "",
        pains=tuple(PainFelt(kind, area, "left") for kind, area in pains),
        parts=tuple(parts),
        wish=Wish(focus=tuple(draw(st.lists(st.sampled_from(areas), max_size=1)))),
    )


@st.composite
def histories(draw: st.DrawFn) -> list[PastSession]:
    """Oldest first; the last one up to a month ago."""
    sessions = draw(st.lists(past_sessions(), min_size=1, max_size=8))
    when, dated = NOW - timedelta(hours=draw(st.integers(1, 24 * 30))), []
    for session in reversed(sessions):
        dated.append(_at(session, when))
        when -= timedelta(hours=draw(st.integers(5, 24 * 9)))
    return dated[::-1]


def _at(session: PastSession, when: datetime) -> PastSession:
    return replace(session, when=when.isoformat(timespec="seconds"))


def ages(sessions: Sequence[PastSession]) -> list[timedelta]:
    return [NOW - one.began for one in sessions if one.began is not None]


def named(text: str) -> list[str]:
    return [area for area, spoken in SPOKEN.items() if spoken in text]


def last_rating(past: Sequence[PastSession], area: str) -> PastSession:
    return [one for one in past if one.rating and one.rated_area == area][-1]


def tighter_answers(past: Sequence[PastSession], area: str) -> list[PastSession]:
    return [
        one
        for one in past
        if one.tighter_side and (one.rated_area == area or (not one.rated_area and area in one.areas))
    ]


def break_is_true(text: str, source: PastSession, past: Sequence[PastSession]) -> bool:
    return source == past[-1] and ages(past)[-1] > timedelta(days=14)


def skipped_is_true(text: str, source: PastSession, past: Sequence[PastSession]) -> bool:
    return source == past[-1] and all(
        any(part.skipped for part in source.parts if part.area == area) and area not in source.areas
        for area in named(text)
    )


def tight_is_true(text: str, source: PastSession, past: Sequence[PastSession]) -> bool:
    rated = [last_rating(past, area) for area in named(text)]
    return rated[0] == source and all((one.rating or 0) >= 6 for one in rated)


def side_is_true(text: str, source: PastSession, past: Sequence[PastSession]) -> bool:
    side = "left" if "left" in text else "right"
    return source.tighter_side == side and any(
        [one.tighter_side for one in tighter_answers(past, area)[-2:]] == [side, side] for area in LEGS
    )


def tight_side_is_true(text: str, source: PastSession, past: Sequence[PastSession]) -> bool:
    return side_is_true(text, source, past) and all(
        (last_rating(past, area).rating or 0) >= 6 for area in named(text)
    )


def loose_is_true(text: str, source: PastSession, past: Sequence[PastSession]) -> bool:
    lately = [one for one in past if one.began is not None and past[-1].began is not None]
    assert lately[-1].began is not None
    month = [one for one in lately if one.began and lately[-1].began - one.began <= timedelta(weeks=4)]
    return all(
        area not in one.wish.focus
        and not any(pain.area == area for pain in one.pains)
        and not (one.rated_area == area and (one.rating or 0) >= 6)
        for one in month
        for area in named(text)
    )


def left_out_is_true(text: str, source: PastSession, past: Sequence[PastSession]) -> bool:
    return source == past[-1] and all(
        any(pain.area == area and pain.kind != "strong" for pain in source.pains) for area in named(text)
    )


def sore_is_true(text: str, source: PastSession, past: Sequence[PastSession]) -> bool:
    return source in past[-2:] and all(
        any(pain.area == area for one in past[-2:] for pain in one.pains) for area in named(text)
    )


def theme_is_true(text: str, source: PastSession, past: Sequence[PastSession]) -> bool:
    (area,) = named(text)
    recent = {one.rated_area for one in past if one.rated_area and ages([one])[0] <= timedelta(days=14)}
    return source == last_rating(past, area) and all(
        (last_rating(past, other).rating or 0) <= (source.rating or 0) for other in recent
    )


def unfinished_is_true(text: str, source: PastSession, past: Sequence[PastSession]) -> bool:
    return source == past[-1] and not source.completed


def third_is_true(text: str, source: PastSession, past: Sequence[PastSession]) -> bool:
    whole = [age for age in ages([one for one in past if one.completed]) if age < timedelta(days=7)]
    return len(whole) == 2 and source.completed


def back_is_true(text: str, source: PastSession, past: Sequence[PastSession]) -> bool:
    return min(ages([one for one in past if one.completed])) >= timedelta(days=10)


def steady_is_true(text: str, source: PastSession, past: Sequence[PastSession]) -> bool:
    monday = (NOW - timedelta(days=NOW.weekday())).replace(hour=0, minute=0)
    starts = [monday - timedelta(weeks=back) for back in (1, 2, 3)]
    return all(
        any(one.completed and one.began and start <= one.began < start + timedelta(weeks=1) for one in past)
        for start in starts
    )


TRUE: dict[str, Callable[[str, PastSession, Sequence[PastSession]], bool]] = {
    "reason_break": break_is_true,
    "reason_skipped": skipped_is_true,
    "reason_tight": tight_is_true,
    "reason_side": side_is_true,
    "reason_tight_side": tight_side_is_true,
    "reason_loose": loose_is_true,
    "pain_left_out": left_out_is_true,
    "pain_offered_lighter": sore_is_true,
    "memory_theme": theme_is_true,
    "memory_unfinished": unfinished_is_true,
    "praise_third": third_is_true,
    "praise_back": back_is_true,
    "praise_steady": steady_is_true,
}


def planned(memory: Memory, seed: int, routine: str = "recovery") -> Plan:
    return load_plan(routine, level="usual", seed=seed, memory=memory, readings=READ)


def key_of(plan: Plan, wording: str) -> str:
    return next(key for key, wordings in plan.lines.items() if wording in wordings)


@given(histories(), st.integers(0, 9), st.sampled_from(["warmup", "recovery"]))
def test_every_sentence_is_true_of_the_session_that_it_names(
    past: list[PastSession], seed: int, routine: str
) -> None:
    plan = planned(memory_of(past, NOW), seed, routine)
    assert len(plan.memories) <= MOST_SENTENCES
    by_time = {one.when: one for one in past}
    for one in plan.memories:
        assert TRUE[key_of(plan, one.wording)](one.text, by_time[one.when], past), one
        assert one.text.rstrip(".!").count(". ") < ONE_SENTENCE
    if plan.asked is not None and plan.asked.before is not None:
        source = by_time[plan.asked.when]
        assert (source.rating, source.rated_area) == (plan.asked.before, plan.asked.area)
        assert source == last_rating(past, plan.asked.area)
        assert len(plan.memories) < MOST_SENTENCES


@given(histories(), st.integers(0, 9))
def test_none_of_them_is_said_twice_running(past: list[PastSession], seed: int) -> None:
    first = planned(memory_of(past, NOW), seed)
    heard = tuple(wording_id(one.wording) for one in first.memories)
    memory = memory_of(past, NOW)._replace(heard=frozenset(heard))
    second = planned(memory, seed + 1)
    assert not {one.text for one in first.memories} & {one.text for one in second.memories}
