"""``python -m voice_coach`` is the same program."""

from __future__ import annotations

import subprocess
import sys

from voice_coach import __version__


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "voice_coach", "--version"], capture_output=True, text=True, check=True
    )
    assert __version__ in done.stdout
