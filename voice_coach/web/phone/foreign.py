"""The port to a WebAssembly module of its own beside Python's: its functions and its memory.

In the browser ``wasm.mjs`` fits it; tests on a computer drive the same modules through wasmtime.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt


class Foreign(Protocol):
    """A module; addresses are bytes from the start of its memory."""

    def call(self, name: str, *numbers: float) -> Any:
        """Call an exported function of numbers; its result, or None."""

    def put(self, at: int, values: Any) -> None:
        """Copy a contiguous array or bytes into the memory."""

    def get(self, at: int, into: Any) -> None:
        """Copy from the memory into a contiguous array, as many bytes as it has."""


def float32(values: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Contiguous and float32; a copy only where it must be one."""
    return np.ascontiguousarray(values, np.float32)


def int32(values: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Contiguous and int32."""
    return np.ascontiguousarray(values, np.int32)
