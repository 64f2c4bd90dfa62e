"""A device's process runs at once where the system grants it, and what it starts does not."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import os, subprocess, sys
from voice_coach.audio.real_time import ask_for_real_time

def in_turns():
    return os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK == os.SCHED_RR

child = "import os; print(os.sched_getscheduler(0) == os.SCHED_OTHER)"
granted = ask_for_real_time()
started = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True).stdout.strip()
print(granted == in_turns(), started)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is asked for it this way")
def test_what_is_told_is_what_the_system_does_and_nobody_inherits_it() -> None:
    found = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["True", "True"]
