"""The coach as a media player (MPRIS 2.2), for headset buttons and desktop keys."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from voice_coach.desktop.bus import Bus
from voice_coach.desktop.players import OWN_NAME
from voice_coach.errors import MissingPartError

if TYPE_CHECKING:
    from dbus_fast import Message

_PATH = "/org/mpris/MediaPlayer2"
_ROOT, _PLAYER = "org.mpris.MediaPlayer2", "org.mpris.MediaPlayer2.Player"
_PROPERTIES, _INTROSPECTABLE = "org.freedesktop.DBus.Properties", "org.freedesktop.DBus.Introspectable"
_KEYS = {"Next": "next", "Previous": "back", "Stop": "stop"}
_IGNORED = frozenset({"Seek", "SetPosition", "OpenUri", "Raise", "Quit"})
"""They do nothing if Can... says so, by the specification."""


class Showing(NamedTuple):
    """What's shown. ``part``: its number; ``state``: the session's."""

    title: str
    session: str
    part: int
    state: str
    seconds: float
    length_seconds: float

    @property
    def status(self) -> str:
        """``PlaybackStatus``."""
        return {"paused": "Paused", "confirm": "Paused", "pain": "Paused", "ended": "Stopped"}.get(
            self.state, "Playing"
        )


def command_for(member: str, state: str) -> str | None:
    """A method's meaning in ``state``; ``None`` if none."""
    paused = state in {"paused", "confirm", "pain"}
    if member == "PlayPause":
        return "resume" if paused else "pause"
    if member == "Play":
        return "resume" if paused else "ready" if state == "setup" else None
    if member == "Pause":
        return None if paused else "pause"
    return _KEYS.get(member)


class MediaPlayer:
    """Shows ``showing()`` and hands commands to ``ask``, on the bus's thread.

    Raises MissingPartError (`session-bus`).
    """

    def __init__(
        self, bus: Bus, showing: Callable[[], Showing], ask: Callable[[str], None], name: str = OWN_NAME
    ) -> None:
        self._bus, self._showing, self._ask = bus, showing, ask
        self._told: tuple[object, ...] = ()
        bus.soon(bus.connection.add_message_handler, self._handle)
        self._own = self._named(name)

    def tell(self) -> None:
        """Something may have changed. Returns at once."""
        now = self._showing()
        shown = (now.status, now.title, now.part)
        if shown != self._told:
            self._told = shown
            self._bus.soon(self._announce, now)

    def close(self) -> None:
        try:
            self._bus.wait_for(self._bus.connection.release_name(self._own))
        except Exception:  # The bus is gone, and with it the name.
            return

    def _named(self, wanted: str) -> str:
        from dbus_fast.constants import NameFlag, RequestNameReply

        for name in (wanted, f"{wanted}.instance{os.getpid()}"):
            reply = self._bus.wait_for(self._bus.connection.request_name(name, NameFlag.DO_NOT_QUEUE))
            if reply == RequestNameReply.PRIMARY_OWNER:
                return name
        raise MissingPartError("The session bus has another coach already.", code="session-bus")

    def _handle(self, message: Message) -> Message | bool | None:
        from dbus_fast import Message as Reply
        from dbus_fast.constants import MessageType

        if message.message_type != MessageType.METHOD_CALL or message.path != _PATH:
            return None
        member, body = message.member or "", message.body
        if message.interface == _PROPERTIES:
            return self._property(message, member, body)
        if message.interface == _INTROSPECTABLE and member == "Introspect":
            return Reply.new_method_return(message, "s", [INTROSPECTION])
        if message.interface in {_ROOT, _PLAYER}:
            command = command_for(member, self._showing().state)
            if command is not None:
                self._ask(command)
            elif member not in _IGNORED | {"Play", "Pause"}:
                return None
            return Reply.new_method_return(message)
        return None

    def _property(self, message: Message, member: str, body: list[Any]) -> Message | None:
        from dbus_fast import Message as Reply
        from dbus_fast.constants import ErrorType

        known = {_ROOT: _root(), _PLAYER: _player(self._showing())}
        if not body or body[0] not in known:
            return Reply.new_error(message, ErrorType.UNKNOWN_INTERFACE, "There is no such interface here.")
        values = known[body[0]]
        if member == "GetAll":
            return Reply.new_method_return(message, "a{sv}", [values])
        if len(body) < 2 or body[1] not in values:
            return Reply.new_error(message, ErrorType.UNKNOWN_PROPERTY, "There is no such property here.")
        if member == "Get":
            return Reply.new_method_return(message, "v", [values[body[1]]])
        return Reply.new_error(message, ErrorType.PROPERTY_READ_ONLY, "It can't be set: ask the coach.")

    def _announce(self, now: Showing) -> None:
        from dbus_fast import Message as Signal

        values = _player(now)
        changed = {key: values[key] for key in ("PlaybackStatus", "Metadata")}
        signal = Signal.new_signal(
            _PATH, _PROPERTIES, "PropertiesChanged", "sa{sv}as", [_PLAYER, changed, []]
        )
        with contextlib.suppress(Exception):  # The bus may be gone; the session goes on without it.
            self._bus.connection.send(signal)


def _root() -> dict[str, Any]:
    from dbus_fast import Variant

    return {
        "CanQuit": Variant("b", False),
        "CanRaise": Variant("b", False),
        "HasTrackList": Variant("b", False),
        "Identity": Variant("s", "Voice Coach"),
        "SupportedUriSchemes": Variant("as", []),
        "SupportedMimeTypes": Variant("as", []),
    }


def _player(now: Showing) -> dict[str, Any]:
    from dbus_fast import Variant

    metadata = {
        "mpris:trackid": Variant("o", f"/voice_coach/part/{now.part}"),
        "mpris:length": Variant("x", round(1e6 * max(now.length_seconds, now.seconds))),
        "xesam:title": Variant("s", now.title),
        "xesam:album": Variant("s", now.session),
        "xesam:artist": Variant("as", ["Voice Coach"]),
    }
    return {
        "PlaybackStatus": Variant("s", now.status),
        "Rate": Variant("d", 1.0),
        "MinimumRate": Variant("d", 1.0),
        "MaximumRate": Variant("d", 1.0),
        "Volume": Variant("d", 1.0),
        "Metadata": Variant("a{sv}", metadata),
        "Position": Variant("x", round(1e6 * now.seconds)),
        "CanGoNext": Variant("b", True),
        "CanGoPrevious": Variant("b", True),
        "CanPlay": Variant("b", True),
        "CanPause": Variant("b", True),
        "CanSeek": Variant("b", False),
        "CanControl": Variant("b", True),
    }


INTROSPECTION = """\
<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
<node>
  <interface name="org.freedesktop.DBus.Introspectable">
    <method name="Introspect"><arg name="data" type="s" direction="out"/></method>
  </interface>
  <interface name="org.freedesktop.DBus.Properties">
    <method name="Get">
      <arg name="interface" type="s" direction="in"/><arg name="property" type="s" direction="in"/>
      <arg name="value" type="v" direction="out"/>
    </method>
    <method name="GetAll">
      <arg name="interface" type="s" direction="in"/><arg name="properties" type="a{sv}" direction="out"/>
    </method>
    <method name="Set">
      <arg name="interface" type="s" direction="in"/><arg name="property" type="s" direction="in"/>
      <arg name="value" type="v" direction="in"/>
    </method>
    <signal name="PropertiesChanged">
      <arg name="interface" type="s"/><arg name="changed" type="a{sv}"/><arg name="invalidated" type="as"/>
    </signal>
  </interface>
  <interface name="org.mpris.MediaPlayer2">
    <method name="Raise"/>
    <method name="Quit"/>
    <property name="CanQuit" type="b" access="read"/>
    <property name="CanRaise" type="b" access="read"/>
    <property name="HasTrackList" type="b" access="read"/>
    <property name="Identity" type="s" access="read"/>
    <property name="SupportedUriSchemes" type="as" access="read"/>
    <property name="SupportedMimeTypes" type="as" access="read"/>
  </interface>
  <interface name="org.mpris.MediaPlayer2.Player">
    <method name="Next"/>
    <method name="Previous"/>
    <method name="Pause"/>
    <method name="PlayPause"/>
    <method name="Stop"/>
    <method name="Play"/>
    <method name="Seek"><arg name="Offset" type="x" direction="in"/></method>
    <method name="SetPosition">
      <arg name="TrackId" type="o" direction="in"/><arg name="Position" type="x" direction="in"/>
    </method>
    <method name="OpenUri"><arg name="Uri" type="s" direction="in"/></method>
    <signal name="Seeked"><arg name="Position" type="x"/></signal>
    <property name="PlaybackStatus" type="s" access="read"/>
    <property name="Rate" type="d" access="readwrite"/>
    <property name="Metadata" type="a{sv}" access="read"/>
    <property name="Volume" type="d" access="readwrite"/>
    <property name="Position" type="x" access="read"/>
    <property name="MinimumRate" type="d" access="read"/>
    <property name="MaximumRate" type="d" access="read"/>
    <property name="CanGoNext" type="b" access="read"/>
    <property name="CanGoPrevious" type="b" access="read"/>
    <property name="CanPlay" type="b" access="read"/>
    <property name="CanPause" type="b" access="read"/>
    <property name="CanSeek" type="b" access="read"/>
    <property name="CanControl" type="b" access="read"/>
  </interface>
</node>
"""
