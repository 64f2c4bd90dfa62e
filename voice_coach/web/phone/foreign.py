"""The port to another WebAssembly module: functions and memory.

``wasm.mjs`` fits it in the browser; tests use wasmtime.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt


class Foreign(Protocol):
    """Addresses are bytes in its memory."""

    def call(self, name: str, *numbers: float) -> Any:
        """An exported function's result, or None."""

    def put(self, at: int, values: Any) -> None:
        """Copy a contiguous array or bytes in."""

    def get(self, at: int, into: Any) -> None:
        """Fill a contiguous array."""

    def stream(
        self, name: str, handle: int, parts: Any, sizes: Any, part_at: int, made_at: int, into: Any
    ) -> int:
        """Call ``name(handle, part_at, size, made_at)`` for each part, in one go.

        ``parts``: bytes in sequence, of ``sizes`` (int32). A call answers how many float32 it made; they fill
        ``into`` in sequence. Returns their number, or the first answer below zero.
        """


def float32(values: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Copied only if necessary."""
    return np.ascontiguousarray(values, np.float32)


def int32(values: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Contiguous."""
    return np.ascontiguousarray(values, np.int32)
