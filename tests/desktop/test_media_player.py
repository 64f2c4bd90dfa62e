"""The coach as a media player, steered by ``playerctl`` on a private bus."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from queue import Empty, Queue
from xml.etree import ElementTree

import pytest

from tests.virtual_audio.waiting import wait_until
from voice_coach.desktop.bus import Bus
from voice_coach.desktop.media_player import INTROSPECTION, MediaPlayer, Showing, command_for
from voice_coach.errors import MissingPartError

READ_WRITE = {
    "PlaybackStatus", "Rate", "Metadata", "Volume", "Position", "MinimumRate", "MaximumRate", "CanGoNext",
    "CanGoPrevious", "CanPlay", "CanPause", "CanSeek", "CanControl",
}  # fmt: skip
"""The properties that the specification (MPRIS 2.2) wants every player to have."""
METHODS = {"Next", "Previous", "Pause", "PlayPause", "Stop", "Play", "Seek", "SetPosition", "OpenUri"}


class Coach:
    """A player with a state to be set by hand."""

    def __init__(self) -> None:
        self.asked: Queue[str] = Queue()
        self.showing = Showing("Calves, left", "Warm-up", 4, "working", 61.5, 700.0)
        self._bus = Bus()
        self.player = MediaPlayer(self._bus, lambda: self.showing, self.asked.put)

    def close(self) -> None:
        self.player.close()
        self._bus.close()


@pytest.fixture
def coach(bus_address: str) -> Iterator[Coach]:
    if shutil.which("playerctl") is None:
        pytest.skip("no playerctl")
    made = Coach()
    yield made
    made.close()


def playerctl(*arguments: str) -> str:
    done = subprocess.run(
        ["playerctl", "-p", "voice_coach", *arguments],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return (done.stdout + done.stderr).strip()


def test_every_key_steers(coach: Coach) -> None:
    for key, command in (("next", "next"), ("previous", "back"), ("pause", "pause"), ("play-pause", "pause")):
        assert playerctl(key) == ""
        assert coach.asked.get(timeout=5) == command
    assert playerctl("play") == ""
    assert playerctl("stop") == ""
    assert coach.asked.get(timeout=5) == "stop", "play while it plays is nothing"
    coach.showing = coach.showing._replace(state="paused")
    for key in ("play", "play-pause"):
        playerctl(key)
        assert coach.asked.get(timeout=5) == "resume"
    playerctl("pause")
    coach.showing = coach.showing._replace(state="setup")
    playerctl("play")
    assert coach.asked.get(timeout=5) == "ready", "pause while it's paused is nothing"
    with pytest.raises(Empty):
        coach.asked.get_nowait()


def test_it_shows_where_the_session_is(coach: Coach) -> None:
    assert playerctl("status") == "Playing"
    assert playerctl("position").startswith("61.5")
    shown = playerctl("metadata", "-f", "{{title}}|{{album}}|{{artist}}|{{mpris:length}}")
    assert shown == "Calves, left|Warm-up|Voice Coach|700000000"
    coach.showing = coach.showing._replace(state="confirm")
    assert playerctl("status") == "Paused"
    assert "voice_coach" in playerctl("--list-all")


def test_a_change_is_told(coach: Coach) -> None:
    follower = subprocess.Popen(
        ["playerctl", "-p", "voice_coach", "-F", "status"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert follower.stdout is not None
        assert follower.stdout.readline().strip() == "Playing"
        coach.showing = coach.showing._replace(state="paused")
        coach.player.tell()
        assert follower.stdout.readline().strip() == "Paused"
    finally:
        follower.kill()
        follower.communicate()


def test_two_coaches_have_two_names(coach: Coach) -> None:
    second = Coach()
    wait_until(lambda: playerctl("--list-all").count("voice_coach") == 2, "two players")
    second.close()


def test_what_it_has_is_what_the_specification_wants() -> None:
    tree = ElementTree.fromstring(INTROSPECTION.partition(">\n")[2])
    player = tree.find("interface[@name='org.mpris.MediaPlayer2.Player']")
    assert player is not None
    assert {one.get("name") for one in player.findall("property")} == READ_WRITE
    assert {one.get("name") for one in player.findall("method")} == METHODS


def test_no_bus_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    with pytest.raises(MissingPartError, match="no session bus"):
        Bus()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    with pytest.raises(MissingPartError, match="can't be reached"):
        Bus()


def test_nothing_is_asked_for_twice() -> None:
    assert command_for("Pause", "paused") is None
    assert command_for("Play", "working") is None
    assert command_for("Seek", "working") is None
