"""What a runner's earlier sessions mean for this one."""

from __future__ import annotations

from typing import Literal, NamedTuple


class AreaPast(NamedTuple):
    """What the record says about one area. A fact that no one knows is ``None``; ``..._when`` names the
    session, by the time it began, that a fact comes from.

    ``rating`` is the last one given for this very area, one to ten; ``rated_side`` the side it was asked of,
    if it was one alone. ``streak``: in how many answers in a row, the last included, ``tighter`` was the
    tighter side. ``ended_last``: pain ended it in the last session; ``sore_lately``: in the one before, or in
    the last it was just strong. ``skipped_last``: the runner skipped it in the last one.
    ``loose_weeks``: for how many weeks it has been worked, and never been called tight. ``days_since`` is
    counted from the last session, whatever that worked.
    """

    area: str
    days_since: float | None = None
    last_when: str = ""
    rating: int | None = None
    rated_side: str = ""
    rated_days: float | None = None
    rated_when: str = ""
    tighter: str = ""
    streak: int = 0
    tighter_days: float | None = None
    tighter_when: str = ""
    skipped_last: bool = False
    ended_last: bool = False
    sore_lately: bool = False
    hurt_when: str = ""
    loose_weeks: float = 0.0


class Remark(NamedTuple):
    """Something to say about the past: the ``key`` of its line, the session it's from, and the area that it's
    about, if it's about one. ``at`` is ``opening`` or ``closing``."""

    key: str
    when: str
    at: str
    area: str = ""


class Memory(NamedTuple):
    """``met`` are exercises told in full often enough; ``insights`` those heard, oldest first. ``often`` are
    areas that hurt in two earlier sessions or more. ``areas`` is the past of each area that has one.
    ``remarks`` could be said today, the best first. ``heard`` are the wordings of the last session, by their
    ``variants.wording_id``."""

    met: frozenset[str] = frozenset()
    insights: tuple[str, ...] = ()
    often: frozenset[str] = frozenset()
    areas: tuple[AreaPast, ...] = ()
    remarks: tuple[Remark, ...] = ()
    heard: frozenset[str] = frozenset()


class Recollection(NamedTuple):
    """A sentence about the past, and the time at which the session began that it's from. ``at`` is where it's
    said: ``opening``, ``closing``, or the area with which it's said; ``wording`` is its variant on file."""

    text: str
    when: str
    at: str
    wording: str = ""


class Asked(NamedTuple):
    """What the last question is about: an area, or one ``side`` of it; ``name`` is how it's spoken. If
    ``before`` is there, it was rated that in the session of ``when``, and the answer is compared with it."""

    area: str
    name: str
    side: str = ""
    before: int | None = None
    when: str = ""


Change = Literal["out", "lighter", "earlier", "more", "less", "worse_first"]
"""``out``: not today. ``lighter``: the least dose. ``earlier``: before all others. ``more`` and ``less``: a
dose nearer to the most or the least. ``worse_first``: the tighter side first, and half as long again."""
