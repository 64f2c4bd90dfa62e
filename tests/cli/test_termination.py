"""TERM and HUP unwind like an exception: what must be done at the end is done, and the exit code says why."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
CHILD = """
import signal, sys
from voice_coach.cli import main
from voice_coach.cli.main import main as run
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup hands down that it's ignored
def wait(arguments):
    try:
        print("ready", flush=True)
        while True:
            signal.pause()
    finally:
        print("in order", flush=True)
main.run = wait
run()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_end_is_in_order(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    out, errors = process.communicate(timeout=30)
    assert out == "in order\n"
    assert errors == ""
    assert process.returncode == 128 + number


SWALLOWING = """
import os, signal
from voice_coach.cli.termination import unwind_when_told_to_end
from waitress import wasyncore
class Busy:
    def handle_read_event(self):
        os.kill(os.getpid(), signal.SIGTERM)
    def handle_error(self):
        print("swallowed", flush=True)
unwind_when_told_to_end()
wasyncore.read(Busy())
"""


def test_a_loop_that_swallows_errors_lets_it_through() -> None:
    """The web server's, in which a share that is told to end in the middle of a request once went on."""
    done = subprocess.run([sys.executable, "-c", SWALLOWING], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (128 + signal.SIGTERM, "")
