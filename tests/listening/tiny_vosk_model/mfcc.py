"""Kaldi's MFCC in numpy, to the settings in `MFCC_CONF`, so that a network trained here fits what libvosk
computes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tests.listening.tiny_vosk_model.kaldi_writer import Floats

CEPSTRA = 40
MFCC_CONF = """\
--use-energy=false
--sample-frequency=16000
--num-mel-bins=40
--num-ceps=40
--low-freq=20
--high-freq=-400
--dither=0
"""
"""Kaldi's settings for what it calls high-resolution MFCC; no dither, so that the same sound gives the same
words."""

_RATE, _FRAME, _SHIFT, _FFT = 16_000, 400, 160, 512
_LIFTER = 22


def mfcc(samples: npt.NDArray[np.int16]) -> Floats:
    """(frames, `CEPSTRA`) at 10 ms a frame, only whole frames of 25 ms."""
    count = 1 + (len(samples) - _FRAME) // _SHIFT
    if count < 1:
        return np.zeros((0, CEPSTRA), dtype=np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), _FRAME)[::_SHIFT][:count]
    frames = frames - frames.mean(axis=1, keepdims=True)
    frames = frames - 0.97 * np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    spectrum = np.abs(np.fft.rfft(frames * _WINDOW, _FFT)) ** 2
    log_mel = np.log(np.maximum(spectrum[:, : _FFT // 2] @ _MEL.T, np.finfo(np.float32).eps))
    return np.asarray(log_mel @ _COSINES.T, dtype=np.float32)


def _mel(hertz: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
    return np.asarray(1127.0 * np.log(1.0 + np.asarray(hertz) / 700.0))


def _mel_bank() -> npt.NDArray[np.float64]:
    edges = np.linspace(_mel(20.0), _mel(_RATE / 2 - 400.0), CEPSTRA + 2)
    bins = _mel(np.arange(_FFT // 2) * _RATE / _FFT)
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0.0, np.minimum(rising, falling))


def _liftered_cosines() -> npt.NDArray[np.float64]:
    k, n = np.arange(CEPSTRA)[:, None], np.arange(CEPSTRA)[None, :]
    cosines = np.sqrt(2.0 / CEPSTRA) * np.cos(np.pi / CEPSTRA * (n + 0.5) * k)
    cosines[0] = np.sqrt(1.0 / CEPSTRA)
    return np.asarray(cosines * (1.0 + 0.5 * _LIFTER * np.sin(np.pi * k / _LIFTER)))


_WINDOW = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_FRAME) / (_FRAME - 1))) ** 0.85
_MEL = _mel_bank()
_COSINES = _liftered_cosines()
