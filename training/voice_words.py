"""What the voiceprint's projection is learnt from: single words by many people, and how it's learnt."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.corpus import SHARED
from voice_coach.listening.audio_file import with_room_tone
from voice_coach.listening.endpointer import Endpointer
from voice_coach.listening.recogniser import Speech
from voice_coach.listening.voiceprint.encoder import RAW, Numbers
from voice_coach.listening.voiceprint.port import LEAD_SAMPLES

DIMENSIONS = 120
_SHRINK = 0.1
"""By so much the variance of one person's words is taken for larger in each number: few people, many
numbers."""
_ROOM_SECONDS = 0.5
Wide = npt.NDArray[np.float64]


def projection_of(
    raw: Wide, speakers: Sequence[str], dimensions: int = DIMENSIONS
) -> tuple[Numbers, Numbers, Numbers]:
    """Mean, projection and spread for ``VoiceEncoder``, from ``raw`` of shape ``(clips, 295)``.

    In the projection the words of one person vary by 1 in every dimension, and no two dimensions together;
    dimensions in which people vary most come first.
    """
    by_speaker: dict[str, list[int]] = defaultdict(list)
    for number, speaker in enumerate(speakers):
        by_speaker[speaker].append(number)
    mean = raw.mean(axis=0)
    within, freedom = np.zeros((RAW, RAW)), 0
    for clips in by_speaker.values():
        apart = raw[clips] - raw[clips].mean(axis=0)
        within += apart.T @ apart
        freedom += len(clips) - 1
    within /= freedom
    means = np.stack([raw[clips].mean(axis=0) for clips in by_speaker.values()]) - mean
    fewness = np.mean([1 / len(clips) for clips in by_speaker.values()])
    between = means.T @ means / len(means) - within * fewness
    within += _SHRINK * np.diag(np.diag(within))
    whitening = np.linalg.inv(np.linalg.cholesky(within))
    spread, axes = np.linalg.eigh(whitening @ between @ whitening.T)
    best = np.argsort(-spread)[:dimensions]
    projection = (axes[:, best].T @ whitening).T
    kept = np.maximum(spread[best], 1e-3)
    return mean.astype(np.float32), projection.astype(np.float32), kept.astype(np.float32)


def speech_of(sound: Speech) -> Speech | None:
    """The longest stretch of speech in a recording, as a session would cut it out; None without any."""
    endpointer = Endpointer()
    toned = with_room_tone(sound, _ROOM_SECONDS, 1)
    parts = [part for part in [*endpointer.feed(toned), *endpointer.flush()] if not part.too_long]
    if not parts:
        return None
    part = max(parts, key=lambda one: one.end_sample - one.start_sample)
    return toned[max(0, part.start_sample - LEAD_SAMPLES) : part.end_sample + LEAD_SAMPLES]


def words() -> list[tuple[Path, str, str]]:
    """Recordings of single words in `../shared/training`: path, speaker, word."""
    lines = (SHARED / "training" / "manifest.csv").read_text(encoding="utf-8").splitlines()
    return [
        (SHARED / "training" / row["path"], row["speaker_id"], row["transcript"].lower())
        for row in csv.DictReader(lines)
        if row["origin_corpus"].startswith("Google")
    ]
