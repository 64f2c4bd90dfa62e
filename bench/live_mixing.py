"""What 20 minutes of live mixing cost: the same session in the small blocks that a sound card asks for."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench.figures import Figure, report
from bench.processes import run
from bench.workplace import AREAS_IN_20_MINUTES, workplace

ROUNDS = 3


def render_live(routine: str, cache: str) -> dict[str, float]:
    """Seconds of the session and processor seconds of mixing it, speech cached."""
    from voice_coach.audio.output_stream import BLOCK_FRAMES
    from voice_coach.audio.sample_time import to_seconds
    from voice_coach.playing.assemble import Choices, Folders, build_engine, open_prompts, plan_for

    choices, folders = Choices(routine), Folders(Path(cache))
    with open_prompts(choices, folders) as prompts:
        engine = build_engine(plan_for(choices, folders), prompts)
        before = time.process_time()
        while not engine.finished:
            engine.render(BLOCK_FRAMES)
        spent = time.process_time() - before
    return {"session_seconds": to_seconds(engine.position), "cpu_seconds": spent}


def measure() -> list[Figure]:
    with workplace() as place:
        routine = str(place.routine(AREAS_IN_20_MINUTES))
        again = [sys.executable, "-m", "bench.live_mixing", routine, str(place.folder / "cache")]
        runs = [json.loads(run(again).output) for _ in range(1 + ROUNDS)]
    best = sorted(runs[1:], key=lambda one: one["cpu_seconds"])[ROUNDS // 2]
    return [
        Figure("20 minutes mixed live, 512 frames at a time", best["cpu_seconds"], "s CPU", 1.5, details=best)
    ]


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(render_live(*sys.argv[1:])))
    else:
        report("live_mixing", measure())
