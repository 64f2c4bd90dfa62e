"""A peer: libspeexdsp's echo canceller, if the system has the library.

The library's filter needs its echo within its own length, so the reference is aligned as for our
own.
"""

from __future__ import annotations

import ctypes
import ctypes.util

import numpy as np
import numpy.typing as npt

from voice_coach.errors import MissingPartError
from voice_coach.listening.recogniser import HEARING_RATE

_SET_SAMPLING_RATE = 24
"""SPEEX_ECHO_SET_SAMPLING_RATE of speex_echo.h."""
_FILTER_SAMPLES = 4_096
_NAMES = ("libspeexdsp.so.1", "libspeexdsp.1.dylib", "libspeexdsp-1.dll")
_Block = npt.NDArray[np.int16]


class SpeexCanceller:
    """One canceller of 256 ms: ``step`` whole blocks of ``block_samples``, with an aligned reference."""

    def __init__(self, block_samples: int = 256) -> None:
        """Raises MissingPartError (`speexdsp-missing`) if this machine has no such library."""
        self._library = _load()
        self._block_samples = block_samples
        self._state: int | None = self._library.speex_echo_state_init(block_samples, _FILTER_SAMPLES)
        rate = ctypes.c_int(HEARING_RATE)
        self._library.speex_echo_ctl(self._state, _SET_SAMPLING_RATE, ctypes.byref(rate))

    def step(self, microphone: _Block, reference: _Block) -> _Block:
        """``microphone`` without the echo of ``reference``; all int16, shape ``(block_samples,)``."""
        heard, played = np.ascontiguousarray(microphone, np.int16), np.ascontiguousarray(reference, np.int16)
        if heard.shape != (self._block_samples,) or played.shape != heard.shape or self._state is None:
            raise ValueError(f"a block is {self._block_samples} samples of each, and none after close")
        out = np.empty(self._block_samples, np.int16)
        self._library.speex_echo_cancellation(
            self._state, heard.ctypes.data, played.ctypes.data, out.ctypes.data
        )
        return out

    def close(self) -> None:
        """Free the library's memory. Calling twice is harmless."""
        state, self._state = self._state, None
        if state is not None:
            self._library.speex_echo_state_destroy(state)

    def __del__(self) -> None:
        if getattr(self, "_state", None) is not None:
            self.close()


def _load() -> ctypes.CDLL:
    found = ctypes.util.find_library("speexdsp")
    for name in (*_NAMES, *([found] if found else [])):
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        library.speex_echo_state_init.restype = ctypes.c_void_p
        library.speex_echo_state_init.argtypes = [ctypes.c_int, ctypes.c_int]
        library.speex_echo_ctl.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
        library.speex_echo_cancellation.restype = None
        library.speex_echo_cancellation.argtypes = [ctypes.c_void_p] * 4
        library.speex_echo_state_destroy.restype = None
        library.speex_echo_state_destroy.argtypes = [ctypes.c_void_p]
        return library
    raise MissingPartError(
        "libspeexdsp is not on this machine.",
        hint="Install it (Debian: libspeexdsp1).",
        code="speexdsp-missing",
    )
