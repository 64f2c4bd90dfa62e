"""`make train`: from the recordings to `models/en/acoustic.npz`, one step after the other.

A step that was done is not done again.

    python -m training [FOLDER] [--jobs N] [--steps N]

FOLDER (default build/training) keeps what each step made. On one GPU and 16 cores it takes a quarter of an
hour; on a laptop's processor set ``--steps 1500`` and leave it overnight. VOICE_COACH_SHARED names the
folder that holds the recordings (default ../shared).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from training.corpus import FOLDS

_CONTENT = Path(__file__).parents[1] / "models" / "en"


def run(made: Path, module: str, *arguments: str) -> None:
    """Runs ``python -m training.MODULE`` unless ``made`` exists. Raises subprocess.CalledProcessError."""
    if made.exists():
        sys.stderr.write(f"{made} is there already\n")
        return
    sys.stderr.write(f"making {made}\n")
    subprocess.run([sys.executable, "-m", f"training.{module}", *arguments], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("build/training"))
    parser.add_argument("--jobs", default="2")
    parser.add_argument("--steps", type=int, default=6500)
    options = parser.parse_args()
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    tape, labels = str(folder / "tape.npz"), folder / "labels.npy"
    first, strangers = folder / "first.pt", folder / "before.pt"
    run(folder / "synthetic" / "manifest.csv", "synthesise", str(folder / "synthetic"))
    aligning = (tape, "--jobs", options.jobs, "--synthetic", str(folder / "synthetic"))
    run(Path(tape), "align", *aligning)
    # Labels by PocketSphinx, a small net on them, its labels, then the real ones.
    run(first, "fit", tape, str(first), "--width", "288", "--steps", str(options.steps * 2 // 5))
    run(labels, "realign", tape, str(first), str(labels), "--jobs", options.jobs)
    better = ("--labels", str(labels))
    run(strangers, "fit", tape, str(strangers), *better, "--steps", str(options.steps), "--seed", "2")
    # All others go on from the net that has met no one of the measuring set: each meets just whom it may.
    leave_out = {
        "strangers": "measured",
        **{f"fold-{fold}": f"fold:{fold}" for fold in range(FOLDS)},
        "everyone": "nobody",
    }
    for number, (name, who) in enumerate(leave_out.items()):
        net = folder / f"{name}.pt"
        more = ("--start", str(strangers), "--leave-out", who, "--seed", str(10 + number))
        run(net, "fit", tape, str(net), *better, *more, "--steps", str(options.steps * 2 // 5))
        shipped = _CONTENT / "acoustic.npz" if name == "everyone" else folder / f"{name}.npz"
        subprocess.run([sys.executable, "-m", "training.export", str(net), str(shipped)], check=True)
    subprocess.run([sys.executable, "-m", "training.vosk_format", str(folder / "vosk")], check=True)


if __name__ == "__main__":
    main()
