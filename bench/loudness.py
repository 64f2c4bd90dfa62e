"""Loudness and true peak of exported sessions, by ffmpeg's meter: every routine, language and voice.

flite's voices speak English alone and are all levelled alike; one routine in each shows it. ``quiet`` has the
fewest words and needs the most gain.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, report
from bench.processes import VOICE_COACH, run
from bench.workplace import Workplace, workplace

TARGET_LUFS = -19.0
ROUTINES = ("warmup", "desk-break", "recovery", "long-run", "maintenance")


def measured(path: Path) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP."""
    meter = ["-map", "0:a", "-af", "ebur128=peak=true", "-f", "null", "-"]
    ffmpeg = shutil.which("ffmpeg") or "ffmpeg"
    said = subprocess.run(
        [ffmpeg, "-nostats", "-hide_banner", "-i", str(path), *meter],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    return tuple(float(re.findall(rf"{name}:\s+(-?[\d.]+)", said)[-1]) for name in ("I", "Peak"))  # type: ignore[return-value]


def sessions(place: Workplace) -> Iterator[tuple[str, Path]]:
    """What is exported, in words, and its file; each is overwritten by the next."""
    path = place.folder / "session.mp3"
    wanted = [
        (r, "espeak", lang, level) for r in ROUTINES for lang in ("en", "es") for level in ("first", "quiet")
    ]
    wanted += [("desk-break", f"flite:{name}", "en", "first") for name in ("slt", "awb", "kal", "rms")]
    for routine, voice, language, level in wanted:
        choices = ["--voice", voice, "--language", language, "--level", level, "-o", str(path)]
        run([VOICE_COACH, "export", routine, *choices], settings=place.settings)
        yield f"{routine} {voice} {language} {level}", path


def measure() -> list[Figure]:
    with workplace() as place:
        found = {what: measured(path) for what, path in sessions(place)}
    furthest = max(found, key=lambda what: abs(found[what][0] - TARGET_LUFS))
    loudest = max(found, key=lambda what: found[what][1])
    off = abs(found[furthest][0] - TARGET_LUFS)
    details = {"session": furthest, "sessions": len(found)}
    return [
        Figure("loudness, the session furthest from -19 LUFS", off, "LU", 0.5, details=details),
        Figure("true peak, the highest", found[loudest][1], "dBTP", -1.0, details={"session": loudest}),
    ]


if __name__ == "__main__":
    report("loudness", measure())
