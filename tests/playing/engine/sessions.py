"""A short real session for the tests of the engine and its ends: shipped words, real voice, real cues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.cues import CueSheet
from voice_coach.audio.sample_time import to_frames
from voice_coach.playing.engine import Engine
from voice_coach.routine.loader import load_plan
from voice_coach.routine.plan import Plan
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard
from voice_coach.speaking.clip_memory import ClipMemory
from voice_coach.speaking.espeak import EspeakVoice
from voice_coach.speaking.maker import PromptMaker

Script = tuple[tuple[float, str], ...]


@dataclass
class ListJournal:
    """Keeps the journal's lines."""

    lines: list[tuple[str, float, Mapping[str, object]]] = field(default_factory=list)

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        self.lines.append((event, seconds, fields))

    def times(self, event: str, **wanted: object) -> list[float]:
        return [t for e, t, fields in self.lines if e == event and wanted.items() <= fields.items()]


@cache
def short_plan() -> Plan:
    """The first area of the warm-up: both sides, about two minutes."""
    plan = load_plan("warmup", level="usual")
    return replace(plan, steps=plan.steps[:2])


@cache
def prompts() -> PromptMaker:
    return PromptMaker(EspeakVoice("en"), memory=ClipMemory(200_000_000))


@contextmanager
def engine_for(script: Script = (), journal: ListJournal | None = None) -> Iterator[Engine]:
    engine = Engine(short_plan(), _cues(), prompts(), journal=journal)
    for seconds, name in script:
        engine.post(CommandHeard(Command(name)), at_frame=to_frames(seconds))
    yield engine


@cache
def _cues() -> CueSheet:
    return CueSheet.load()


def played(
    script: Script = (), *, blocks: tuple[int, ...] = (44_100,), journal: ListJournal | None = None
) -> Samples:
    """The whole session, rendered in blocks of these sizes over and over."""
    with engine_for(script, journal) as engine:
        out: list[Samples] = []
        while not engine.finished:
            out.append(engine.render(blocks[len(out) % len(blocks)]))
    return np.concatenate(out)
