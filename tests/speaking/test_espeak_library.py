"""The binding where the wheel is not as usual: missing, or installed under a very long path."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SPEAK = """
import ctypes, ctypes.util, sys
{before}
from voice_coach.speaking.espeak import EspeakVoice
voice = EspeakVoice()
def pcm(): return voice.synthesise("Switch sides; it's time.", words_per_minute=145)
first = pcm()
assert first.samples.any()
assert [word.text for word in first.words] == ["Switch", "sides", "it's", "time"], first.words
print(voice.identity)
"""


def run(before: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).resolve().parents[2]
    code = SPEAK.format(before=before)
    return subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)


def test_without_the_wheel_the_system_s_library_speaks() -> None:
    done = run("sys.modules['espeakng_loader'] = None")
    if "voice-missing" in done.stderr or "has no libespeak-ng" in done.stderr:
        pytest.skip("the system has no libespeak-ng")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("espeak-ng 1.")


def test_without_either_it_says_what_to_install() -> None:
    done = run("sys.modules['espeakng_loader'] = None; ctypes.util.find_library = lambda name: None")
    assert "MissingPartError" in done.stderr
    assert "pip install espeakng-loader" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_wheel_under_a_long_path_speaks(tmp_path: Path) -> None:
    import espeakng_loader

    folder = tmp_path / ("long" * 40)
    folder.mkdir()
    link = folder / "espeak-ng-data"
    link.symlink_to(espeakng_loader.get_data_path())
    done = run(f"import espeakng_loader; espeakng_loader.get_data_path = lambda: {str(link)!r}")
    assert done.returncode == 0, done.stderr


def test_data_that_is_not_there_does_not_end_the_process(tmp_path: Path) -> None:
    before = (
        f"import espeakng_loader; espeakng_loader.get_data_path = lambda: {str(tmp_path)!r}; "
        "ctypes.util.find_library = lambda name: None"
    )
    done = run(before)
    assert "doesn't start with the data" in done.stderr
    assert done.stdout == ""
