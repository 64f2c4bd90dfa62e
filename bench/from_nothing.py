"""``python -m bench from_nothing``: from a wheel and an empty home folder to a session in a file.

Builds the wheel, gathers the wheels of what it needs (not counted), then counts the processor time of a new
virtual environment, the installation from that folder, and ``voice-coach start warmup --speaker FILE``, which
is more than the first word: the session's nine minutes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.figures import Figure, report
from bench.processes import run

CHECKOUT = Path(__file__).parents[1]


def from_nothing(folder: Path) -> Figure:
    wheels, home = folder / "wheels", folder / "home"
    home.mkdir()
    build = ["-m", "hatchling", "build", "--target", "wheel", "--directory", str(wheels)]
    run([sys.executable, *build], settings={"PYTHONPATH": str(CHECKOUT)})
    (wheel,) = wheels.iterdir()
    run([sys.executable, "-m", "pip", "wheel", "-q", "-w", str(wheels), f"{wheel}[natural]"])
    python = str(folder / "venv" / "bin" / "python")
    new = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "PYTHONPATH": ""}
    steps = {
        "environment": [sys.executable, "-m", "venv", str(folder / "venv")],
        "install": [
            *(python, "-m", "pip", "install", "-q", "--no-index", "--find-links", str(wheels)),
            f"{wheel}[natural]",
        ],
        "start": [
            str(folder / "venv" / "bin" / "voice-coach"),
            *("start", "warmup", "--speaker", str(folder / "session.wav")),
        ],
    }
    seconds = {name: run(step, settings=new).cpu_seconds for name, step in steps.items()}
    details = {**seconds, "megabytes": (folder / "session.wav").stat().st_size / 1e6}
    return Figure("From a wheel to a session in a file, CPU", sum(seconds.values()), "s", 60, details=details)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        report("from_nothing", [from_nothing(Path(name))])
