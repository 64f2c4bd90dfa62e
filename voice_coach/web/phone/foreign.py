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

    def stream(
        self, name: str, handle: int, parts: Any, sizes: Any, part_at: int, made_at: int, into: Any
    ) -> int:
        """Call ``name(handle, part_at, size, made_at)`` for each part in turn, all in one go.

        ``parts`` are bytes one after the other, of ``sizes`` (int32). A call answers how many float32 it has
        made; they go to ``into``, one call's after another's, until it's full. How many there are in it; or
        the first answer below zero.
        """


def float32(values: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Contiguous float32; copied only if necessary."""
    return np.ascontiguousarray(values, np.float32)


def int32(values: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Contiguous and int32."""
    return np.ascontiguousarray(values, np.int32)
