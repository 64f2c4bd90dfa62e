"""What was turned down or paused, kept on file so a killed session leaves nothing quiet."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from voice_coach.audio.whole_file import write_whole
from voice_coach.errors import OutputError

_MOST_BYTES = 100_000


@dataclass(frozen=True)
class Lowered:
    """A stream: its channels' volumes ``was`` and ``now``; ``owner`` tells it from a later one with its
    number.
    """

    index: int
    owner: str
    was: tuple[float, ...]
    now: tuple[float, ...]


@dataclass(frozen=True)
class Left:
    """Streams turned down; bus names of players paused."""

    lowered: tuple[Lowered, ...] = ()
    paused: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lowered or self.paused)


def keep(path: Path, left: Left) -> None:
    """Removes ``path`` if nothing is left. Raises nothing."""
    with contextlib.suppress(OSError, OutputError):
        if not left:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, json.dumps(asdict(left)).encode(), private=True)


def kept(path: Path) -> Left:
    """What's left to put back; nothing if the file is damaged."""
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(_MOST_BYTES))
        lowered = tuple(
            Lowered(
                int(one["index"]),
                str(one["owner"]),
                tuple(float(volume) for volume in one["was"]),
                tuple(float(volume) for volume in one["now"]),
            )
            for one in data["lowered"]
        )
        return Left(lowered, tuple(str(name) for name in data["paused"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Left()
