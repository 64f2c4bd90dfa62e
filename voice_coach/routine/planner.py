"""Fits a routine's parts to the minutes, within doses and limits.

A part is an area's exercise on one or two sides. From least to most, strokes, search and hold grow together;
spots are added when one would be held too long. Parts in focus grow twice as fast. If the least is too long,
parts are dropped, stretches first. Strokes and seconds even out the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voice_coach.routine.limits import (
    LONGEST_GUN_BEFORE_RUN_SECONDS,
    LONGEST_GUN_SECONDS,
    LONGEST_SET_SECONDS,
    SHORTEST_SEARCH_SECONDS,
    longest_spot_seconds,
)
from voice_coach.routine.model import Dose

WORSE_SIDE_SHARE = 1.5
TOLERANCE_SECONDS = 6.0
"""A wish so far off gets the nearest."""

DROPPED_FIRST = ("it-band", "hamstrings", "quads", "glutes", "calves")
"""Least missed first: the IT band's stiffness doesn't change (Pepper 2021), hamstrings gained nothing
(Couture 2015). Stretches and unnamed areas go before."""


@dataclass(frozen=True)
class Part:
    """``overhead_seconds``: besides work, both sides; ``per_spot_seconds``: each further spot."""

    area: str
    tool: str
    sides: int
    worse_side: bool
    stroke_seconds: float
    least: Dose
    most: Dose
    focus: bool = False
    overhead_seconds: float = 0.0
    per_spot_seconds: float = 0.0

    @property
    def stretch(self) -> bool:
        return self.tool == "none"


@dataclass(frozen=True)
class Fit:
    """Doses by index, and seconds, of the parts left."""

    doses: dict[int, Dose]
    seconds: float


@dataclass(frozen=True)
class DoesNotFit(Exception):
    """``least_seconds`` and ``most_seconds``: what's possible."""

    least_seconds: float
    most_seconds: float


def work_seconds(part: Part, dose: Dose) -> float:
    """One side's work."""
    return dose.strokes * part.stroke_seconds + dose.holds * (dose.search_seconds + dose.hold_seconds)


def worse(part: Part, dose: Dose) -> Dose:
    """Half as much hold again, within spot and set."""
    room = LONGEST_SET_SECONDS - work_seconds(part, dose)
    if not part.worse_side or not dose.holds or room <= 0:
        return dose
    wanted = min(round(dose.hold_seconds * WORSE_SIDE_SHARE), longest_spot_seconds(part.tool))
    hold = min(wanted, dose.hold_seconds + room // dose.holds)
    return dose._replace(hold_seconds=max(dose.hold_seconds, hold))


def seconds_of(part: Part, dose: Dose) -> float:
    """Both sides' work, and what's said and waited around it."""
    work = (part.sides - 1) * work_seconds(part, dose) + work_seconds(part, worse(part, dose))
    per_side = max(0, dose.holds - 1) * part.per_spot_seconds
    return part.overhead_seconds + work + part.sides * per_side


def within_limits(parts: Sequence[Part], *, before_run: bool) -> list[Part]:
    """Lowers each most to the limits."""
    with_gun = sum(part.sides for part in parts if part.tool == "gun")
    share = LONGEST_GUN_SECONDS / (with_gun + 0.5 * any(p.worse_side for p in parts) * with_gun or 1)
    limited = []
    for part in parts:
        longest = LONGEST_SET_SECONDS
        if part.tool == "gun":
            longest = min(longest, share, LONGEST_GUN_BEFORE_RUN_SECONDS if before_run else longest)
        spot = longest_spot_seconds(part.tool)
        least = part.least._replace(hold_seconds=min(part.least.hold_seconds, spot))
        most = part.most._replace(hold_seconds=min(part.most.hold_seconds, spot))
        most = _shortened(replace(part, least=least), most, longest)
        limited.append(replace(part, least=at_most(least, most), most=most))
    return limited


def at_most(dose: Dose, most: Dose) -> Dose:
    """``dose`` with no figure over ``most``'s."""
    return Dose(
        strokes=min(dose.strokes, most.strokes),
        holds=min(dose.holds, most.holds),
        search_seconds=min(dose.search_seconds, most.search_seconds),
        hold_seconds=min(dose.hold_seconds, most.hold_seconds),
    )


def _shortened(part: Part, dose: Dose, longest: float) -> Dose:
    """To ``longest`` seconds: fewer spots, then strokes, search, hold."""
    while work_seconds(part, dose) > longest and dose.holds > max(1, part.least.holds):
        dose = dose._replace(holds=dose.holds - 1)
    while work_seconds(part, dose) > longest and dose.strokes > min(part.least.strokes, 2):
        dose = dose._replace(strokes=dose.strokes - 1)
    while work_seconds(part, dose) > longest and dose.search_seconds > max(1.0, part.least.search_seconds):
        dose = dose._replace(search_seconds=dose.search_seconds - 1)
    while work_seconds(part, dose) > longest and dose.hold_seconds > max(1.0, part.least.hold_seconds):
        dose = dose._replace(hold_seconds=dose.hold_seconds - 1)
    return dose


def fit(parts: Sequence[Part], seconds: float) -> Fit:
    """Doses for ``seconds``; parts must be within limits. Raises ``DoesNotFit``."""
    least = [seconds_of(part, part.least) for part in parts]
    most = sum(seconds_of(part, part.most) for part in parts)
    order = _dropping_order(parts)
    least_of_all = sum(least) - sum(least[index] for index in order)
    if not least_of_all - TOLERANCE_SECONDS <= seconds <= most + TOLERANCE_SECONDS:
        raise DoesNotFit(least_of_all, most)
    gone: set[int] = set()
    for index in order:
        if sum(least) - sum(least[one] for one in gone) <= seconds + TOLERANCE_SECONDS:
            break
        gone.add(index)
    kept = [index for index in range(len(parts)) if index not in gone]
    doses = _grown([parts[i] for i in kept], seconds)
    total = sum(seconds_of(parts[i], dose) for i, dose in zip(kept, doses, strict=True))
    return Fit(dict(zip(kept, doses, strict=True)), total)


def _dropping_order(parts: Sequence[Part]) -> list[int]:
    """Least missed first, without the focus and the last rolled part."""

    def missed(index: int) -> tuple[bool, int, int]:
        part = parts[index]
        rank = DROPPED_FIRST.index(part.area) if part.area in DROPPED_FIRST else -1
        return not part.stretch, rank, -index

    rolled = [i for i, part in enumerate(parts) if not part.stretch]
    areas_rolled = {parts[i].area for i in rolled}
    may_go = [
        i for i, part in enumerate(parts) if not part.focus or (part.stretch and part.area in areas_rolled)
    ]
    order = sorted(may_go, key=missed)
    return [i for i in order if i != order[-1] or any(other not in may_go for other in rolled)]


def _grown(parts: Sequence[Part], seconds: float) -> list[Dose]:
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        doses = [_at(part, middle) for part in parts]
        if sum(map(seconds_of, parts, doses)) > seconds:
            high = middle
        else:
            low = middle
    ends = [[_at(part, at) for part in parts] for at in (low, high)]
    doses = min(ends, key=lambda end: abs(sum(map(seconds_of, parts, end)) - seconds))
    return _evened_out(parts, doses, seconds)


def _at(part: Part, growth: float) -> Dose:
    """``growth`` (0 to 1) from least to most seconds."""
    share = min(1.0, 2 * growth) if part.focus else growth
    least, most = part.least, part.most
    low, high = work_seconds(part, least), work_seconds(part, most)
    wanted = low + share * (high - low)
    for holds in range(least.holds, most.holds):
        if wanted <= work_seconds(part, most._replace(holds=holds)):
            return _nearest(part, holds, wanted)
    return _nearest(part, most.holds, wanted)


def half_way(part: Part, dose: Dose) -> Dose:
    """From ``dose`` to the most."""
    return _at(replace(part, least=dose, focus=False), 0.5)


def _nearest(part: Part, holds: int, wanted: float) -> Dose:
    """About ``wanted`` seconds of work with so many spots, from least to most."""
    least, most = part.least._replace(holds=holds), part.most._replace(holds=holds)
    low, high = work_seconds(part, least), work_seconds(part, most)
    share = 0.0 if high <= low else max(0.0, min(1.0, (wanted - low) / (high - low)))
    strokes = least.strokes + round(share * (most.strokes - least.strokes))
    search = round(least.search_seconds + share * (most.search_seconds - least.search_seconds))
    search_seconds = _searched(
        part, holds, min(max(float(search), least.search_seconds), most.search_seconds)
    )
    rest = wanted - strokes * part.stroke_seconds - holds * search_seconds
    hold = round(rest / holds) if holds else 0
    hold_seconds = min(max(float(hold), least.hold_seconds), most.hold_seconds)
    return Dose(strokes, holds, search_seconds, hold_seconds)


def _searched(part: Part, holds: int, seconds: float) -> float:
    """Enough to find a spot; none only if a sweep's last strokes search for the only one."""
    if part.least.search_seconds > 0:
        return seconds
    enough = min(SHORTEST_SEARCH_SECONDS, part.most.search_seconds)
    return seconds if seconds >= enough else enough if holds > 1 else 0.0


def _evened_out(parts: Sequence[Part], doses: list[Dose], seconds: float) -> list[Dose]:
    """Changes strokes, seconds or spots while that approaches ``seconds``."""
    doses = list(doses)
    while True:
        off = sum(map(seconds_of, parts, doses)) - seconds
        best, best_off = None, abs(off) - 0.1
        for index, (part, dose) in enumerate(zip(parts, doses, strict=True)):
            for nearby in _nearby(part, dose, off):
                new_off = abs(off + seconds_of(part, nearby) - seconds_of(part, dose))
                if new_off < best_off:
                    best, best_off = (index, nearby), new_off
        if best is None:
            return doses
        doses[best[0]] = best[1]


def _nearby(part: Part, dose: Dose, off: float) -> list[Dose]:
    """A little shorter if the plan is too long by ``off``, else longer."""
    least, most, step = part.least, part.most, -1 if off > 0 else 1
    found = []
    if least.holds <= dose.holds + step <= most.holds:
        found.append(_nearest(part, dose.holds + step, work_seconds(part, dose) - off / part.sides))
    if least.hold_seconds <= dose.hold_seconds + step <= most.hold_seconds:
        found.append(dose._replace(hold_seconds=dose.hold_seconds + step))
    search = dose.search_seconds + step
    if least.search_seconds == 0 and 0 < search < SHORTEST_SEARCH_SECONDS:
        search = SHORTEST_SEARCH_SECONDS if step > 0 else 0.0
    if (
        least.search_seconds <= search <= most.search_seconds
        and _searched(part, dose.holds, search) == search
    ):
        found.append(dose._replace(search_seconds=search))
    if least.strokes <= dose.strokes + step <= most.strokes:
        found.append(dose._replace(strokes=dose.strokes + step))
    return [near for near in found if work_seconds(part, near) <= work_seconds(part, most)]
