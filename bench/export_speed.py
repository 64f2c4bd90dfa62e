"""Export of a 20-minute session against the bare encoder on the same samples, with speech cached and not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench.figures import Figure, report
from bench.processes import PEERS, VOICE_COACH, Usage, in_turn, run
from bench.workplace import AREAS_IN_20_MINUTES, Workplace, workplace

ROUNDS = 7


def export(place: Workplace, routine: Path, target: Path, settings: str = "cache") -> Usage:
    arguments = [VOICE_COACH, "export", str(routine), "-o", str(target), "--json"]
    return run(arguments, settings=place.settings_with_cache(settings), pinned=True)


def bare_encoder(sound: Path, target: Path) -> Usage:
    from voice_coach.audio.mp3 import DEFAULT_BITRATE_KBPS, QUALITY
    from voice_coach.audio.sample_time import SAMPLE_RATE

    numbers = map(str, (SAMPLE_RATE, DEFAULT_BITRATE_KBPS, QUALITY))
    peer = [sys.executable, str(PEERS / "bare_encoder.py"), str(sound), str(target), *numbers]
    return run(peer, pinned=True)


def measure() -> list[Figure]:
    with workplace() as place:
        routine = place.routine(AREAS_IN_20_MINUTES)
        ours, bare, sound = (place.folder / name for name in ("ours.mp3", "bare.mp3", "sound.wav"))
        made = json.loads(export(place, routine, ours).output)
        run([VOICE_COACH, "start", str(routine), "--speaker", str(sound)], settings=place.settings)
        bare_encoder(sound, bare)
        if not ours.read_bytes().endswith(bare.read_bytes()):
            raise RuntimeError("the peer encodes other samples or with other settings than the export")

        def peer() -> Usage:
            return bare_encoder(sound, bare)

        fresh = iter(range(10_000))
        cached = in_turn(lambda: export(place, routine, ours), peer, ROUNDS)
        empty = in_turn(lambda: export(place, routine, ours, f"cache-{next(fresh)}"), peer, ROUNDS)
    return [
        Figure(
            f"export of 20 minutes, {what}, one core, against the bare encoder",
            compared.ratio,
            "x",
            target,
            details={**compared.details(), "session_seconds": made["duration_seconds"]},
        )
        for what, compared, target in (("speech cached", cached, 1.3), ("empty cache", empty, 1.8))
    ]


if __name__ == "__main__":
    report("export_speed", measure())
