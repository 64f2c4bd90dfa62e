"""100 sentences beside music and a podcast, 10 of them broken off by a kill: is all as before each time?

``python -m bench others`` makes the figure, on a private session bus and sound server (Linux, dbus-daemon,
PulseAudio and playerctl).
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figure, report
from tests.desktop.test_others import Desktop, say
from tests.virtual_audio.card import VirtualCard
from tests.virtual_audio.waiting import wait_until

ROUNDS, KILLED = 100, 10


@contextmanager
def private_bus() -> Iterator[str]:
    """The address of a session bus of our own."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    assert daemon.stdout is not None
    try:
        yield daemon.stdout.readline().strip()
    finally:
        daemon.kill()
        daemon.communicate()


def rounds(desktop: Desktop) -> list[str]:
    """What went wrong, by round."""
    killed = set(random.Random(5).sample(range(ROUNDS), KILLED))
    wrong: list[str] = []
    session = None
    for number in range(ROUNDS):
        session = session or desktop.session("duck")
        try:
            say(session, 30.0)
            wait_until(desktop.is_quiet, "they give way")
            if number in killed:
                session.kill()
                session.communicate()
                session = None
            else:
                say(session, 0.0)
            wait_until(desktop.is_as_before, "all is as before")
        except AssertionError as error:
            wrong.append(f"round {number}: {error}")
            print(wrong[-1], file=sys.stderr)
    if session is not None:
        session.communicate(timeout=20)
    return wrong


def figures() -> list[Figure]:
    with private_bus() as address, VirtualCard() as card, tempfile.TemporaryDirectory() as folder:
        desktop = Desktop(card, address, Path(folder), music_seconds=1_500)
        try:
            wrong = rounds(desktop)
        finally:
            desktop.close()
    what = f"of {ROUNDS} sentences beside other players, {KILLED} killed, not as before"
    return [Figure(what, len(wrong), "", 0, details={"wrong": wrong})]


if __name__ == "__main__":
    report("others", figures())
