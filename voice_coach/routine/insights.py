"""Short facts for a session: ``routines/insights.LANGUAGE.yaml``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from voice_coach.routine.library import Library
from voice_coach.routine.plan import Insight
from voice_coach.routine.yaml_source import Node, plain

A_SESSION = 3
"""Most in a session."""
SESSIONS_APART = 12
"""None comes again sooner."""


def insights_of(library: Library) -> tuple[Insight, ...]:
    """In file order; none without the file."""
    paths = (folder / f"insights.{library.language}.yaml" for folder in library.folders)
    path = next((path for path in paths if path.is_file()), None)
    return () if path is None else library.read(path, "insights", _insights_from) or ()


def choose_insights(
    known: Sequence[Insight], areas: Collection[str], heard: Sequence[str] | None, seed: int
) -> tuple[Insight, ...]:
    """For a session that works ``areas``. ``heard``: told before, oldest first. Never-told ones come first,
    then the oldest, none within ``SESSIONS_APART``. ``None`` (a file): begin by ``seed``.
    """
    if not known:
        return ()
    fitting = [one for one in known if not one.areas or set(one.areas) & set(areas)]
    if heard is None:
        start = seed * A_SESSION % len(known)
        order = [*known[start:], *known[:start]]
        return tuple([one for one in order if one in fitting][:A_SESSION])
    recent = set(heard[-A_SESSION * SESSIONS_APART :])
    last_told = {name: place for place, name in enumerate(heard)}
    free = [one for one in fitting if one.name not in recent]
    return tuple(sorted(free, key=lambda one: last_told.get(one.name, -1))[:A_SESSION])


def _insights_from(node: Node) -> tuple[Insight, ...]:
    listed: dict[str, Any] = plain(node)["insights"]
    return tuple(
        Insight(name, " ".join(given["say"].split()), tuple(given.get("areas", ())))
        for name, given in listed.items()
    )
