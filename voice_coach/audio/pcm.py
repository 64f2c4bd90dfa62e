"""Samples to 16-bit integers, for files."""

from __future__ import annotations

import numpy as np

from voice_coach.audio.clip import Samples


def to_int16(samples: Samples) -> bytes:
    """Little-endian: 1.0 becomes 32767, rounded to nearest (ties to even), clipped.

    No dither: digital silence stays silent and encodes fast; at speech level rounding noise is 90 dB below.
    """
    scaled = np.clip(samples, -1.0, 1.0)
    scaled *= np.float32(32_767.0)
    np.rint(scaled, out=scaled)
    return scaled.astype("<i2").tobytes()
