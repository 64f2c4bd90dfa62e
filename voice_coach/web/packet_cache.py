"""Keeps Opus packets between exports: encoding is most of the work."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from voice_coach.audio.clip import Samples
from voice_coach.web.opus_packets import Packets, opus_packets

_VERSION = 1
"""Raise it when the same samples give other packets."""
_HEAD_BYTES = 2
_CHECK_BYTES = 8


class PacketCache:
    """A file a clip, named by its content. Damage or a full disk only costs time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def packets(self, samples: Samples, bits_a_second: int) -> Packets:
        """The packets of ``samples``; see ``opus_packets``."""
        key = hashlib.sha256(f"{_VERSION} {bits_a_second} ".encode() + samples.tobytes()).hexdigest()
        path = self._folder / f"{key}.opus"
        kept = _read(path)
        if kept is None:
            kept = opus_packets(samples, bits_a_second)
            self._write(path, kept)
        return kept

    def _write(self, path: Path, packets: Packets) -> None:
        body = packets.skip_frames.to_bytes(_HEAD_BYTES, "big") + packets.data
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
                file.write(_check(body) + body)
            Path(file.name).replace(path)
        except OSError:
            return


def _read(path: Path) -> Packets | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    body = content[_CHECK_BYTES:]
    if len(body) < _HEAD_BYTES or content[:_CHECK_BYTES] != _check(body):
        return None
    return Packets(body[_HEAD_BYTES:], int.from_bytes(body[:_HEAD_BYTES], "big"))


def _check(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:_CHECK_BYTES]
