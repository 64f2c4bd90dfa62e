"""Checks of the speech cache and the disk."""

from __future__ import annotations

from dataclasses import dataclass

from voice_coach.doctor.diagnosis import Diagnosis, Verdict

LITTLE_BYTES = 200_000_000
NOTHING_BYTES = 20_000_000
"""A session is some 10 MB as MP3, its prompts some 5."""


@dataclass(frozen=True)
class CacheState:
    """``problem`` is empty if a file could be written and read."""

    folder: str
    files: int
    bytes: int
    problem: str


def check_cache(cache: CacheState) -> Diagnosis:
    figures = {"files": cache.files, "bytes": cache.bytes}
    if cache.problem:
        advice = "Sessions still work but start slower. Make the folder writable, or set VOICE_COACH_CACHE."
        message = f"{cache.folder} can't be written: {cache.problem}."
        return Diagnosis("cache", "note", message, advice, figures)
    message = f"{cache.files} prompts, {cache.bytes / 1e6:.0f} MB in {cache.folder}."
    return Diagnosis("cache", "ok", message, figures=figures)


def check_disk(free_bytes: int) -> Diagnosis:
    figures = {"free_bytes": free_bytes}
    message = f"{free_bytes / 1e6:.0f} MB are free."
    if free_bytes < LITTLE_BYTES:
        verdict: Verdict = "bad" if free_bytes < NOTHING_BYTES else "note"
        return Diagnosis("disk", verdict, message, "Free some space.", figures)
    return Diagnosis("disk", "ok", message, figures=figures)
