"""How long sessions are in the default voice: against the estimate, and how much of a warm-up is work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench.figures import Figure
from bench.plan_rules import LEVELS, ROUTINES
from bench.routine_sessions import plan_of
from voice_coach.routine.plan import Plan
from voice_coach.session.ahead import session_seconds

LANGUAGES = ("en", "es")
_FIRST_SEED = 1_000
"""Others than those that `scripts.measure_lengths` measured."""
_OFF_SECONDS, _MINUTES, _LEAST_WORK = 2.0, (7.0, 9.5), 60.0


class Played(NamedTuple):
    """One session in seconds: as spoken, as estimated, and under pressure or moving."""

    routine: str
    level: str
    seed: int
    seconds: float
    estimated: float
    worked: float


def lengths(seeds: int, clips: Path) -> list[Figure]:
    """``clips`` keeps what was spoken for another run."""
    figures = []
    for language in LANGUAGES:
        name, played = _played(language, seeds, clips)
        figures.append(_off(language, name, played))
        if language == "en":
            warm_ups = [one for one in played if one.routine == "warmup"]
            figures += [*_of_warm_ups(warm_ups, name)]
    return figures


def _played(language: str, seeds: int, clips: Path) -> tuple[str, list[Played]]:
    """The voice's name and every routine, level and seed in it, to the frame."""
    from voice_coach.audio.cues import CueSheet
    from voice_coach.playing.assemble import played_seconds
    from voice_coach.speaking.cache import ClipCache
    from voice_coach.speaking.choose import open_voice
    from voice_coach.speaking.maker import PromptMaker

    voice, cues, found = open_voice("auto", language), CueSheet.load(), []
    with PromptMaker(voice, ClipCache(clips)) as prompts:
        for plan in _plans(language, seeds):
            seconds = played_seconds(plan, cues, prompts)
            worked = sum(step.worked_seconds for step in plan.steps)
            found.append(Played(plan.routine, plan.level, plan.seed, seconds, session_seconds(plan), worked))
    return voice.info.name, found


def _plans(language: str, seeds: int) -> Iterator[Plan]:
    for routine in ROUTINES:
        for level in LEVELS:
            for seed in range(_FIRST_SEED, _FIRST_SEED + seeds):
                plan = plan_of(routine, level, seed, language=language)
                if plan is not None:
                    yield plan


def _off(language: str, voice: str, played: list[Played]) -> Figure:
    off: dict[str, list[float]] = defaultdict(list)
    for one in played:
        off[f"{one.routine} {one.level}"].append(one.seconds - one.estimated)
    worst = {name: max(some, key=abs) for name, some in off.items()}
    return Figure(
        f"session as played in {voice} against the estimate, {language}",
        max(map(abs, worst.values())),
        "s",
        _OFF_SECONDS,
        details={**worst, "sessions": len(played)},
    )


def _of_warm_ups(played: list[Played], voice: str) -> Iterator[Figure]:
    minutes = [one.seconds / 60 for one in played]
    shares: dict[str, float] = {
        level: min(100 * one.worked / one.seconds for one in played if one.level == level) for level in LEVELS
    }
    longest: dict[str, float] = {
        level: max(one.seconds / 60 for one in played if one.level == level) for level in LEVELS
    }
    of = {"sessions": len(played), "voice": voice}
    yield Figure(
        "share of a warm-up that is work, least",
        min(shares.values()),
        "%",
        _LEAST_WORK,
        True,
        {**shares, **of},
    )
    yield Figure("shortest warm-up", min(minutes), "min", _MINUTES[0], True, of)
    yield Figure("longest warm-up", max(minutes), "min", _MINUTES[1], details={**longest, **of})
