"""A folder for one bench: a runner's home of its own, and routines as an author would write them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

AREAS = ("glutes", "quads", "it-band", "hamstrings", "calves")
AREAS_IN_20_MINUTES = 7
AREAS_IN_2_HOURS = 42

_ROUTINE = """\
format: 1
name: {name}
use: maintenance
tools: [roller]
switch_gap: 6 s
areas:
{areas}
"""
_TEXTS = """\
format: 1
language: en
title: A long session
summary: As many areas as it takes.
opening:
  - Press at four to six out of ten.
closing:
  - Stand up and swing each leg gently.
"""


@dataclass(frozen=True)
class Workplace:
    folder: Path

    @property
    def settings(self) -> Mapping[str, str]:
        """The environment that keeps a program's cache and history in here."""
        return self.settings_with_cache("cache")

    def settings_with_cache(self, name: str) -> Mapping[str, str]:
        """As ``settings``, with the speech cache ``name``: a new name is an empty cache."""
        return {"VOICE_COACH_CACHE": str(self.folder / name), "VOICE_COACH_HOME": str(self.folder / "home")}

    def routine(self, areas: int) -> Path:
        """A routine with so many areas, from glutes to calves over and over."""
        path = self.folder / f"areas-{areas}.yaml"
        lines = "\n".join(f"  - area: {AREAS[index % len(AREAS)]}" for index in range(areas))
        path.write_text(_ROUTINE.format(name=path.stem, areas=lines), encoding="utf-8")
        path.with_name(f"{path.stem}.en.yaml").write_text(_TEXTS, encoding="utf-8")
        return path


@contextmanager
def workplace() -> Iterator[Workplace]:
    """A workplace that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="voice-coach-bench-") as folder:
        yield Workplace(Path(folder))
