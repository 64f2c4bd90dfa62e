"""From a routine and a runner's wish to a plan: which areas stay, on which sides, at which dose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from voice_coach.errors import InputError
from voice_coach.routine.blocks import Block, choose_blocks, first_with
from voice_coach.routine.estimate import estimate_seconds, spot_seconds, step_seconds
from voice_coach.routine.findings import nearest
from voice_coach.routine.library import Library
from voice_coach.routine.limits import longest_spot_seconds
from voice_coach.routine.model import AreaEntry, Dose, Exercise, Routine
from voice_coach.routine.plan import Plan, Side, Step
from voice_coach.routine.planner import (
    DoesNotFit,
    Part,
    at_most,
    fit,
    seconds_of,
    within_limits,
    worse,
)
from voice_coach.routine.scripts import STRETCH, Scripts
from voice_coach.routine.steps import sides_of, steps_of_block
from voice_coach.routine.wish import Wish

Measure = Callable[[Plan], float]
"""How many seconds a session of a plan takes."""

_CLOSE_ENOUGH_SECONDS = 1.0
_FARTHEST_OFF_SECONDS = 12.0
"""Of the 15 s that are promised; the rest is for what the letters of a sentence don't tell of its length."""
_ROUNDS = 3
"""The words around the parts change a little with what is left out."""


def fitted(
    empty: Plan,
    routine: Routine,
    library: Library,
    path: Path,
    owned: Sequence[str] | None,
    wish: Wish,
    measure: Measure = estimate_seconds,
) -> Plan:
    """``empty``, the plan without its steps, with the steps that ``wish`` asks for.

    Raises ``InputError``: ``unknown-area`` for an area that is not in the library, ``nothing-left`` where no
    area stays, ``does-not-fit`` with the least and the most possible minutes.
    """
    wish.check()
    for area in (*wish.focus, *wish.skip):
        _known(area, library)
    tools = routine.tools if owned is None else owned
    focused = _with_focus(routine, library, wish, tools)
    blocks, impossible = choose_blocks(focused, library, path, owned, wish.postures_out)
    if library.findings:
        return empty
    blocks = _with_stretches(blocks, library, wish)
    impossible = [area for area in impossible if area not in wish.skip]
    for area in wish.focus:
        if area in impossible or area not in {block.exercise.area for block in blocks}:
            raise _nothing(f"{area} cannot be worked with {' or '.join(tools)}.", "Name other tools.")
    how = "without a position that you should not take" if wish.postures_out else f"with {' or '.join(tools)}"
    notes = [f"{area} is left out: it cannot be worked {how}." for area in impossible]
    in_routine = {block.exercise.area for block in blocks} | set(impossible)
    notes += [f"{area} is not in {routine.name} anyway." for area in wish.skip if area not in in_routine]
    skipped = set(wish.skip)
    blocks = [one for one in blocks if one.exercise.area not in skipped and not _touches(one, skipped)]
    if all(block.exercise.tool == STRETCH for block in blocks):
        raise _nothing(f"Nothing is left of {routine.name}.", "Skip less, or name other tools.")
    notes += _held_too_long(blocks, wish)
    return _planned(replace(empty, notes=tuple(notes)), blocks, library, routine, wish, measure)


def _with_stretches(blocks: Sequence[Block], library: Library, wish: Wish) -> list[Block]:
    """``blocks`` with the stretch of each rolled area after it, or with none, as ``wish`` has it."""
    if wish.stretch is None:
        return list(blocks)
    if not wish.stretch:
        return [one for one in blocks if one.exercise.tool != STRETCH or one.exercise.kind == "move"]
    there = {block.exercise.name for block in blocks}
    found: list[Block] = []
    for block in blocks:
        found.append(block)
        exercise = library.exercises(block.exercise.area).get(block.exercise.stretch or "")
        texts = {} if exercise is None else library.texts(exercise.area)
        if exercise is None or exercise.name in there or exercise.name not in texts:
            continue
        if exercise.posture not in wish.postures_out:
            there.add(exercise.name)
            found.append(
                Block(_plain_entry(block.entry, exercise), exercise, texts[exercise.name], block.amount)
            )
    return found


def _plain_entry(entry: AreaEntry, exercise: Exercise) -> AreaEntry:
    """``entry`` for another exercise, with nothing changed of it."""
    return AreaEntry(
        entry.line, exercise.area, exercise.name, None, entry.side, None, None, None, None, None, None
    )


def _planned(
    empty: Plan,
    blocks: list[Block],
    library: Library,
    routine: Routine,
    wish: Wish,
    measure: Measure = estimate_seconds,
) -> Plan:
    parts = [_part(block, wish) for block in blocks]
    if wish != Wish():
        parts = within_limits(parts, before_run=routine.use == "warm-up")
    if wish.minutes is None:
        doses = [_as_on_file(block, part, wish) for block, part in zip(blocks, parts, strict=True)]
        return _built(empty, blocks, parts, doses, library, wish)
    wanted = wish.minutes * 60
    least = [part.least for part in parts]
    plan = _built(empty, blocks, parts, least, library, wish)
    parts = [_with_overhead(part, plan, pair) for pair, part in enumerate(parts)]
    around = measure(plan) - sum(map(seconds_of, parts, least))
    for _ in range(_ROUNDS):
        try:
            found = fit(parts, wanted - around)
        except DoesNotFit as no:
            raise _does_not_fit(routine, wish, no.least_seconds + around, no.most_seconds + around) from no
        stay = list(found.doses)
        doses = list(found.doses.values())
        gone = [block for index, block in enumerate(blocks) if index not in found.doses]
        rolled = dict.fromkeys(block.texts.area for block in gone if block.exercise.tool != STRETCH)
        shorter = replace(empty, left_out=tuple(rolled))
        plan = _built(shorter, [blocks[i] for i in stay], [parts[i] for i in stay], doses, library, wish)
        takes = measure(plan)
        if abs(takes - wanted) <= _CLOSE_ENOUGH_SECONDS:
            break
        around = takes - found.seconds
    if abs(takes - wanted) > _FARTHEST_OFF_SECONDS:
        raise _no_such_length(routine, wish, takes)
    return replace(plan, notes=(*plan.notes, *_left_out(gone, wish.minutes)))


def _part(block: Block, wish: Wish) -> Part:
    exercise, entry = block.exercise, block.entry
    sides = _sides(block, wish)
    least, most = block.range()
    if exercise.area in wish.lighter:
        most = least
    return Part(
        area=exercise.area,
        tool=exercise.tool,
        sides=len(sides),
        worse_side=len(sides) == 2 and wish.side.startswith("worse"),
        stroke_seconds=exercise.stroke_seconds if entry.stroke_seconds is None else entry.stroke_seconds,
        least=_held(block, least, wish),
        most=_held(block, most, wish),
        focus=exercise.area in wish.focus,
    )


def _touches(block: Block, areas: set[str]) -> bool:
    """Is it a move that works one of ``areas``?"""
    return block.exercise.kind == "move" and not areas.isdisjoint(block.exercise.touches)


def _held(block: Block, dose: Dose, wish: Wish) -> Dose:
    """The time on a spot is the runner's; a stretch keeps its own."""
    if wish.hold_seconds is None or block.exercise.tool == STRETCH:
        return dose
    return dose._replace(hold_seconds=min(wish.hold_seconds, longest_spot_seconds(block.exercise.tool)))


def _as_on_file(block: Block, part: Part, wish: Wish) -> Dose:
    """The dose without a wish for minutes: the routine's own, in focus the most."""
    if part.focus:
        return part.most
    if block.exercise.area in wish.lighter:
        return part.least
    dose = _held(block, block.dose(block.amount), wish)
    return dose if wish == Wish() else at_most(dose, part.most)


def _sides(block: Block, wish: Wish) -> tuple[Side, ...]:
    sides = sides_of(block)
    if len(sides) < 2 or wish.side == "both":
        return sides
    if wish.side in {"left", "right"}:
        return (wish.side,)
    return sides if wish.side == "worse-left" else sides[::-1]


def _with_overhead(part: Part, plan: Plan, pair: int) -> Part:
    """The part with what its steps take beside their work, as ``plan`` with the least doses has it."""
    seconds, earlier = 0.0, None
    for step in plan.steps:
        if step.pair == pair:
            seconds += step_seconds(plan, step, earlier)
            last = step
        earlier = step
    part = replace(part, per_spot_seconds=spot_seconds(plan, last))
    return replace(part, overhead_seconds=seconds - seconds_of(part, part.least))


def _built(
    empty: Plan,
    blocks: Sequence[Block],
    parts: Sequence[Part],
    doses: Sequence[Dose],
    library: Library,
    wish: Wish,
) -> Plan:
    steps: list[Step] = []
    scripts = Scripts(library.lines(), empty.seed)
    for pair, (block, part, dose) in enumerate(zip(blocks, parts, doses, strict=True)):
        sides = _sides(block, wish)
        by_side = {side: worse(part, dose) if side == sides[0] else dose for side in sides}
        steps += steps_of_block(block, by_side, scripts, pair=pair, met=empty.met)
    tools = tuple(dict.fromkeys(step.tool for step in steps if step.tool != STRETCH)) or (STRETCH,)
    return replace(empty, steps=tuple(steps), tools=tools)


def _with_focus(routine: Routine, library: Library, wish: Wish, tools: Sequence[str]) -> Routine:
    """The routine with the areas in focus that it does not have, each where it belongs in the order."""
    entries = list(routine.entries)
    for area in dict.fromkeys(wish.focus):
        found = library.exercises(area).values()
        if area in {entry.area for entry in entries} or first_with(tools, found) is None:
            continue
        order = next(iter(found)).order
        later = (i for i, entry in enumerate(entries) if _order(entry, library) > order)
        place = next(later, len(entries))
        entries.insert(place, AreaEntry(0, area, None, None, "each", None, None, None, None, None, None))
    return routine._replace(entries=tuple(entries))


def _order(entry: AreaEntry, library: Library) -> int:
    return next((exercise.order for exercise in library.exercises(entry.area).values()), 0)


def _known(area: str, library: Library) -> None:
    areas = library.areas()
    if area not in areas:
        hint = nearest(area, areas).capitalize() or f"Areas are {', '.join(areas)}."
        raise InputError(f"There is no area called {area!r}.", hint=hint, code="unknown-area")


def _nothing(problem: str, hint: str) -> InputError:
    return InputError(problem, hint=hint, code="nothing-left")


def _held_too_long(blocks: Sequence[Block], wish: Wish) -> list[str]:
    gun = longest_spot_seconds("gun")
    if wish.hold_seconds is None or wish.hold_seconds <= gun:
        return []
    used = any(block.exercise.tool == "gun" for block in blocks)
    return [f"The gun stays at most {gun:.0f} s on one spot."] if used else []


def _left_out(gone: Sequence[Block], minutes: float) -> list[str]:
    areas = dict.fromkeys(block.exercise.area for block in gone if block.exercise.tool != STRETCH)
    stretches = dict.fromkeys(
        block.exercise.area
        for block in gone
        if block.exercise.kind == "stretch" and block.exercise.area not in areas
    )
    moves = [block.texts.area for block in gone if block.exercise.kind == "move"]
    notes = [f"Left out to fit {minutes:g} minutes: {', '.join(areas)}."] if areas else []
    if stretches:
        notes.append(f"Without the stretch, to fit {minutes:g} minutes: {', '.join(stretches)}.")
    if moves:
        notes.append(f"Without {', '.join(moves)}, to fit {minutes:g} minutes.")
    return notes


def _does_not_fit(routine: Routine, wish: Wish, least: float, most: float) -> InputError:
    assert wish.minutes is not None
    message = (
        f"{routine.name} cannot take {wish.minutes:g} minutes: so chosen it takes from {_clock(least)} "
        f"to {_clock(most)}."
    )
    if wish.minutes * 60 < least:
        hint = "Less would leave no area its least dose. Skip more, work one side, or take --level quiet."
    else:
        hint = "More would pass the dose that is sensible: 120 s a set. Take a longer routine, or add areas."
    return InputError(message, hint=hint, code="does-not-fit")


def _no_such_length(routine: Routine, wish: Wish, nearest_seconds: float) -> InputError:
    return InputError(
        f"{routine.name} cannot take {wish.minutes:g} minutes: so chosen the nearest is "
        f"{_clock(nearest_seconds)}.",
        hint="The time on each spot is fixed, so the minutes come in jumps. Leave out --hold.",
        code="does-not-fit",
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
