"""Whole processes and what they cost: processor time and peak memory, as the operating system counts them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

VOICE_COACH = str(Path(sys.executable).with_name("voice-coach"))
PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Usage:
    """``cpu_seconds`` is user and system time of the process and all that it waited for, ``wall_seconds`` the
    time it took."""

    cpu_seconds: float
    peak_bytes: int
    output: str
    wall_seconds: float = 0.0


def run(
    arguments: Sequence[str], *, settings: Mapping[str, str] | None = None, pinned: bool = False
) -> Usage:
    """Run a program to its end. ``settings`` are added to its environment; ``pinned`` keeps it on one core.

    Raises ``RuntimeError`` with what it said where it fails. Peak memory counts from this process's own,
    which a child inherits: a bench of memory must stay small itself.
    """
    begun = time.monotonic()
    with subprocess.Popen(
        arguments,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=_environment(settings or {}),
        preexec_fn=_stay_on_one_core if pinned else None,  # noqa: PLW1509 (no bench has threads)
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        output = child.stdout.read()  # the programs measured say little: neither pipe can fill
        errors = child.stderr.read()
        _, status, used = os.wait4(child.pid, 0)
        wall_seconds = time.monotonic() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {child.returncode}: {errors.strip()}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Usage(used.ru_utime + used.ru_stime, used.ru_maxrss * unit, output, wall_seconds)


@dataclass(frozen=True)
class Comparison:
    """Seconds of both, run by run: of the processor, or of the clock where it is told so."""

    ours: tuple[float, ...]
    peer: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Of the medians."""
        return median(self.ours) / median(self.peer)

    def details(self) -> dict[str, object]:
        """Medians, and the least of each side: what a busy machine adds to a run, it never takes away."""
        return {
            "ours_seconds": round(median(self.ours), 4),
            "peer_seconds": round(median(self.peer), 4),
            "ratio_of_the_least": round(min(self.ours) / min(self.peer), 3),
            "rounds": len(self.ours),
        }


def in_turn(
    ours: Callable[[], Usage], peer: Callable[[], Usage], rounds: int, *, by_the_clock: bool = False
) -> Comparison:
    """Both run ``rounds`` times in turn, after once each unmeasured, so that other load falls on both."""
    ours()
    peer()
    used = [(ours(), peer()) for _ in range(rounds)]
    pairs = [
        (one.wall_seconds, other.wall_seconds) if by_the_clock else (one.cpu_seconds, other.cpu_seconds)
        for one, other in used
    ]
    return Comparison(tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """As a user has it: Python keeps what it has compiled, as an installed program comes compiled anyway."""
    inherited = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, **settings}


def _stay_on_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
