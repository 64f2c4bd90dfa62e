"""Half an hour in real time on the virtual card: is every sample played, and in time?

``python -m tests.devices.half_hour [ROUTINE] [MINUTES] [--load]`` plays a whole session, records the
speaker, and lays the recording beside the same session played into a file. Where the two drift apart,
something was late or lost. ``--load`` keeps one core busy meanwhile. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from tests.devices.live_session import PROGRAM
from tests.virtual_audio.card import VirtualCard
from tests.virtual_audio.child import Child, journal_events

_RATE_HZ = 24_000
_WINDOW_FRAMES = 4 * _RATE_HZ
_REACH_FRAMES = _RATE_HZ
_EVERY_SECONDS = 60
_SILENT = 0.001
Sound = npt.NDArray[np.float32]


def session_options(folder: Path, routine: str, minutes: float) -> list[str]:
    """A session that no one steers; the script's one command comes after its end."""
    script = folder / "commands.txt"
    script.write_text("7200 stop\n", encoding="utf-8")
    choices = ["--minutes", str(minutes), "--level", "usual", "--commands", str(script)]
    return ["-c", PROGRAM, "start", routine, *choices]


def offset_of(window: Sound, around: Sound) -> int:
    """Where ``window`` begins within ``around``, in frames."""
    size = len(window) + len(around)
    product = np.fft.irfft(np.fft.rfft(around, size) * np.conj(np.fft.rfft(window, size)), size)
    return int(product[: len(around) - len(window) + 1].argmax())


def offsets(planned: Sound, heard: Sound) -> list[int]:
    """Frames by which ``heard`` is behind ``planned``, minute by minute, where something sounds."""
    first = _first_sound(heard) - _first_sound(planned)
    found = []
    for start in range(0, len(planned) - _WINDOW_FRAMES, _EVERY_SECONDS * _RATE_HZ):
        window = planned[start : start + _WINDOW_FRAMES]
        begin = max(0, start + first - _REACH_FRAMES)
        around = heard[begin : begin + _WINDOW_FRAMES + 2 * _REACH_FRAMES]
        if np.abs(window).max() > 0.05 and len(around) > len(window):
            found.append(begin + offset_of(window, around) - start)
    return found


def _first_sound(sound: Sound) -> int:
    return int(np.flatnonzero(np.abs(sound) > 0.01)[0])


def sounds_near(planned: Sound, second: float) -> bool:
    """Whether something sounds within a quarter of a second of ``second``: a fault is noted a block or two
    after it."""
    middle = round(second * _RATE_HZ)
    near = planned[max(0, middle - _RATE_HZ // 4) : middle + _RATE_HZ // 4]
    return bool(np.abs(near).max(initial=0.0) > _SILENT)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("routine", nargs="?", default="maintenance")
    parser.add_argument("minutes", type=float, nargs="?", default=30.0)
    parser.add_argument("--load", action="store_true", help="keep one core busy")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, VirtualCard() as card:
        folder = Path(name)
        choices = session_options(folder, options.routine, options.minutes)
        planned_path, journal = folder / "planned.wav", folder / "journal.jsonl"
        subprocess.run(
            [sys.executable, *choices, "--speaker", str(planned_path)], check=True, capture_output=True
        )
        load = subprocess.Popen([sys.executable, "-c", "while True: pass"]) if options.load else None
        recorder = card.record_speaker()
        with Child(card, *choices, "--journal", str(journal), folder=folder) as child:
            child.finish(60 * options.minutes + 300)
        recorder.close()
        if load is not None:
            load.kill()
            load.wait()
        planned, _ = soundfile.read(planned_path, dtype="float32")
        late = offsets(planned, recorder.samples())
        lines = journal_events(journal)
    events = [line["event"] for line in lines]
    underruns = [line["t"] for line in lines if line["event"] == "underrun"]
    facts = {
        "seconds": len(planned) / _RATE_HZ,
        "places_compared": len(late),
        "drift_ms": 1000 * (max(late) - min(late)) / _RATE_HZ,
        "underruns": len(underruns),
        "underruns_at": underruns,
        "audible_underruns": sum(sounds_near(planned, second) for second in underruns),
        "overflows": events.count("overflow"),
        "finished": "session_finished" in events,
    }
    sys.stdout.write(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main()
