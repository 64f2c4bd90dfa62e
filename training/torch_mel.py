"""`voice_coach.listening.acoustic.mel` in PyTorch, for batches on any device."""

from __future__ import annotations

import torch

from voice_coach.listening.acoustic import mel


def log_mel(sound: torch.Tensor) -> torch.Tensor:
    """``sound``, shape ``(batch, samples)``, within ±1: log-mel less each row's level, ``(batch, frames,
    40)``."""
    windows = sound.unfold(1, mel.WINDOW_SAMPLES, mel.SHIFT_SAMPLES)
    window = torch.as_tensor(mel.window(), device=sound.device)
    spectra = torch.fft.rfft(windows * window, mel.FFT_SAMPLES)
    power = spectra.real**2 + spectra.imag**2
    energies = power @ torch.as_tensor(mel.filters(), device=sound.device)
    level = torch.log(energies.mean(dim=(1, 2), keepdim=True) + 1e-10)
    return torch.clamp(torch.log(energies + 1e-10) - level, min=mel.LOWEST_LOG)
