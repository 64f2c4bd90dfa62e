"""Nothing leaves this machine and nothing is kept unasked: proven on a whole spoken session in a process of
its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import soundfile

from tests.said_aloud import microphone, needs_flite

_WATCHED = """
import sys

def watch(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        print("NETWORK", event, file=sys.stderr)
        raise RuntimeError(event)

sys.addaudithook(watch)
from voice_coach.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


@needs_flite
def test_a_session_opens_no_socket_and_keeps_no_sound(tmp_path: Path) -> None:
    recording, speaker, home = tmp_path / "mic.wav", tmp_path / "out.wav", tmp_path / "home"
    soundfile.write(recording, microphone((9.0, "stop session"), (14.0, "yes"), seconds=18), 16_000)
    home.mkdir()
    environment = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home), "XDG_DATA_HOME": str(home)}
    arguments = ["start", "warmup", "--mic", str(recording), "--speaker", str(speaker)]
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "NETWORK" not in done.stderr
    kept = {path.suffix for path in home.rglob("*") if path.is_file()}
    assert not kept & {".wav", ".flac", ".mp3", ".raw"}
    # Its own folder is all that a session leaves: no library keeps, or sends, anything of its own.
    assert {path.name for path in home.iterdir()} <= {"voice-coach"}
    assert {path.name for path in tmp_path.iterdir()} == {"mic.wav", "out.wav", "home"}
