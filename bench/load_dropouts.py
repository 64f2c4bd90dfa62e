"""``python -m bench.load_dropouts [SECONDS]``: dropouts of live sessions beside busy loops.

On the virtual card, in turn with the queue that grows and shrinks (`voice_coach/audio/queue_ahead.py`) and
with one of a single block, each beside none, one and two loops; what else the machine does falls on both.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure, report
from tests.devices.live_session import PROGRAM
from tests.virtual_audio.card import VirtualCard
from tests.virtual_audio.child import Child, journal_events

SECONDS = 60.0
_ONE_BLOCK = "from voice_coach.audio import queue_ahead; queue_ahead.MOST_BLOCKS = 1; "
_LOOP = "while True: pass"


def dropouts(card: VirtualCard, seconds: float, loops: int, *, grows: bool) -> int:
    program = PROGRAM if grows else _ONE_BLOCK + PROGRAM
    busy = [subprocess.Popen([sys.executable, "-c", _LOOP]) for _ in range(loops)]
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            journal = folder / "journal.jsonl"
            script = folder / "commands.txt"
            script.write_text(f"{seconds} stop\n{seconds + 0.5} yes\n", encoding="utf-8")
            given = ("--commands", str(script), "--journal", str(journal), "--level", "usual")
            with Child(card, "-c", program, "start", "warmup", *given, folder=folder) as child:
                if code := child.finish(5 * seconds + 120):
                    raise RuntimeError(f"ended with {code}: {child.lines}")
            return sum(line["count"] for line in journal_events(journal) if line["event"] == "underrun")
    finally:
        for one in busy:
            one.kill()
            one.wait()


def main(arguments: Sequence[str]) -> int:
    seconds = float(arguments[0]) if arguments else SECONDS
    figures = []
    with VirtualCard() as card:
        for loops in range(3):
            fixed, grown = (dropouts(card, seconds, loops, grows=grows) for grows in (False, True))
            what = f"dropouts in {seconds:.0f} s beside {loops} busy loops"
            figures.append(Figure(what, grown, "", max(1, fixed), details={"with one block": fixed}))
            print(f"{what}: {grown}, with one block {fixed}", file=sys.stderr, flush=True)
    report("load_dropouts", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
