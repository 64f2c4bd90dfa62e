"""Our files of arrays (NPZ): a network's weights, and what reading any of them can raise."""

from __future__ import annotations

import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

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
"""If it's damaged or not ours."""


class StoredWeights:
    """The arrays of a network's file."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[np.generic]], version: int) -> None:
        """Raises one of ``UNREADABLE`` if their `format` isn't ``version``."""
        if int(arrays["format"].item()) != version:
            raise ValueError(f"its format is {arrays['format']}, not {version}")
        self.arrays = arrays

    def floats(self, name: str, *shape: int) -> npt.NDArray[np.float32]:
        """Raises one of ``UNREADABLE`` if they're missing, not finite, or of another shape."""
        stored = self.arrays[name]
        if stored.shape != shape:
            raise ValueError(f"{name} has the shape {stored.shape}, not {shape}")
        found = stored.astype(np.float32)
        if stored.dtype == np.int8:
            # One byte a weight, in units of each column's own.
            found *= self.arrays[f"{name}_unit"].astype(np.float32)
        if not np.isfinite(found).all():
            raise ValueError(f"{name} has a number that isn't finite")
        return found


def read_weights(path: Path, version: int) -> StoredWeights:
    """Raises one of ``UNREADABLE``."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return StoredWeights({name: stored[name] for name in stored.files}, version)
