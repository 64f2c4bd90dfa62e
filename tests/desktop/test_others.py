"""Other players give way while the coach speaks, and are as before afterwards, however the session ends."""

from __future__ import annotations

import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.virtual_audio.card import VirtualCard
from tests.virtual_audio.child import ROOT
from tests.virtual_audio.waiting import wait_until
from voice_coach.desktop.kinds import is_spoken, may_be_lowered
from voice_coach.desktop.left import Left, Lowered, keep, kept

SESSION = """
import sys, time
from pathlib import Path
from voice_coach.desktop.others import Others
others = Others(sys.argv[1], Path(sys.argv[2]))
print("open", flush=True)
for line in sys.stdin:
    others.speaks(float(line))
others.close()
print("closed", flush=True)
"""


class Desktop:
    """Music and a podcast that play on a virtual card and a private bus."""

    def __init__(self, card: VirtualCard, bus_address: str, folder: Path, music_seconds: int = 120) -> None:
        self._card, self._folder = card, folder
        self._environment = {
            **card.environment,
            "DBUS_SESSION_BUS_ADDRESS": bus_address,
            "PYTHONPATH": str(ROOT),
        }
        with wave.open(str(folder / "music.wav"), "wb") as sound:
            sound.setparams((1, 2, 24_000, 0, "NONE", ""))
            sound.writeframes(b"\1\4" * 24_000 * music_seconds)
        self._music = card.play_to("speaker", folder / "music.wav")
        self._podcast = self._start("-m", "tests.desktop.players", "gpodder")
        assert self._podcast.stdout is not None
        assert self._podcast.stdout.readline() == "ready\n"
        wait_until(lambda: self.volume() != "", "the music plays")

    def session(self, manner: str) -> subprocess.Popen[str]:
        """A process that speaks for as many seconds as its input says."""
        child = self._start("-c", SESSION, manner, str(self._folder / "others.json"))
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        return child

    def volume(self) -> str:
        """The music's volume."""
        lines = self._card.pactl("list", "sink-inputs").splitlines()
        return next((line.split("/")[1].strip() for line in lines if line.startswith("\tVolume:")), "")

    def podcast(self) -> str:
        """Playing or Paused."""
        done = subprocess.run(
            ["playerctl", "-p", "gpodder", "status"],
            env=self._environment, capture_output=True, text=True, timeout=20, check=False,
        )  # fmt: skip
        return done.stdout.strip()

    def is_quiet(self) -> bool:
        return self.volume() == "56%" and self.podcast() == "Paused"

    def is_as_before(self) -> bool:
        return self.volume() == "100%" and self.podcast() == "Playing"

    def close(self) -> None:
        for process in (self._music, self._podcast):
            process.kill()
            process.communicate()

    def _start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *arguments],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def desktop(card: VirtualCard, bus_address: str, tmp_path: Path) -> Iterator[Desktop]:
    import shutil

    if shutil.which("playerctl") is None:
        pytest.skip("no playerctl")
    made = Desktop(card, bus_address, tmp_path)
    yield made
    made.close()


def say(session: subprocess.Popen[str], seconds: float) -> None:
    assert session.stdin is not None
    session.stdin.write(f"{seconds}\n")
    session.stdin.flush()


def test_they_give_way_and_come_back_however_it_ends(desktop: Desktop, tmp_path: Path) -> None:
    assert desktop.is_as_before()
    session = desktop.session("duck")
    say(session, 60.0)
    wait_until(desktop.is_quiet, "they give way")
    say(session, 0.0)
    wait_until(desktop.is_as_before, "they come back after a sentence")
    say(session, 60.0)
    wait_until(desktop.is_quiet, "they give way again")
    session.kill()  # The watcher puts everything back.
    session.communicate()
    wait_until(desktop.is_as_before, "they come back after a kill")
    assert not (tmp_path / "others.json").exists()
    session = desktop.session("duck")
    say(session, 60.0)
    wait_until(desktop.is_quiet, "they give way")
    session.communicate(timeout=20)  # Its input ends: a session's usual end.
    assert desktop.is_as_before()


def test_paused_for_all_of_the_session(desktop: Desktop) -> None:
    session = desktop.session("pause")
    wait_until(lambda: desktop.podcast() == "Paused", "it's paused")
    session.communicate(timeout=20)
    assert desktop.podcast() == "Playing"


def test_what_is_talk_and_what_must_be_heard() -> None:
    assert is_spoken("vlc", {"xesam:genre": ["Podcast"]})
    assert is_spoken("vlc", {"xesam:genre": "Audiobook"})
    assert is_spoken("gpodder", {})
    assert not is_spoken("spotify", {"xesam:genre": ["Rock"]})
    own = frozenset({7, 8})
    assert may_be_lowered({"application.process.id": "9", "media.role": "music"}, own)
    assert not may_be_lowered({"application.process.id": "8"}, own)
    assert not may_be_lowered({"application.process.id": "9", "media.role": "phone"}, own)
    assert not may_be_lowered({"media.role": "a11y"}, own)


def test_what_was_left_is_kept_and_damage_to_it_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "own" / "others.json"
    left = Left((Lowered(3, "9|vlc|1", (1.0, 0.9), (0.5, 0.45)),), ("org.mpris.MediaPlayer2.vlc",))
    keep(path, left)
    assert kept(path) == left
    whole = path.read_bytes()
    for damage in (b"", b"{}", whole[:-9], b'{"lowered": [{}], "paused": 3}', b"[" * 5000):
        path.write_bytes(damage)
        assert kept(path) == Left()
    keep(path, Left())
    assert not path.exists()
