"""How the model store tells anyone who asked how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Phase = Literal["offered", "downloading", "checking", "unpacking", "ready"]


@dataclass(frozen=True)
class FetchProgress:
    """One report. ``offered`` comes first, before a byte is fetched; ``text`` says then what will be fetched.

    ``done_bytes`` and ``total_bytes`` count the zip file while downloading (a resumed download starts above
    zero) and checking, and the unpacked bytes while unpacking, where the total is 0 as it is not known.
    """

    phase: Phase
    done_bytes: int = 0
    total_bytes: int = 0
    text: str = ""


Report = Callable[[FetchProgress], None]
"""Called from the thread that asked. What it raises (KeyboardInterrupt too) ends the work cleanly."""


def no_report(_progress: FetchProgress) -> None:
    """For callers that do not want to know."""
