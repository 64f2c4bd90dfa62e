"""From a routine and a wish to a plan: areas, sides, doses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from voice_coach.errors import InputError
from voice_coach.routine.blocks import Block, choose_blocks, first_with
from voice_coach.routine.changes import NO_CHANGES, Changes, in_order
from voice_coach.routine.dosing import FARTHEST_OFF_SECONDS, Measure, Work
from voice_coach.routine.estimate import estimate_seconds
from voice_coach.routine.findings import nearest
from voice_coach.routine.library import Library
from voice_coach.routine.limits import longest_spot_seconds
from voice_coach.routine.model import AreaEntry, Exercise, Routine
from voice_coach.routine.plan import Plan
from voice_coach.routine.planner import DoesNotFit
from voice_coach.routine.scripts import STRETCH
from voice_coach.routine.wish import Wish


def fitted(
    empty: Plan,
    routine: Routine,
    library: Library,
    path: Path,
    owned: Sequence[str] | None,
    wish: Wish,
    measure: Measure = estimate_seconds,
    changes: Changes = NO_CHANGES,
) -> Plan:
    """``empty`` with the steps for ``wish`` and then ``changes``, which never cost minutes or an area.

    Raises ``InputError``: ``unknown-area``, ``nothing-left``, ``does-not-fit`` with the possible minutes.
    """
    wish.check()
    if wish.focus_side and wish.side == "both":
        stiffer = tuple((area, wish.focus_side) for area in wish.focus)
        changes = changes._replace(worse_first=(*changes.worse_first, *stiffer))
    changes = changes._replace(earlier=(*changes.earlier, *wish.first))
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
            raise _nothing(f"{area} can't be worked with {' or '.join(tools)}.", "Name other tools.")
    how = "without a position that you shouldn't take" if wish.postures_out else f"with {' or '.join(tools)}"
    notes = [f"{area} is left out: it can't be worked {how}." for area in impossible]
    in_routine = {block.exercise.area for block in blocks} | set(impossible)
    notes += [f"{area} isn't in {routine.name} anyway." for area in wish.skip if area not in in_routine]
    skipped = set(wish.skip)
    blocks = [one for one in blocks if one.exercise.area not in skipped and not _touches(one, skipped)]
    if all(block.exercise.tool == STRETCH for block in blocks):
        raise _nothing(f"Nothing is left of {routine.name}.", "Skip less, or name other tools.")
    notes += _held_too_long(blocks, wish)
    empty = replace(empty, notes=tuple(notes))
    before_run = routine.use == "warm-up"
    work = Work(empty, in_order(blocks, changes.earlier), library, wish, measure, before_run)
    return _planned(work, routine, changes)


def _with_stretches(blocks: Sequence[Block], library: Library, wish: Wish) -> list[Block]:
    """Each rolled area's stretch after it, or none, as ``wish`` has it."""
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
    """An entry for another exercise, with nothing changed."""
    return AreaEntry(
        entry.line, exercise.area, exercise.name, None, entry.side, None, None, None, None, None, None
    )


def _planned(work: Work, routine: Routine, changes: Changes) -> Plan:
    wish, seconds = work.wish, None if work.wish.minutes is None else work.wish.minutes * 60
    try:
        found = work.on_file() if seconds is None else work.in_time(seconds)
    except DoesNotFit as no:
        raise _does_not_fit(routine, wish, no.least_seconds, no.most_seconds) from no
    if changes.of_doses():
        usual = found if seconds is not None else found._replace(seconds=estimate_seconds(found.plan))
        found = work.changed(changes, usual, seconds) or found
    if wish.minutes is None or seconds is None:
        return found.plan
    if abs(found.seconds - seconds) > FARTHEST_OFF_SECONDS:
        raise _no_such_length(routine, wish, found.seconds)
    return replace(found.plan, notes=(*found.plan.notes, *_left_out(found.gone, wish.minutes)))


def _touches(block: Block, areas: set[str]) -> bool:
    """Whether it's a move that works one of ``areas``."""
    return block.exercise.kind == "move" and not areas.isdisjoint(block.exercise.touches)


def _with_focus(routine: Routine, library: Library, wish: Wish, tools: Sequence[str]) -> Routine:
    """Adds missing areas in focus, each at its place."""
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
        f"{routine.name} can't run {wish.minutes:g} minutes; with these options it runs {_clock(least)} "
        f"to {_clock(most)}."
    )
    if wish.minutes * 60 < least:
        hint = "Less would leave no area its smallest dose. Skip more, work one side, or use --level quiet."
    else:
        hint = "More would exceed a sensible dose, 120 s a set. Choose a longer routine, or add areas."
    return InputError(message, hint=hint, code="does-not-fit")


def _no_such_length(routine: Routine, wish: Wish, nearest_seconds: float) -> InputError:
    return InputError(
        f"{routine.name} can't run {wish.minutes:g} minutes; with these options the nearest is "
        f"{_clock(nearest_seconds)}.",
        hint="The time on each spot is fixed, so the minutes come in steps. Leave out --hold.",
        code="does-not-fit",
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
