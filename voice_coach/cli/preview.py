"""Plays short sounds, or writes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from voice_coach.audio.clip import Clip
from voice_coach.audio.sample_time import to_frames

_GAP_SECONDS = 0.5


def play_or_write(clips: Sequence[Clip], output: Path | None) -> None:
    """One after the other; ``output`` is a WAV."""
    gap = np.zeros(to_frames(_GAP_SECONDS), dtype=np.float32)
    samples = np.concatenate([part for clip in clips for part in (clip.samples, gap)])
    if output is not None:
        from voice_coach.audio.wav import WavWriter

        with WavWriter(output) as writer:
            writer.write(samples)
        click.echo(str(output))
        return
    from voice_coach.audio.output_stream import OutputStream

    stream = OutputStream()
    try:
        stream.write(samples)
        stream.drain()
    finally:
        stream.close()
