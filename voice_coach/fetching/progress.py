"""Progress reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Phase = Literal["offered", "downloading", "checking", "unpacking", "ready"]


@dataclass(frozen=True)
class FetchProgress:
    """``offered`` comes first, with ``text``.

    ``done_bytes`` and ``total_bytes`` count the file when downloading (resumed: above zero) and checking,
    unpacked bytes when unpacking (total 0: unknown).
    """

    phase: Phase
    done_bytes: int = 0
    total_bytes: int = 0
    text: str = ""


Report = Callable[[FetchProgress], None]
"""Called on the asking thread. What it raises ends the work cleanly."""


def no_report(_progress: FetchProgress) -> None: ...
