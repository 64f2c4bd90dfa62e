"""What a runner's earlier sessions mean for this one."""

from __future__ import annotations

from typing import Literal, NamedTuple


class AreaPast(NamedTuple):
    """An area's record. Unknown facts are ``None``; ``..._when``: a fact's session (start time).

    ``rating``: the last, one to ten; ``rated_side``: if one alone. ``streak``: answers in a row that named
    ``tighter``. ``ended_last``: pain ended it last time; ``sore_lately``: the time before, or it was just
    strong. ``loose_weeks``: worked and never called tight. ``days_since``: from any last session.
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
    """A line's ``key``, its session, and area if any. ``at``: ``opening`` or ``closing``."""

    key: str
    when: str
    at: str
    area: str = ""


class Memory(NamedTuple):
    """``met``: exercises told in full often enough; ``insights``: heard, oldest first; ``often``: areas that
    hurt twice or more; ``remarks``: best first; ``heard``: last session's ``variants.wording_id``.
    """

    met: frozenset[str] = frozenset()
    insights: tuple[str, ...] = ()
    often: frozenset[str] = frozenset()
    areas: tuple[AreaPast, ...] = ()
    remarks: tuple[Remark, ...] = ()
    heard: frozenset[str] = frozenset()


class Recollection(NamedTuple):
    """A sentence about the past. ``at``: ``opening``, ``closing`` or an area; ``wording``: its variant."""

    text: str
    when: str
    at: str
    wording: str = ""


class Asked(NamedTuple):
    """An area, or one ``side``; ``name`` as spoken. With ``before``, today's answer is compared with
    ``when``'s.
    """

    area: str
    name: str
    side: str = ""
    before: int | None = None
    when: str = ""


Change = Literal["out", "lighter", "earlier", "more", "less", "worse_first"]
"""``out``: not today. ``lighter``: the least. ``earlier``: first. ``more``, ``less``: nearer most or least.
``worse_first``: tighter side first, half as long again."""
