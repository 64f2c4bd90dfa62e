"""Which phone each frame of a training utterance is: evenly at first, then along the best path of a
network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.listening.tiny_vosk_model.kaldi_writer import Floats
from tests.listening.tiny_vosk_model.vocabulary import SILENCE

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Utterance:
    """``features`` (frames, cepstra) of the ``phones`` said in it, with silence before and after."""

    features: Floats
    phones: tuple[int, ...]


def even_labels(utterance: Utterance) -> Labels:
    """Silence where it is quiet; the phones share the rest evenly. Labels are pdfs: phone - 1."""
    energy = utterance.features[:, 0]
    threshold = (energy.min() + energy.max()) / 2 - 0.15 * (energy.max() - energy.min())
    loud = np.flatnonzero(energy > threshold)
    labels = np.full(len(energy), SILENCE - 1)
    if utterance.phones and loud.size:
        span = loud[-1] + 1 - loud[0]
        which = np.arange(span) * len(utterance.phones) // span
        labels[loud[0] : loud[-1] + 1] = np.asarray(utterance.phones)[which] - 1
    return labels


def best_labels(utterance: Utterance, scores: Floats) -> Labels:
    """The best way through silence, the phones in their order, and silence, by ``scores`` (frames, pdfs)."""
    row: Sequence[int] = [SILENCE - 1, *(phone - 1 for phone in utterance.phones), SILENCE - 1]
    local = scores[:, row]
    best = np.full(len(row), -np.inf)
    best[0] = local[0, 0]
    came = np.zeros(local.shape, dtype=np.int64)
    for frame in range(1, len(local)):
        advanced = np.concatenate([[-np.inf], best[:-1]])
        came[frame] = advanced > best
        best = np.maximum(best, advanced) + local[frame]
    labels = np.zeros(len(local), dtype=np.int64)
    position = len(row) - 1
    for frame in range(len(local) - 1, -1, -1):
        labels[frame] = row[position]
        position -= came[frame, position]
    return labels
