"""Keeps spoken and encoded sentences between exports: they are most of the work."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from voice_coach.audio.clip import Word
from voice_coach.web.opus_packets import Packets

_VERSION = 2
"""Raise it when the same samples give other packets, or an entry another form."""
_SIZE_BYTES = 4
_CHECK_BYTES = 8


@dataclass(frozen=True)
class PackedClip:
    """A clip of ``frames`` frames, encoded."""

    packets: Packets
    frames: int
    words: tuple[Word, ...]


class PacketCache:
    """A file a clip. Damage or a full disk only costs time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> PackedClip | None:
        """What was put under ``key``, if it's whole."""
        try:
            content = self._path(key).read_bytes()
            body = content[_CHECK_BYTES:]
            if content[:_CHECK_BYTES] != _check(body):
                return None
            size = int.from_bytes(body[:_SIZE_BYTES], "big")
            frames, skip_frames, words = json.loads(body[_SIZE_BYTES : _SIZE_BYTES + size])
        except (OSError, ValueError):
            return None
        packets = Packets(body[_SIZE_BYTES + size :], skip_frames)
        return PackedClip(packets, frames, tuple(Word(*word) for word in words))

    def put(self, key: str, clip: PackedClip) -> None:
        """Keep ``clip`` under ``key``. Never raises."""
        path = self._path(key)
        words = [[word.text, word.start_frame, word.end_frame] for word in clip.words]
        head = json.dumps([clip.frames, clip.packets.skip_frames, words]).encode()
        body = len(head).to_bytes(_SIZE_BYTES, "big") + head + clip.packets.data
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
                file.write(_check(body) + body)
            Path(file.name).replace(path)
        except OSError:
            return

    def _path(self, key: str) -> Path:
        return self._folder / f"{hashlib.sha256(f'{_VERSION} {key}'.encode()).hexdigest()}.opus"


def _check(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:_CHECK_BYTES]
