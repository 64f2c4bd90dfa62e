"""A media player on the session bus, for tests: plays until it's paused."""

from __future__ import annotations

import sys

from voice_coach.desktop.bus import Bus
from voice_coach.desktop.media_player import MediaPlayer, Showing
from voice_coach.desktop.players import PREFIX


def main(name: str) -> None:
    state = ["working"]

    def ask(command: str) -> None:
        state[0] = "paused" if command == "pause" else "working"

    bus = Bus()
    player = MediaPlayer(bus, lambda: Showing("Episode", name, 1, state[0], 1.0, 60.0), ask, PREFIX + name)
    player.tell()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
