"""From blocks to steps: doses and sides in the minutes asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import NamedTuple

from voice_coach.routine.blocks import Block
from voice_coach.routine.changes import NO_CHANGES, Changes, changed
from voice_coach.routine.estimate import estimate_seconds, spot_seconds, step_seconds
from voice_coach.routine.library import Library
from voice_coach.routine.limits import longest_spot_seconds
from voice_coach.routine.model import Dose
from voice_coach.routine.plan import Plan, Side, Step
from voice_coach.routine.planner import (
    DoesNotFit,
    Part,
    at_most,
    fit,
    seconds_of,
    within_limits,
    work_seconds,
    worse,
)
from voice_coach.routine.scripts import STRETCH, Scripts
from voice_coach.routine.steps import sides_of, steps_of_block
from voice_coach.routine.wish import Wish

Measure = Callable[[Plan], float]
"""Seconds of a plan's session."""

_CLOSE_ENOUGH_SECONDS = 1.0
FARTHEST_OFF_SECONDS = 12.0
"""15 s are promised; letters don't tell a length exactly."""
_ROUNDS = 8
"""Words vary with what's left out."""


class Timed(NamedTuple):
    """``doses`` of the parts that stay; ``gone``: the other blocks."""

    plan: Plan
    seconds: float
    doses: Mapping[int, Dose]
    gone: tuple[Block, ...] = ()


class Work(NamedTuple):
    """What doses are for. ``before_run``: less of the gun."""

    empty: Plan
    blocks: Sequence[Block]
    library: Library
    wish: Wish
    measure: Measure
    before_run: bool
    changes: Changes = NO_CHANGES

    def on_file(self) -> Timed:
        """The routine's doses, however long."""
        return _on_file(self, self.parts())

    def in_time(self, seconds: float) -> Timed:
        """A plan of about ``seconds``. Raises ``DoesNotFit``."""
        return _in_time(self, self.parts(), seconds)

    def changed(self, changes: Changes, usual: Timed, seconds: float | None) -> Timed | None:
        """As the past changes it, in ``seconds``; if ``None``, in ``usual``'s time less what areas lose, or
        the nearest possible. ``None`` if it would leave out more areas than ``usual``.

        The estimated length is corrected by the error of ``usual``'s.
        """
        off = usual.seconds - estimate_seconds(usual.plan)
        work = self._replace(changes=changes, measure=lambda plan: estimate_seconds(plan) + off)
        parts = self.parts()
        for raised in (True, False):
            pairs = zip(parts, self.blocks, strict=True)
            whole = [changed(part, block, changes, raised=raised) for part, block in pairs]
            whole = within_limits(whole, before_run=self.before_run)
            try:
                goal = usual.seconds - _saved(usual, whole, changes) if seconds is None else seconds
                found = _in_time(work, whole, goal, nearest=seconds is None)
            except DoesNotFit:
                continue
            on_time = seconds is None or abs(found.seconds - seconds) <= FARTHEST_OFF_SECONDS
            if on_time and found.doses.keys() >= usual.doses.keys():
                return found._replace(plan=_with_outcome(found, whole, usual, parts))
        return None

    def parts(self) -> list[Part]:
        """A part a block, unchanged."""
        parts = [_part(block, self.wish) for block in self.blocks]
        if self.wish == Wish() and not self.changes.of_doses():
            return parts
        return within_limits(parts, before_run=self.before_run)


def _part(block: Block, wish: Wish) -> Part:
    exercise, entry = block.exercise, block.entry
    sides = _sides(block, wish, NO_CHANGES)
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


def _held(block: Block, dose: Dose, wish: Wish) -> Dose:
    """The runner sets the time on a spot; a stretch keeps its own."""
    if wish.hold_seconds is None or block.exercise.tool == STRETCH:
        return dose
    return dose._replace(hold_seconds=min(wish.hold_seconds, longest_spot_seconds(block.exercise.tool)))


def _on_file(work: Work, parts: Sequence[Part]) -> Timed:
    doses = [_as_on_file(block, part, work.wish) for block, part in zip(work.blocks, parts, strict=True)]
    plan = _built(work, work.empty, work.blocks, parts, doses)
    return Timed(plan, 0.0, dict(enumerate(doses)))


def _as_on_file(block: Block, part: Part, wish: Wish) -> Dose:
    """Without a wish for minutes: the routine's; in focus the most."""
    if part.focus:
        return part.most
    if block.exercise.area in wish.lighter:
        return part.least
    dose = _held(block, block.dose(block.amount), wish)
    return dose if wish == Wish() else at_most(dose, part.most)


def _in_time(work: Work, parts: Sequence[Part], wanted: float, *, nearest: bool = False) -> Timed:
    """``nearest``: leave no part out; get as near as possible."""
    least = [part.least for part in parts]
    plan = _built(work, work.empty, work.blocks, parts, least)
    parts = [_with_overhead(part, plan, pair) for pair, part in enumerate(parts)]
    around = work.measure(plan) - sum(map(seconds_of, parts, least))
    takes = inf
    for tried in range(_ROUNDS):
        target = wanted - around
        if nearest:
            ends = [sum(seconds_of(part, getattr(part, end)) for part in parts) for end in ("least", "most")]
            target = min(max(target, ends[0]), ends[1])
        try:
            found = fit(parts, target)
        except DoesNotFit as no:
            if abs(takes - wanted) <= FARTHEST_OFF_SECONDS:
                break  # What came before is near enough.
            raise DoesNotFit(no.least_seconds + around, no.most_seconds + around) from no
        stay = list(found.doses)
        gone = [block for index, block in enumerate(work.blocks) if index not in found.doses]
        rolled = dict.fromkeys(block.texts.area for block in gone if block.exercise.tool != STRETCH)
        shorter = replace(work.empty, left_out=tuple(rolled))
        kept = [work.blocks[i] for i in stay]
        plan = _built(work, shorter, kept, [parts[i] for i in stay], list(found.doses.values()))
        takes = work.measure(plan)
        if nearest or abs(takes - wanted) <= _CLOSE_ENOUGH_SECONDS:
            break
        # A further search brings words along; half steps keep it from going back and forth.
        new = takes - found.seconds
        around = new if tried < 2 else (around + new) / 2
    return Timed(plan, takes, found.doses, tuple(gone))


def _saved(usual: Timed, parts: Sequence[Part], changes: Changes) -> float:
    """Seconds taken off areas that get less."""
    off = (
        part.sides * (work_seconds(part, usual.doses[index]) - work_seconds(part, part.most))
        for index, part in enumerate(parts)
        if part.area in changes.less and index in usual.doses
    )
    return sum(max(0.0, seconds) for seconds in off)


def _with_outcome(found: Timed, parts: Sequence[Part], usual: Timed, before: Sequence[Part]) -> Plan:
    """Notes areas that got more or less than usual."""
    then, now = _worked(usual.doses, before), _worked(found.doses, parts)
    return replace(
        found.plan,
        got_more=tuple(area for area in now if now[area] > then.get(area, 0.0)),
        got_less=tuple(area for area in now if now[area] < then.get(area, 0.0)),
    )


def _worked(doses: Mapping[int, Dose], parts: Sequence[Part]) -> dict[str, float]:
    """Seconds by area, on the side with least."""
    found: dict[str, float] = {}
    for index, dose in doses.items():
        area = parts[index].area
        found[area] = found.get(area, 0.0) + work_seconds(parts[index], dose)
    return found


def _sides(block: Block, wish: Wish, changes: Changes) -> tuple[Side, ...]:
    sides = sides_of(block)
    if len(sides) < 2:
        return sides
    if wish.side in {"left", "right"}:
        return (wish.side,)
    first = changes.first_side(block.exercise.area) or "left"
    if wish.side.startswith("worse"):
        first = "left" if wish.side == "worse-left" else "right"
    return sides if first == "left" else sides[::-1]


def _with_overhead(part: Part, plan: Plan, pair: int) -> Part:
    """With its steps' other time, from ``plan`` at least doses."""
    seconds, earlier = 0.0, None
    for step in plan.steps:
        if step.pair == pair:
            seconds += step_seconds(plan, step, earlier)
            last = step
        earlier = step
    part = replace(part, per_spot_seconds=spot_seconds(plan, last))
    return replace(part, overhead_seconds=seconds - seconds_of(part, part.least))


def _built(
    work: Work, empty: Plan, blocks: Sequence[Block], parts: Sequence[Part], doses: Sequence[Dose]
) -> Plan:
    steps: list[Step] = []
    scripts = Scripts(work.library.lines(), empty.seed, empty.heard)
    for pair, (block, part, dose) in enumerate(zip(blocks, parts, doses, strict=True)):
        sides = _sides(block, work.wish, work.changes)
        by_side = {side: worse(part, dose) if side == sides[0] else dose for side in sides}
        steps += steps_of_block(block, by_side, scripts, pair=pair, met=empty.met)
    tools = tuple(dict.fromkeys(step.tool for step in steps if step.tool != STRETCH)) or (STRETCH,)
    return replace(empty, steps=tuple(steps), tools=tools)
