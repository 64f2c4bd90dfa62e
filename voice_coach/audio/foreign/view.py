"""A file with another head."""

from __future__ import annotations

import io
import os
from typing import BinaryIO


class View(io.RawIOBase):
    """``head``, then ``file`` from ``start``. Read only.

    Claims to be ``times`` as long, for readers that stop at a guessed length.
    """

    def __init__(self, file: BinaryIO, head: bytes, start: int, *, times: int = 1) -> None:
        self._file, self._head, self._start = file, head, start
        self._size = len(head) + times * max(0, os.fstat(file.fileno()).st_size - start)
        self.is_stretched = times > 1
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._at < len(self._head):
            data = self._head[self._at : self._at + len(buffer)]
        else:
            self._file.seek(self._start + self._at - len(self._head))
            data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
