"""The port to another WebAssembly module: functions and memory.

``wasm.mjs`` fits it in the browser; tests use wasmtime.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt


class Foreign(Protocol):
    """Addresses are bytes from the start of its memory."""

    def call(self, name: str, *numbers: float) -> Any:
        """Call an exported function; its result, or None."""

    def put(self, at: int, values: Any) -> None:
        """Copy a contiguous array or bytes into the memory."""

    def get(self, at: int, into: Any) -> None:
        """Fill a contiguous array from the memory."""


def float32(values: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Contiguous float32; copied only if necessary."""
    return np.ascontiguousarray(values, np.float32)


def int32(values: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Contiguous and int32."""
    return np.ascontiguousarray(values, np.int32)
