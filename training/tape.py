"""All recordings end to end, with their labels, and random stretches of them as batches."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from voice_coach.listening.acoustic.mel import SHIFT_SAMPLES, WINDOW_SAMPLES
from voice_coach.listening.acoustic.units import PHONES, output_of

_SILENCE = output_of(PHONES[-1], 1)
_LEAST_FIT = {False: -2.2, True: -3.2}
"""Alignments that fit worse than this are not believed, by isolated or not (one word alone has fewer ways
to be wrong)."""
_WEIGHTS = {"read": 1.0, "isolated": 2.0, "synthetic": 0.5}
"""How often a second of each kind is drawn, against read speech."""


@dataclass(frozen=True, eq=False)
class Tape:
    sound: torch.Tensor
    """int16, all recordings end to end."""
    labels: torch.Tensor
    """uint8, one for each 160 samples."""
    rows: tuple[dict[str, Any], ...]
    starts: torch.Tensor
    lengths: torch.Tensor
    """First sample and samples of each recording."""

    def chosen(self, leave_out: str) -> torch.Tensor:
        """How likely each recording is to be drawn: 0 where it may not train.

        ``leave_out``: ``measured`` (all speakers of the measuring set), ``fold:N`` (those of one fold) or
        ``nobody``.
        """
        return torch.tensor([self._weight(row, leave_out) for row in self.rows], dtype=torch.float64)

    @staticmethod
    def _weight(row: dict[str, Any], leave_out: str) -> float:
        if leave_out == "measured" and row["measured"]:
            return 0.0
        if leave_out.startswith("fold:") and row["measured"] and row["fold"] == int(leave_out[5:]):
            return 0.0
        if row["fit"] < _LEAST_FIT[bool(row["isolated"])]:
            return 0.0
        kind = "synthetic" if row["synthetic"] else "isolated" if row["isolated"] else "read"
        return _WEIGHTS[kind] * min(float(row["samples"]), 16 * 16_000.0)


def load_tape(path: Path, device: torch.device, labels: Path | None = None) -> Tape:
    """What `align.py` wrote; ``labels`` stands in for its labels (from `realign.py`)."""
    with np.load(path) as stored:
        sound = torch.from_numpy(stored["sound"]).to(device)
        found = stored["labels"]
        rows = tuple(json.loads(str(stored["rows"])))
    if labels is not None:
        found = np.load(labels)
    lengths = torch.tensor([row["samples"] for row in rows], device=device)
    starts = torch.cumsum(lengths, 0) - lengths
    return Tape(sound, torch.from_numpy(found).to(device), rows, starts, lengths)


def draw(
    tape: Tape, weights: torch.Tensor, batch_frames: int, chance: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """A batch: sound ``(batch, samples)`` within ±1, and the label of each 20 ms, ``(batch, frames)``.

    All rows are as long, 0.7 to 2.4 s; speed (and pitch with it) varies from row to row; shorter recordings
    stand in silence, which `augment.py` fills.
    """
    device = tape.sound.device
    frames = int(torch.randint(35, 120, (1,), generator=chance, device=device))
    rows = max(1, batch_frames // frames)
    samples = (2 * frames - 1) * SHIFT_SAMPLES + WINDOW_SAMPLES
    chosen = torch.multinomial(weights, rows, replacement=True, generator=chance)
    speed = 0.87 + 0.28 * torch.rand(rows, 1, generator=chance, device=device)
    room = tape.lengths[chosen][:, None] - samples * speed
    # Long recordings: a stretch of them. Short ones: all, somewhere within the row.
    offset = room * torch.rand(rows, 1, generator=chance, device=device)
    place = offset + speed * torch.arange(samples, device=device)
    inside = (place >= 0) & (place < tape.lengths[chosen][:, None] - 1)
    whole = place.floor()
    part = place - whole
    at = (tape.starts[chosen][:, None] + whole.long()).clamp(0, len(tape.sound) - 2)
    sound = (tape.sound[at].float() * (1 - part) + tape.sound[at + 1].float() * part) / 32768 * inside
    # A step of 20 ms holds two frames; its middle lies half a shift after the first one's.
    middle = (
        WINDOW_SAMPLES // 2 + SHIFT_SAMPLES // 2 + 2 * SHIFT_SAMPLES * torch.arange(frames, device=device)
    )
    label_place = offset + speed * middle
    label_inside = (label_place >= 0) & (label_place < tape.lengths[chosen][:, None])
    label_at = (tape.starts[chosen][:, None] + label_place.long()) // SHIFT_SAMPLES
    labels = tape.labels[label_at.clamp(0, len(tape.labels) - 1)].long()
    return sound, torch.where(label_inside, labels, torch.full_like(labels, _SILENCE))


def joined(tapes: Sequence[Tape]) -> Tape:
    """All of ``tapes`` as one."""
    lengths = torch.cat([tape.lengths for tape in tapes])
    return Tape(
        sound=torch.cat([tape.sound for tape in tapes]),
        labels=torch.cat([tape.labels for tape in tapes]),
        rows=tuple(row for tape in tapes for row in tape.rows),
        starts=torch.cumsum(lengths, 0) - lengths,
        lengths=lengths,
    )
