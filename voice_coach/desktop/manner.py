"""How other players are treated."""

from __future__ import annotations

from typing import Literal

Manner = Literal["duck", "pause", "leave"]
MANNERS: tuple[Manner, ...] = ("duck", "pause", "leave")
