"""Kills a batch at each of its steps on the disk in turn, runs it again, and prints what it found as JSON.

A program of its own, so that it can fork: ``python -m tests.batch.killed_at_every_step FOLDER``. The crew
here writes a few bytes for each row, since what is tried is the order of files, manifest and leftovers; real
sessions are killed in ``test_kill.py``. A step is whatever opens, renames or removes something in the batch's
folder, and each time that a line is forced to the disk.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from voice_coach.audio.whole_file import write_whole
from voice_coach.batch.job import Job, Made, Result
from voice_coach.batch.manifest import NAME
from voice_coach.batch.run import run_batch
from voice_coach.playing.assemble import Choices

_STEPS = {"open", "os.rename", "os.remove", "os.mkdir"}
_DIGESTS = "abcad"
"""The fourth row has the sound of the first."""
JOBS = [
    Job(line, f"row {line}", f"{name}.mp3", Choices("short"), digest)
    for line, (name, digest) in enumerate(zip("vwxyz", _DIGESTS, strict=True), start=2)
]


@dataclass(frozen=True)
class Scribe:
    """Writes each row's digest as its sound, and a line of ``log`` for each row that it makes."""

    log: Path

    @contextmanager
    def work(self, jobs: list[Job], folder: Path) -> Iterator[Iterator[Result]]:
        yield (self._made(job, folder) for job in jobs)

    def _made(self, job: Job, folder: Path) -> Made:
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"{job.file_name}\n")
        data = job.digest.encode() * 100
        write_whole(folder / job.file_name, data)
        return Made(job, sha256(data).hexdigest(), len(data), 1.0)


def run(out: Path, log: Path, *, kill_at: int | None) -> bool:
    """A batch in a process of its own, killed just before its step ``kill_at``; was it?"""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    steps = 0

    def step(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal steps
        if event in _STEPS and str(arguments[0]).startswith(str(out)):
            steps += 1
            if steps == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    really = os.fsync

    def fsync(handle: int) -> None:
        step("open", (str(out),))
        really(handle)

    sys.addaudithook(step)
    vars(os)["fsync"] = fsync
    run_batch(JOBS, out, Scribe(log))
    os._exit(0)


def files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def main(folder: Path) -> None:
    out, log = folder / "out", folder / "log"
    run(out, log, kill_at=None)
    undisturbed, made = files(out), len(lines(log))
    killed, wrong = 0, []
    while True:
        shutil.rmtree(out)
        log.unlink(missing_ok=True)
        if not run(out, log, kill_at=killed + 1):
            break
        killed += 1
        known = {json.loads(line)["file"] for line in lines(out / NAME)}
        before = len(lines(log))
        run(out, log, kill_at=None)
        again = lines(log)[before:]
        if files(out) != undisturbed:
            wrong.append(f"step {killed}: other files, {sorted(files(out))}")
        if known & set(again) or len(lines(log)) > made + 1:
            wrong.append(f"step {killed}: made twice, {lines(log)}, in the manifest {sorted(known)}")
    sys.stdout.write(json.dumps({"killed": killed, "made": made, "wrong": wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
