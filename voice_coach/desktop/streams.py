"""Other programs' streams at PulseAudio or PipeWire, by pulsectl."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from voice_coach.desktop.kinds import may_be_lowered
from voice_coach.desktop.left import Lowered
from voice_coach.errors import MissingPartError

LOWERED_DB = -15.0
_FACTOR = 10 ** (LOWERED_DB / 60)
"""Volumes are the cube root of what's heard."""
_SAME = 0.002
_CODE = "sound-server"


class Streams:
    """Raises MissingPartError (`sound-server`)."""

    def __init__(self) -> None:
        try:
            import pulsectl
        except (ImportError, OSError) as error:
            raise MissingPartError(
                "Other players can't be turned down: pulsectl or the library libpulse is missing.",
                hint="pip install 'voice-coach[desktop]', and apt install libpulse0.",
                code=_CODE,
            ) from error
        self._failure: type[Exception] = pulsectl.PulseError
        try:
            self._pulse = pulsectl.Pulse("voice-coach-others")
        except pulsectl.PulseError as error:
            raise MissingPartError(
                "Other players can't be turned down: there is no PulseAudio or PipeWire here.",
                hint="Leave out --others.",
                code=_CODE,
            ) from error

    def lower(self, own: frozenset[int]) -> tuple[Lowered, ...]:
        """All but those of ``own`` processes."""
        found = []
        for one in self._pulse.sink_input_list():
            if may_be_lowered(one.proplist, own):
                was = tuple(one.volume.values)
                now = tuple(volume * _FACTOR for volume in was)
                found.append(Lowered(one.index, _owner(one), was, now))
        return tuple(found)

    def set_down(self, lowered: tuple[Lowered, ...]) -> None:
        """Turn down those that still exist."""
        for one in lowered:
            self._set(one, one.now)

    def put_back(self, lowered: tuple[Lowered, ...]) -> None:
        """Except what the runner changed meanwhile."""
        present = {one.index: one for one in self._pulse.sink_input_list()}
        for one in lowered:
            stream = present.get(one.index)
            if stream is not None and _owner(stream) == one.owner and _same(stream.volume.values, one.now):
                self._set(one, one.was)

    def close(self) -> None:
        self._pulse.close()

    def _set(self, one: Lowered, volumes: tuple[float, ...]) -> None:
        import pulsectl

        try:
            self._pulse.sink_input_volume_set(one.index, pulsectl.PulseVolumeInfo(list(volumes)))
        except pulsectl.PulseOperationFailed:
            return  # It has ended.


def own_processes(pid: int) -> frozenset[int]:
    """``pid`` with all its descendants."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found, waiting = set(), [pid]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += [child for child in parents.get(one, ()) if child not in found]
    return frozenset(found)


def _owner(stream: Any) -> str:
    named = (stream.proplist.get(key, "") for key in ("application.process.id", "application.name"))
    return "|".join((*named, str(stream.client)))


def _same(here: list[float], there: tuple[float, ...]) -> bool:
    return len(here) == len(there) and all(abs(a - b) <= _SAME for a, b in zip(here, there, strict=True))
