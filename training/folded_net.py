"""The network as it ships, batch norms folded in, so that it can be trained a little further.

Its weights are those of `voice_coach.listening.acoustic.net`; training starts from them and ends in them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from voice_coach.listening.acoustic.mel import FILTERS
from voice_coach.listening.acoustic.net import STEP_FRAMES, AcousticModel


class FoldedNet(nn.Module):
    """Log-mel ``(batch, frames, 40)`` to logits ``(batch, frames // 2, outputs)``."""

    def __init__(self, model: AcousticModel, dropout: float = 0.1) -> None:
        super().__init__()
        self.register_buffer("scale", torch.tensor(model.scale))
        self.register_buffer("shift", torch.tensor(model.shift))
        self.layers = nn.ModuleList()
        for layer in model.layers:
            inputs, width = len(layer.weights) // 3, len(layer.bias)
            made = nn.Conv1d(inputs, width, 3, padding=layer.dilation, dilation=layer.dilation)
            kernel = layer.weights.reshape(3, inputs, width).transpose(2, 1, 0)
            made.weight.data = torch.tensor(kernel.copy())
            made.bias.data = torch.tensor(layer.bias)  # type: ignore[union-attr]
            self.layers.append(made)
        self.out = nn.Linear(len(model.out_weights), len(model.out_bias))
        self.out.weight.data = torch.tensor(model.out_weights.T.copy())
        self.out.bias.data = torch.tensor(model.out_bias)
        self.drop = nn.Dropout(dropout)

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        steps = frames.shape[1] // STEP_FRAMES
        stacked = frames[:, : steps * STEP_FRAMES].reshape(len(frames), steps, STEP_FRAMES * FILTERS)
        seen = (stacked * self.scale + self.shift).transpose(1, 2)
        hidden = torch.relu(self.layers[0](seen))
        for layer in self.layers[1:]:
            hidden = hidden + self.drop(torch.relu(layer(hidden)))
        return self.out(hidden.transpose(1, 2))

    def arrays(self) -> dict[str, npt.NDArray[np.float32]]:
        """The weights by the names they have in `models/en/acoustic.npz`."""
        found = {"out_weights": _array(self.out.weight.T), "out_bias": _array(self.out.bias)}
        for number, layer in enumerate(self.layers):
            weights = layer.weight.permute(2, 1, 0)
            found[f"weights_{number}"] = _array(weights.reshape(-1, weights.shape[2]))
            found[f"bias_{number}"] = _array(layer.bias)
        return found


def _array(values: torch.Tensor) -> npt.NDArray[np.float32]:
    found: npt.NDArray[np.float32] = values.detach().cpu().contiguous().numpy().astype(np.float32)
    return found
