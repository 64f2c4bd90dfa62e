"""An exported warm-up decoded again: its length against the plan's, and every cue's place against its plan.

The plan is the journal of the same session. A cue is looked for in the decoded sound where the journal says
it is, at whole frames up to 10 ms before and after: the place where the cue's own clip fits best.
"""

from __future__ import annotations

import json

import numpy as np

from bench.figures import Figure, report
from bench.processes import VOICE_COACH, run
from bench.workplace import workplace
from voice_coach.audio.clip import Samples
from voice_coach.audio.cues import CueSheet
from voice_coach.audio.sample_time import to_frames, to_seconds

REACH_FRAMES = to_frames(0.010)


def best_shift_frames(sound: Samples, cue: Samples, at_frame: int) -> int:
    """How many frames after ``at_frame`` the cue fits best into ``sound``."""
    first = max(at_frame - REACH_FRAMES, 0)
    piece = sound[first : at_frame + REACH_FRAMES + cue.shape[0]]
    return first + int(np.argmax(np.correlate(piece, cue, "valid"))) - at_frame


def measure() -> list[Figure]:
    import soundfile

    with workplace() as place:
        mp3, speaker, journal = (place.folder / name for name in ("s.mp3", "s.wav", "s.jsonl"))
        run([VOICE_COACH, "export", "warmup", "-o", str(mp3)], settings=place.settings)
        played = ["start", "warmup", "--speaker", str(speaker), "--journal", str(journal)]
        run([VOICE_COACH, *played], settings=place.settings)
        decoded, _ = soundfile.read(mp3, dtype="float32")
        lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    finished = next(line["t"] for line in lines if line["event"] == "session_finished")
    cues = CueSheet.load()
    shifts = [
        best_shift_frames(decoded, cues.clip(line["name"]).samples, to_frames(line["t"]))
        for line in lines
        if line["event"] == "cue"
    ]
    furthest = 1000 * to_seconds(max(map(abs, shifts)))
    details = {"cues": len(shifts), "not_on_their_frame": sum(shift != 0 for shift in shifts)}
    return [
        Figure(
            "MP3 decoded: frames more or less than the plan", abs(len(decoded) - to_frames(finished)), "", 1
        ),
        Figure("MP3 decoded: the cue furthest from its plan", furthest, "ms", 1.0, details=details),
    ]


if __name__ == "__main__":
    report("mp3_times", measure())
