"""A disk that takes only so much: the operating system's own limit on the size of a file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest


@contextlib.contextmanager
def small_files(most_bytes: int) -> Iterator[None]:
    """No file of this process can grow beyond ``most_bytes``; skips where the system has no such limit."""
    resource = pytest.importorskip("resource", reason="no file size limits on this system")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
