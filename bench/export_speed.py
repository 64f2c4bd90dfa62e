"""Export of a 20-minute session against the bare encoder on the same samples, with speech cached and not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from bench.figures import Figure, report
from bench.processes import PEERS, VOICE_COACH, Usage, in_turn, run
from bench.workplace import AREAS_IN_20_MINUTES, Workplace, workplace

ROUNDS = 7
_DECODERS_DELAY = 1_105  # samples; what follows it is the sound, in a file without a gapless header


def export(
    place: Workplace, routine: Path, target: Path, settings: str = "cache", *, cores: int = 1
) -> Usage:
    arguments = [VOICE_COACH, "export", str(routine), "-o", str(target), "--json"]
    return run(arguments, settings=place.settings_with_cache(settings), pinned=cores == 1)


def bare_encoder(sound: Path, target: Path) -> Usage:
    from voice_coach.audio.mp3.encoding import QUALITY
    from voice_coach.audio.mp3.form import DEFAULT_BITRATE_KBPS
    from voice_coach.audio.sample_time import SAMPLE_RATE

    numbers = map(str, (SAMPLE_RATE, DEFAULT_BITRATE_KBPS, QUALITY))
    peer = [sys.executable, str(PEERS / "bare_encoder.py"), str(sound), str(target), *numbers]
    return run(peer, pinned=True)


def likeness(ours: Path, bare: Path) -> float:
    """How alike two MP3s sound: the correlation of their samples."""
    import soundfile

    one, other = (soundfile.read(path, dtype="float32")[0] for path in (ours, bare))
    other = other[_DECODERS_DELAY : _DECODERS_DELAY + one.shape[0]]
    return float(np.corrcoef(one[: other.shape[0]], other)[0, 1])


def measure() -> list[Figure]:
    with workplace() as place:
        routine = place.routine(AREAS_IN_20_MINUTES)
        ours, bare, sound = (place.folder / name for name in ("ours.mp3", "bare.mp3", "sound.wav"))
        made = json.loads(export(place, routine, ours).output)
        run([VOICE_COACH, "start", str(routine), "--speaker", str(sound)], settings=place.settings)
        bare_encoder(sound, bare)
        alike = likeness(ours, bare)
        if alike < 0.995:
            raise RuntimeError(f"the peer encodes another sound than the export: likeness {alike:.4f}")

        def peer() -> Usage:
            return bare_encoder(sound, bare)

        fresh = iter(range(10_000))
        cached = in_turn(lambda: export(place, routine, ours), peer, ROUNDS)
        two_cores = in_turn(lambda: export(place, routine, ours, cores=2), peer, ROUNDS, by_the_clock=True)
        empty = in_turn(lambda: export(place, routine, ours, f"cache-{next(fresh)}"), peer, ROUNDS)
    return [
        Figure(
            f"export of 20 minutes, {what}, against the bare encoder",
            compared.ratio,
            "x",
            target,
            details={**compared.details(), "session_seconds": made["duration_seconds"], "likeness": alike},
        )
        for what, compared, target in (
            ("speech cached, one core", cached, 1.1),
            ("speech cached, two cores, by the clock", two_cores, 0.65),
            ("empty cache, one core", empty, 1.8),
        )
    ]


if __name__ == "__main__":
    report("export_speed", measure())
