"""What the virtual speaker played, with the moment on the machine's clock at which it was heard."""

from __future__ import annotations

import subprocess
import threading
import time

import numpy as np
import numpy.typing as npt

from tests.virtual_audio.waiting import wait_until

_QUIET_DB = -50.0


class Recorder:
    """Reads ``parec`` until closed. Made once it has begun to hear: on a busy machine it takes a while."""

    def __init__(self, process: subprocess.Popen[bytes], rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self._process = process
        self._pieces: list[bytes] = []
        self._times: list[tuple[int, float]] = []
        self._bytes = 0
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        wait_until(lambda: self._bytes > 0, "the recorder hears")

    def samples(self) -> npt.NDArray[np.float32]:
        """Everything so far, mono, full scale at 1.0."""
        data = b"".join(self._pieces)
        return np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(np.float32) / 32768.0

    def wait_for_quiet(self) -> None:
        """Wait until half a second of quiet has come in: what was played has been heard to its end."""
        frames = len(self.samples()) + self.rate_hz // 2
        wait_until(lambda: len(self.samples()) > frames and self.level_db(0.4) < _QUIET_DB, "quiet")

    def level_db(self, seconds: float) -> float:
        """Level of the last ``seconds`` against full scale; -120 for silence."""
        last = self.samples()[-round(seconds * self.rate_hz) :]
        power = float(np.mean(last**2)) if last.shape[0] else 0.0
        return 10.0 * float(np.log10(power + 1e-12))

    def heard_at(self, frame: int) -> float:
        """When frame ``frame`` of ``samples`` came in, on ``time.monotonic``'s clock."""
        return next(moment for frames, moment in self._times if frames > frame)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._thread.join(2.0)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        while piece := self._process.stdout.read1(4096):  # type: ignore[attr-defined]
            self._bytes += len(piece)
            self._pieces.append(piece)
            self._times.append((self._bytes // 2, time.monotonic()))
