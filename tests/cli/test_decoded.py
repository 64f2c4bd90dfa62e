"""What the phone plays: an exported MP3 decoded again, held against the journal of the same session."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.cli.calling import Caller
from tests.cli.test_session_commands import events
from voice_coach.audio.cues import CueSheet
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames

Sound = npt.NDArray[np.float32]
AROUND = to_frames(0.03)
MOST_OFF_SECONDS = 0.001


def by_libsndfile(path: Path) -> Sound:
    import soundfile

    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == SAMPLE_RATE
    return np.asarray(samples, dtype=np.float32)


def by_ffmpeg(path: Path) -> Sound:
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg isn't installed")
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, dtype=np.float32)


@pytest.mark.parametrize("decode", [by_libsndfile, by_ffmpeg])
def test_length_and_every_cue_are_where_the_plan_has_them(
    call: Caller, home: Path, decode: Callable[[Path], Sound]
) -> None:
    told = json.loads(call("export", "short", "--json").out)
    assert call("start", "short", "--speaker", "short.wav", "--journal", "short.jsonl").code == 0
    played, heard = by_libsndfile(home / "short.wav"), decode(home / "short.mp3")
    assert heard.shape == played.shape
    assert told["duration_seconds"] == pytest.approx(heard.shape[0] / SAMPLE_RATE, abs=6e-4)
    sheet = CueSheet.load()
    lines = events(home / "short.jsonl")
    said = [(frame_of(line, "start"), frame_of(line, "t")) for line in lines if line["event"] == "speech"]
    cues = [line for line in lines if line["event"] == "cue"]
    assert len(cues) > 10
    alone = 0
    for line in cues:
        name, at = str(line["name"]), frame_of(line, "t")
        clip = sheet.clip(name).samples
        sought = [played[at : at + len(clip)]]
        if not any(start < at + len(clip) and end > at for start, end in said):
            sought.append(clip)  # under a voice a cue's low note is as like a period later
            alone += 1
        for one in sought:
            off = place_of(one, heard, at) - at
            assert abs(off) <= MOST_OFF_SECONDS * SAMPLE_RATE, f"{name} at {line['t']} s is {off} frames off"
    assert alone > 5


def frame_of(line: dict[str, object], key: str) -> int:
    return to_frames(float(str(line[key])))


def place_of(clip: Sound, heard: Sound, near: int) -> int:
    """The frame around ``near`` from which ``heard`` is most like ``clip``."""
    first = max(0, near - AROUND)
    return first + int(np.argmax(np.correlate(heard[first : near + AROUND + len(clip)], clip, "valid")))
