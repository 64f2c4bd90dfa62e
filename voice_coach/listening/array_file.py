"""What reading one of our files of arrays (NPZ) can raise if it's damaged or not ours."""

from __future__ import annotations

import tokenize
import zipfile
import zlib

UNREADABLE: tuple[type[Exception], ...] = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    EOFError,
    zipfile.BadZipFile,
    RuntimeError,  # an archive that says it's encrypted, or packed in an unknown way
    MemoryError,
    OverflowError,
    zlib.error,
    SyntaxError,
    tokenize.TokenError,  # numpy reads an array's header as Python.
)
