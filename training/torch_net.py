"""The network while it is trained: convolutions over time, 20 ms a step, with shortcuts around each."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from voice_coach.listening.acoustic.mel import FILTERS
from voice_coach.listening.acoustic.units import OUTPUTS


@dataclass(frozen=True)
class Shape:
    """``dilations``: one convolution of three taps each; their sum is the frames of 20 ms seen on either
    side."""

    width: int = 384
    dilations: tuple[int, ...] = (1, 1, 2, 2, 3, 3)
    dropout: float = 0.1


class Net(nn.Module):
    """Log-mel ``(batch, frames, 40)`` to logits ``(batch, frames // 2, outputs)``."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.norm = nn.BatchNorm1d(2 * FILTERS)
        self.into = nn.Conv1d(2 * FILTERS, shape.width, 3, padding=1, bias=False)
        self.into_norm = nn.BatchNorm1d(shape.width)
        self.layers = nn.ModuleList(
            nn.Conv1d(shape.width, shape.width, 3, padding=d, dilation=d, bias=False) for d in shape.dilations
        )
        self.norms = nn.ModuleList(nn.BatchNorm1d(shape.width) for _ in shape.dilations)
        self.drop = nn.Dropout(shape.dropout)
        self.out = nn.Conv1d(shape.width, OUTPUTS, 1)

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        even = frames[:, : frames.shape[1] // 2 * 2]
        stacked = even.reshape(even.shape[0], even.shape[1] // 2, 2 * FILTERS).transpose(1, 2)
        hidden = torch.relu(self.into_norm(self.into(self.norm(stacked))))
        for layer, norm in zip(self.layers, self.norms, strict=True):
            hidden = hidden + self.drop(torch.relu(norm(layer(hidden))))
        return self.out(hidden).transpose(1, 2)
