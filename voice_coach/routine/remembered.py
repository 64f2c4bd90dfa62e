"""A plan changed by the past, with a sentence for each change it really made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from voice_coach.routine.adapting import MOST_SENTENCES, Adaptation, adaptations
from voice_coach.routine.asked import asked_of
from voice_coach.routine.changes import Changes
from voice_coach.routine.dosing import Measure
from voice_coach.routine.fitting import fitted
from voice_coach.routine.library import Library
from voice_coach.routine.memory import AreaPast, Change, Memory, Recollection
from voice_coach.routine.model import Routine
from voice_coach.routine.plan import Plan, Side
from voice_coach.routine.variants import not_heard, wording_id
from voice_coach.routine.wish import Wish


def remembering(
    empty: Plan,
    routine: Routine,
    library: Library,
    path: Path,
    owned: Sequence[str] | None,
    wish: Wish,
    measure: Measure,
    memory: Memory,
) -> Plan:
    """``fitted`` with ``memory``'s changes and sentences; today's wish weighs more.

    Rules without effect are dropped, so nothing untrue is said.
    """
    empty = replace(empty, met=memory.met, heard=memory.heard, often_painful=memory.often)
    in_order = dict.fromkeys(entry.area for entry in routine.entries)
    areas = [area for area in in_order if area not in wish.skip]
    pasts = _spared(memory.areas, areas, wish.focus)
    futile: set[tuple[str, str]] = set()
    while True:
        found = adaptations(pasts, areas, futile)
        changes = Changes(
            earlier=_areas(found, "earlier"),
            more=_areas(found, "more"),
            less=_areas(found, "less", but=wish.focus),
            worse_first=tuple(
                (area, cast(Side, one.side))
                for one in found
                if one.side and wish.side == "both"
                for area in one.areas
            ),
        )
        asked = wish._replace(skip=(*wish.skip, *_areas(found, "out")), lighter=_areas(found, "lighter"))
        said = tuple(filter(None, (_sentence(one, empty, library, memory) for one in found)))
        said = (
            *said,
            *_remarks(memory, [area for area in areas if area not in asked.skip], len(said), empty, library),
        )
        told = replace(empty, memories=said)
        plan = fitted(told, routine, library, path, owned, asked, measure, changes)
        new = {
            (one.rule.name, area)
            for one in found
            if not one.rule.safety
            for area in one.areas
            if not all(_came_true(change, area, one, plan) for change in one.rule.changes)
        }
        if not new:
            room = len(plan.memories) < MOST_SENTENCES
            return replace(plan, asked=asked_of(plan, wish, memory.areas, compare=room))
        futile |= new


def _spared(pasts: Sequence[AreaPast], areas: Sequence[str], focus: Sequence[str]) -> list[AreaPast]:
    """Areas ended by pain count as sore if they're today's focus or all there is."""
    over = {past.area for past in pasts if past.ended_last}
    spared = focus if over < {*areas} or not over else areas
    return [
        past._replace(ended_last=False, sore_lately=True) if past.ended_last and past.area in spared else past
        for past in pasts
    ]


def _areas(found: Sequence[Adaptation], change: Change, but: Sequence[str] = ()) -> tuple[str, ...]:
    return tuple(area for one in found if change in one.rule.changes for area in one.areas if area not in but)


def _came_true(change: Change, area: str, one: Adaptation, plan: Plan) -> bool:
    steps = [step for step in plan.steps if step.area == area]
    match change:
        case "earlier":
            return bool(steps) and plan.steps[0].area in one.areas
        case "more":
            return area in plan.got_more
        case "less":
            return area in plan.got_less
        case "worse_first":
            return len(steps) > 1 and steps[0].side == one.side and steps[1].side not in {one.side, "both"}
        case _:
            return True


def _remarks(
    memory: Memory, areas: Sequence[str], said: int, empty: Plan, library: Library
) -> Iterator[Recollection]:
    """While there's room: one fewer if a rating will be compared, none of last time's."""
    room = MOST_SENTENCES - said - any(past.rating is not None for past in memory.areas)
    for one in memory.remarks:
        wordings = empty.lines.get(one.key, ())
        heard_lately = any(wording_id(text) in memory.heard for text in wordings)
        if room <= 0 or not wordings or heard_lately or (one.area and one.area not in areas):
            continue
        room -= 1
        wording = not_heard(wordings, (), empty.seed)
        text = wording.format(area=_names([one.area], empty, library))
        yield Recollection(text, one.when, one.at, wording)


def _names(areas: Sequence[str], empty: Plan, library: Library) -> str:
    names = [texts[0].area for area in areas if (texts := list(library.texts(area).values()))]
    return f" {empty.lines['and'][0]} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _sentence(one: Adaptation, empty: Plan, library: Library, memory: Memory) -> Recollection | None:
    """The reason; ``None`` in a language without it."""
    wording = not_heard(empty.lines.get(one.rule.reason, ()), memory.heard, empty.seed)
    if not wording:
        return None
    joined = _names(one.areas, empty, library)
    side = empty.lines[one.side][0] if one.side else ""
    at = "opening" if one.rule.opening else one.areas[0]
    return Recollection(wording.format(area=joined, side=side), one.when, at, wording)
