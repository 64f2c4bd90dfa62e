"""What makes a run of `mutants` worth nothing: tests that fail anyhow, and a tree that changes meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.mutant_runs import Outcome

_FOLDERS = ("voice_coach", "tests", "bench", "routines", "models", "audio_cues")


class Refusal(Exception):
    """One sentence: why no result can be trusted."""


class Tree:
    """The project's files as they are now, below ``here``."""

    def __init__(self, here: Path | None = None) -> None:
        self._here = here or Path()
        self._then = frozenset(_stamps(self._here))

    def check(self) -> None:
        """Raises ``Refusal`` if a file has changed, come or gone."""
        changed = {str(path) for path, *_ in self._then ^ frozenset(_stamps(self._here))}
        if changed:
            raise Refusal(f"The tree has changed since this run began: {', '.join(sorted(changed)[:5])}.")


def confirmed(outcome: Outcome, control: Outcome, killer: str) -> Outcome:
    """``outcome``, if ``control``, the same tests without the mutant, passes; "untested" if that takes too
    long. Raises ``Refusal`` if it fails."""
    if control.state == "slow":
        return replace(outcome, state="untested", by="too slow without it, too")
    if control.state != "survived":
        raise Refusal(f"{control.by or killer} fails without a mutant, too: mend it, or leave it out.")
    return outcome


def _stamps(here: Path) -> Iterator[tuple[Path, int, int]]:
    for folder in _FOLDERS:
        for place, folders, files in os.walk(here / folder):
            folders[:] = [name for name in folders if name not in {"__pycache__", "out"}]
            for name in files:
                path = Path(place) / name
                stat = path.stat()
                yield path, stat.st_mtime_ns, stat.st_size
