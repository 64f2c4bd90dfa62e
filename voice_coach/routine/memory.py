"""What a runner's earlier sessions mean for this one."""

from __future__ import annotations

from typing import NamedTuple


class Memory(NamedTuple):
    """``met`` are exercises told in full often enough; ``insights`` those heard, oldest first. ``left_out``
    are areas with a pain that ended them last time, ``lighter`` areas to take lightly; ``often`` are areas
    that hurt in two earlier sessions or more. ``praise`` are keys of the coach's lines that were earned."""

    met: frozenset[str] = frozenset()
    insights: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    lighter: tuple[str, ...] = ()
    often: frozenset[str] = frozenset()
    praise: tuple[str, ...] = ()
