"""Finished clips on disk, by content.

A file an entry, named by the sha256 of all that shapes the sound. Damaged entries count as absent; an
unwritable folder ends the caching.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import struct
import zlib
from pathlib import Path

import numpy as np

from voice_coach.audio.clip import Clip, Word
from voice_coach.files.unfinished import hold, remove_unheld, unfinished
from voice_coach.speaking.finish import FINISH_VERSION

_MAGIC = b"VCC1"
_HEAD = struct.Struct("<4sIIII")  # magic, crc32 of the rest, bytes of json, frames, reserved (0)
_LARGEST_ENTRY_BYTES = 64_000_000
_SUFFIX = ".clip"
DEFAULT_LIMIT_BYTES = 200_000_000
_TRIM_TO = 0.9


def default_cache_folder() -> Path:
    """VOICE_COACH_CACHE moves it."""
    import platformdirs

    cache = os.environ.get("VOICE_COACH_CACHE")
    if cache:
        return Path(cache) / "speech"
    return Path(platformdirs.user_cache_dir("voice-coach", appauthor=False)) / "speech"


def cache_key(text: str, identity: str, words_per_minute: int, passage: tuple[str, ...] = ()) -> str:
    """64 hexadecimal digits for ``text`` said by ``identity`` within ``passage``."""
    parts = json.dumps([text, identity, words_per_minute, FINISH_VERSION, *passage])
    return hashlib.sha256(parts.encode()).hexdigest()


class ClipCache:
    """At most ``limit_bytes``, least recently used first out. Safe across threads and processes.

    ``problem`` says why writing failed; then it only reads.
    """

    def __init__(self, folder: Path, *, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        self.problem = ""
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._known_bytes = -1  # what lies there; counted at the first write

    def get(self, key: str) -> Clip | None:
        """The clip, if whole."""
        path = self._path(key)
        try:
            with path.open("rb") as file:
                if os.fstat(file.fileno()).st_size > _LARGEST_ENTRY_BYTES:
                    return None
                data = file.read()
            clip = _decode(data, key)
        except (OSError, ValueError):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # the age that trimming goes by
        return clip

    def put(self, key: str, clip: Clip) -> None:
        """Samples are on the 16-bit grid. Never raises."""
        if self.problem:
            return
        path = self._path(key)
        data = _encode(clip, key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, data)
            self._make_room(len(data))
        except FileNotFoundError:
            pass  # another process, making room, took the file or its folder away under us
        except OSError as error:
            self.problem = f"{self._folder} can't be written: {error.strerror or error}"

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / (key[2:] + _SUFFIX)

    def _make_room(self, added_bytes: int) -> None:
        if self._known_bytes >= 0:
            self._known_bytes += added_bytes
            if self._known_bytes <= self._limit_bytes:
                return
        entries = self._entries()
        self._known_bytes = sum(size for _, size, _ in entries)
        if self._known_bytes <= self._limit_bytes:
            return
        for _, size, path in sorted(entries):
            if self._known_bytes <= self._limit_bytes * _TRIM_TO:
                break
            try:
                Path(path).unlink()
            except OSError:
                continue  # another process took it, or has it open; the next trim sees the truth
            self._known_bytes -= size

    def _entries(self) -> list[tuple[int, int, str]]:
        """Age (nanoseconds), size, path; removes killed processes' leftovers."""
        found = []
        for folder in os.scandir(self._folder):
            if not folder.is_dir(follow_symlinks=False):
                continue
            for entry in os.scandir(folder.path):
                if not entry.name.endswith(_SUFFIX) and remove_unheld(Path(entry.path)):
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                found.append((status.st_mtime_ns, status.st_size, entry.path))
        return found


def _write_whole(path: Path, data: bytes) -> None:
    temporary = unfinished(path)
    try:
        with temporary.open("xb") as file:
            hold(file.fileno())
            file.write(data)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _encode(clip: Clip, key: str) -> bytes:
    words = [[word.text, word.start_frame, word.end_frame] for word in clip.words]
    # The key inside makes an entry under a wrong name a damaged one.
    about = json.dumps({"key": key, "words": words}).encode()
    pcm = np.rint(clip.samples * 32768.0).clip(-32768, 32767).astype("<i2").tobytes()
    sizes = struct.pack("<III", len(about), clip.frames, 0)
    checksum = zlib.crc32(pcm, zlib.crc32(about, zlib.crc32(sizes)))
    return b"".join((_HEAD.pack(_MAGIC, checksum, len(about), clip.frames, 0), about, pcm))


def _decode(data: bytes, key: str) -> Clip:
    """Raises ValueError unless it's a whole entry of ``key``."""
    if len(data) < _HEAD.size:
        raise ValueError("truncated")
    magic, checksum, about_bytes, frames, _ = _HEAD.unpack_from(data)
    body = memoryview(data)[_HEAD.size :]
    if (
        magic != _MAGIC
        or len(body) != about_bytes + 2 * frames
        or zlib.crc32(memoryview(data)[8:]) != checksum
    ):
        raise ValueError("damaged")
    about = json.loads(bytes(body[:about_bytes]))
    if not isinstance(about, dict) or about.get("key") != key:
        raise ValueError("another entry's")
    samples = np.frombuffer(body[about_bytes:], "<i2").astype(np.float32)
    samples *= np.float32(1 / 32768)
    return Clip(samples, tuple(Word(text, start, end) for text, start, end in about["words"]))
