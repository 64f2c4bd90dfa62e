"""Pauses other media players (MPRIS) and resumes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from voice_coach.desktop.bus import Bus
from voice_coach.desktop.kinds import is_spoken

PREFIX = "org.mpris.MediaPlayer2."
OWN_NAME = f"{PREFIX}voice_coach"
_PATH = "/org/mpris/MediaPlayer2"
_BUS = "org.freedesktop.DBus"
_PLAYER = "org.mpris.MediaPlayer2.Player"


class Players:
    """Ours left out; one that doesn't answer is passed over."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def playing(self, wanted: Callable[[str, dict[str, Any]], bool] = is_spoken) -> tuple[str, ...]:
        """Bus names of those that play, can be paused, and are ``wanted``."""
        try:
            names = self._ask(_BUS, "/org/freedesktop/DBus", _BUS, "ListNames")
        except (ConnectionError, TimeoutError):
            return ()
        found = []
        for name in names[0]:
            if name.startswith(PREFIX) and not name.startswith(OWN_NAME):
                state = self._state(name)
                known = {key: variant.value for key, variant in state.get("Metadata", {}).items()}
                may = state.get("PlaybackStatus") == "Playing" and state.get("CanPause", True)
                if may and wanted(name.removeprefix(PREFIX), known):
                    found.append(name)
        return tuple(found)

    def pause(self, names: tuple[str, ...]) -> None:
        for name in names:
            self._do(name, "Pause")

    def go_on(self, names: tuple[str, ...]) -> None:
        """Resume those that are still paused."""
        for name in names:
            if self._state(name).get("PlaybackStatus") == "Paused":
                self._do(name, "Play")

    def _state(self, name: str) -> dict[str, Any]:
        try:
            (found,) = self._ask(name, _PATH, f"{_BUS}.Properties", "GetAll", "s", [_PLAYER])
            return {key: variant.value for key, variant in found.items()}
        except (ConnectionError, TimeoutError, ValueError):
            return {}

    def _do(self, name: str, member: str) -> None:
        try:
            self._ask(name, _PATH, _PLAYER, member)
        except (ConnectionError, TimeoutError):
            return

    def _ask(
        self, name: str, path: str, interface: str, member: str, signature: str = "", body: Any = ()
    ) -> list[Any]:
        from dbus_fast import Message

        return self._bus.call(
            Message(
                destination=name,
                path=path,
                interface=interface,
                member=member,
                signature=signature,
                body=list(body),
            )
        )
