"""Commands that write, broken off at random moments: by kill -9, TERM, HUP, Ctrl-C and a disk that is full.

After each, nothing half-written may stand under a final name; after the same command has run once more, all
files are as if nothing had happened, byte for byte, and nothing else lies beside them.

``python -m bench.killed 110``: only the moments from the 110th on, at other times than in a whole run.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, sleep

from bench.figures import Figure, report
from tests.cli.calling import SHORT_ROUTINE, SHORT_TEXTS

MOMENTS = 300
_STREAMS = frozenset({"manifest.jsonl"})
"""Written line by line, and read so: a torn last line is no half file."""

_PROGRAMME = ("programme", "-o", "w", "--weeks", "1", "--start", "2026-12-07", "--run-days", "sun")
COMMANDS: Sequence[tuple[int, tuple[str, ...]]] = (
    (4, ("export", "short", "-o", "a.mp3", "--beside", "srt,txt,lrc,cue,m3u8")),
    (2, ("export", "short", "-o", "a.flac")),
    (2, ("export", "short", "-o", "a.opus")),
    (2, ("export", "short", "-o", "a.m4b")),
    (3, ("export", "short", "--split", "-o", "parts")),
    (4, ("start", "short", "--speaker", "a.wav")),
    (3, ("batch", "plan.csv", "-o", "out", "--workers", "1")),
    (1, (*_PROGRAMME, "--minutes", "5", "--tools", "ball,stick", "--voice", "espeak")),
    (2, ("config", "voice", "espeak")),
    (2, ("voicepack", "script", "short", "-o", "studio", "--replace")),
    (3, ("voicepack", "build", "recorded", "-o", "./ana")),
    (2, ("routines", "new", "knees", "--folder", ".")),
    (2, ("cues", "-o", "cues.wav")),
    (2, ("voices", "--say", "Now your calves.", "-o", "said.wav")),
    (2, ("share", "shared", "--feed", "site", "--base-url", "https://example.org/")),
)
"""How often each is broken off, in parts of all moments; and what is called."""
ENDS = ("KILL", "KILL", "TERM", "HUP", "INT", "full")


@dataclass
class _Told:
    half: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    differ: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    broken_off: int = 0


@dataclass(frozen=True)
class _Case:
    """A command, how long it takes, what lies there before it and what after."""

    arguments: tuple[str, ...]
    seconds: float
    before: Mapping[str, bytes]
    wanted: Mapping[str, bytes]

    @property
    def largest_bytes(self) -> int:
        return max((len(data) for data in self.wanted.values()), default=1)


def measure(first: int = 0) -> list[Figure]:
    chance, told = random.Random(300 + first), _Told()
    place = Path(tempfile.mkdtemp(prefix="killed-"))  # what cleans up after itself would do so in each child
    try:
        _import_all()
        template = place / "template"
        _prepare(template)
        cases = [(share, _case(template, place, arguments)) for share, arguments in COMMANDS]
        often = [case for share, case in cases for _ in range(share)]
        for moment in range(first, MOMENTS):
            if moment == first or moment % len(often) == 0:
                chance.shuffle(often)
            _break_off(often[moment % len(often)], template, place, ENDS[moment % len(ENDS)], chance, told)
            if moment % 10 == 9:
                print(f"{moment + 1} moments, {told}", file=sys.stderr, flush=True)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    count = MOMENTS - first
    what = f"of {count} commands broken off, "
    found = {
        "with half a file under its name": told.half,
        "with strays after the next run": told.strays,
        "with other bytes after the next run": told.differ,
        "with a traceback": told.traces,
    }
    return [
        *(Figure(f"{what}{name}", len(of), "", 0, details={"which": of}) for name, of in found.items()),
        Figure(f"{what}those not done yet", told.broken_off, "", count / 2, at_least=True),
    ]


def _import_all() -> None:
    """What every child would import first: moments are to lie in the work."""
    rooms = ("playing.export", "batch.run", "programme.write", "sharing.named_episodes", "speaking.choose")
    for name in rooms:
        importlib.import_module(f"voice_coach.{name}")
    for name in ("numpy", "lameenc", "soundfile", "soxr", "yaml", "mutagen", "PIL.Image", "icalendar"):
        importlib.import_module(name)


def _case(template: Path, place: Path, arguments: tuple[str, ...]) -> _Case:
    sound = place / "reference"
    shutil.copytree(template, sound)
    began = perf_counter()
    code, said = _run(sound, arguments)
    if code:
        raise RuntimeError(f"{arguments} ended with {code}: {said}")
    case = _Case(arguments, perf_counter() - began, _files(template), _files(sound))
    shutil.rmtree(sound)
    return case


def _break_off(
    case: _Case, template: Path, place: Path, how: str, chance: random.Random, told: _Told
) -> None:
    trial = place / "trial"
    shutil.copytree(template, trial)
    label = f"{' '.join(case.arguments[:2])}, {how}"
    if how == "full":
        most_bytes = chance.randrange(max(2, 2 * case.largest_bytes))
        code, said = _run(trial, case.arguments, most_bytes=most_bytes)
    else:
        code, said = _run(trial, case.arguments, end=how, after_seconds=chance.uniform(0.0, case.seconds))
    told.broken_off += code != 0
    if "Traceback" in said:
        told.traces.append(f"{label}: {said[-300:]}")
    for path, data in _files(trial).items():
        is_finished = Path(path).name not in _STREAMS and ".part" not in path and "tmp/" not in path
        if is_finished and data not in (case.wanted.get(path), case.before.get(path)):
            told.half.append(f"{label}: {path}")
    if how != "KILL" and (left := _strays(trial)):
        told.strays.append(f"{label}, at once: {left}")
    code, said = _run(trial, case.arguments)
    after = _files(trial)
    if code:
        told.differ.append(f"{label}: then {code}: {said[-300:]}")
    if left := _strays(trial):
        told.strays.append(f"{label}: {left}")
    if differing := [key for key, data in case.wanted.items() if after.get(key) != data]:
        told.differ.append(f"{label}: {differing}")
    shutil.rmtree(trial)


def _prepare(template: Path) -> None:
    import numpy as np
    import soundfile

    from voice_coach.speaking.recorded.script_file import script_csv, script_line

    routines = template / "home" / "routines"
    routines.mkdir(parents=True)
    (routines / "short.yaml").write_text(SHORT_ROUTINE, encoding="utf-8")
    (routines / "short.en.yaml").write_text(SHORT_TEXTS, encoding="utf-8")
    here = template / "here"
    (here / "recorded").mkdir(parents=True)
    (here / "shared").mkdir()
    (template / "tmp").mkdir()
    (here / "plan.csv").write_text("member,routine\nAna,short\nBo,short\nCy,desk-break\n", encoding="utf-8")
    spoken = ("Half way there.", "Rest there.", "Well done.")
    lines = [script_line(text, "en", "short", 1.0) for text in spoken]
    (here / "recorded" / "script.csv").write_bytes(script_csv(lines))
    for number, line in enumerate(lines):
        noise = np.random.default_rng(number).normal(0, 0.1, 22_050) * np.hanning(22_050)
        quiet = np.random.default_rng(9).normal(0, 1e-4, 44_100)
        quiet[11_025:33_075] += noise
        soundfile.write(here / "recorded" / line.file, quiet, 22_050)
    soundfile.write(here / "shared" / "a.wav", np.zeros(200_000, np.int16), 22_050)
    code, said = _run(template, ("export", "short", "-o", "shared/b.mp3"))
    if code:
        raise RuntimeError(said)


def _run(
    place: Path,
    arguments: Sequence[str],
    *,
    end: str = "",
    after_seconds: float = 0.0,
    most_bytes: int | None = None,
) -> tuple[int, str]:
    """A call in a process of its own, forked so that it begins at once: how it ended, what it said."""
    (place / "said.txt").touch()
    child = os.fork()
    if child == 0:
        _be_the_command(place, arguments, most_bytes)
    if end:
        sleep(after_seconds)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, getattr(signal, f"SIG{end}"))
    _, status = os.waitpid(child, 0)
    said = (place / "said.txt").read_text(encoding="utf-8", errors="replace")
    (place / "said.txt").unlink()
    return os.waitstatus_to_exitcode(status), said


def _be_the_command(place: Path, arguments: Sequence[str], most_bytes: int | None) -> None:
    from voice_coach.cli.main import main

    code = 70
    try:
        said = os.open(place / "said.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for descriptor, to in ((0, os.open(os.devnull, os.O_RDONLY)), (1, said), (2, said)):
            os.dup2(to, descriptor)
        os.environ.update(_environment(place))
        tempfile.tempdir = str(place / "tmp")
        os.chdir(place / "here")
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
        main(list(arguments))
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException as error:
        os.write(2, f"Traceback: {error!r}".encode())
    with contextlib.suppress(BaseException):
        import atexit

        atexit._run_exitfuncs()
    os._exit(code)


def _environment(place: Path) -> Mapping[str, str]:
    return {
        "VOICE_COACH_HOME": str(place / "home"),
        "VOICE_COACH_CACHE": str(place / "cache"),
        "TMPDIR": str(place / "tmp"),
        "LC_ALL": "C.UTF-8",
    }


def _files(place: Path) -> dict[str, bytes]:
    """What lies there, but the cache of speech, which may hold as much or as little as it likes, and the log,
    which grows with each call."""
    return {
        str(path.relative_to(place)): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file() and not {"cache", "log", "said.txt"} & set(path.relative_to(place).parts)
    }


def _strays(place: Path) -> list[str]:
    found = [path for path in place.rglob("*") if ".part" in path.name]
    found += [path for path in (place / "tmp").iterdir() if path.name.startswith(("voice-coach-", "vc-"))]
    return sorted({str(path.relative_to(place)) for path in found})


if __name__ == "__main__":
    report("killed", measure(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
