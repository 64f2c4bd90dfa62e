"""Any recording as 16 kHz mono samples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_coach.listening.recogniser import HEARING_RATE


def read_recording(path: Path) -> npt.NDArray[np.int16]:
    """The samples of ``path`` at `HEARING_RATE`, shape ``(samples,)``. Raises soundfile.LibsndfileError."""
    import soundfile

    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = sound.mean(axis=1)
    if rate != HEARING_RATE:
        import soxr

        mono = soxr.resample(mono, rate, HEARING_RATE, quality="HQ")
    return np.clip(np.round(mono * 32768), -32768, 32767).astype(np.int16)
