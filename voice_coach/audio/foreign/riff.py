"""Corrects the sizes in a WAV's head.

Killed recorders and pipes leave 0 or 4 GB; the sound then goes to the file's end.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

_MOST = 0xFFFF_FFFF
_LONGEST_HEAD = 1 << 20
_MOST_CHUNKS = 200


def mended_head(file: BinaryIO, size: int) -> bytes | None:
    """None if the head is right or it's no WAV."""
    file.seek(0)
    start = file.read(12)
    if len(start) < 12 or start[:4] not in {b"RIFF", b"RF64"} or start[8:] != b"WAVE":
        return None
    head = bytearray(start)
    has_form = False
    for _ in range(_MOST_CHUNKS):
        chunk = file.read(8)
        if len(chunk) < 8:
            return None
        name, length = struct.unpack("<4sI", chunk)
        head += chunk
        if name == b"data":
            return _with_sizes(head, length, file, size) if has_form else None
        has_form = has_form or name == b"fmt "
        padded = length + length % 2
        if len(head) + padded > min(size, _LONGEST_HEAD):
            return None
        if name == b"ds64":
            head[-8:-4] = b"JUNK"
        head += file.read(padded)
    return None


def _with_sizes(head: bytearray, declared: int, file: BinaryIO, size: int) -> bytes | None:
    there = size - len(head)
    was_64 = head[:4] == b"RF64"
    if was_64 and there > _MOST - len(head):
        return None  # larger than a plain WAV can say: libsndfile reads the 64 bits
    honest = not was_64 and declared <= there and _is_followed_by_a_chunk(file, len(head), declared, there)
    if honest and int.from_bytes(head[4:8], "little") + 8 >= len(head) + declared:
        return None
    sound = declared if honest else min(there, _MOST - len(head))
    head[:4] = b"RIFF"
    head[4:8] = struct.pack("<I", len(head) - 8 + sound)
    head[-4:] = struct.pack("<I", sound)
    return bytes(head)


def _is_followed_by_a_chunk(file: BinaryIO, at: int, declared: int, there: int) -> bool:
    after = declared + declared % 2
    if after >= there:
        return True
    file.seek(at + after)
    name = file.read(4)
    return all(0x20 <= byte < 0x7F for byte in name) or (declared > 0 and not any(name))
