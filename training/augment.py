"""What happens to a voice between a mouth and a cheap microphone two metres away, on a whole batch at once.

Rooms (simulated ones, or a decaying tail), noise of every colour, breath, other people talking, music-like
tones, filters of far and cheap microphones, level, clipping, coarse steps. All chance comes from the
generator given.
"""

from __future__ import annotations

import math

import torch

RATE = 16_000
_FFT_STEP = 5120
"""Sizes with small factors, which transform quickly."""
_SIMULATED = 0.75
"""Of the rows in rooms, those in simulated ones; the others' tails are weaker."""
_DIRECT_SAMPLES = 16
_BREATH_SAMPLES = 321
_HOP_SAMPLES = 80
_RING_HOPS = 60


class Augmenter:
    """``strength`` 0 leaves the sound as it is but for a floor of noise; ``rooms`` of all rows are in one.

    ``simulated``: impulse responses, shape ``(rooms, samples)``, the direct sound first (`training.rooms`);
    without them every room is an exponential tail.
    """

    def __init__(
        self,
        generator: torch.Generator,
        strength: float = 1.0,
        rooms: float = 0.45,
        simulated: torch.Tensor | None = None,
    ) -> None:
        self._chance = generator
        self._strength = strength
        self._in_rooms = rooms
        self._simulated = simulated

    def __call__(self, sound: torch.Tensor) -> torch.Tensor:
        """``sound``, shape ``(batch, samples)`` within ±1."""
        length = sound.shape[1]
        size = -(-(length + RATE // 2) // _FFT_STEP) * _FFT_STEP
        rooms = self._rooms(sound, size)
        spectra = torch.fft.rfft(sound, size) * rooms
        voices = torch.fft.irfft(spectra * self._microphones(sound, size), size)[:, :length]
        noisy = voices + self._noise(voices, size)
        return self._level(noisy)

    def _uniform(self, like: torch.Tensor, low: float, high: float, *more: int) -> torch.Tensor:
        shape = (like.shape[0], *(more or (1,)))
        return low + (high - low) * torch.rand(shape, generator=self._chance, device=like.device)

    def _sometimes(self, like: torch.Tensor, chance: float) -> torch.Tensor:
        return (self._uniform(like, 0, 1) < chance * self._strength).float()

    def _rooms(self, like: torch.Tensor, size: int) -> torch.Tensor:
        """Spectra of impulse responses: the direct sound at once, then an exponential tail of noise."""
        tail = RATE // 2
        seconds = torch.arange(tail, device=like.device) / RATE
        decay = self._uniform(like, 0.1, 0.7)
        ring = torch.randn(like.shape[0], tail, generator=self._chance, device=like.device)
        ring = ring * torch.exp(-6.9 * seconds / decay) * (seconds > 0.002)
        ring = ring / (ring.norm(dim=1, keepdim=True) + 1e-9)
        inside = self._sometimes(like, self._in_rooms)
        ring = ring * 10 ** (self._uniform(like, -18, 3) / 20) * inside
        ring[:, 0] = 1.0
        if self._simulated is not None:
            chosen = (self._uniform(like, 0, 1)[:, 0] * len(self._simulated)).long()
            room = self._simulated[chosen]
            # Mouths aren't equally loud all around: the direct sound is up to 6 dB stronger.
            room[:, :_DIRECT_SAMPLES] *= 10 ** (self._uniform(like, 0, 6) / 20)
            simulated = inside * (self._uniform(like, 0, 1) < _SIMULATED)
            ring = torch.where(simulated > 0, room, ring)
        return torch.fft.rfft(ring, size)

    def _curve(self, like: torch.Tensor, size: int, tilt_db: float, bumps_db: float) -> torch.Tensor:
        """A smooth random gain over frequency, ``(batch, size / 2 + 1)``."""
        place = torch.linspace(0, 1, size // 2 + 1, device=like.device)
        octaves = torch.log2(place * 8 + 0.05) / 3
        decibels = self._uniform(like, -tilt_db, tilt_db) * octaves
        for waves in (1, 2, 4, 7):
            height = self._uniform(like, -bumps_db, bumps_db)
            decibels = decibels + height * torch.cos(math.pi * waves * place + self._uniform(like, 0, 6.3))
        return 10 ** (decibels / 20)

    def _microphones(self, like: torch.Tensor, size: int) -> torch.Tensor:
        hertz = torch.linspace(0, RATE / 2, size // 2 + 1, device=like.device)
        curve = self._curve(like, size, 9.0 * self._strength, 3.0 * self._strength)
        low_cut = self._uniform(like, 60, 400)
        high_cut = self._uniform(like, 3200, 7000)
        low = torch.sigmoid((hertz - low_cut) / 30)
        high = torch.sigmoid((high_cut - hertz) / 120)
        use_low, use_high = self._sometimes(like, 0.4), self._sometimes(like, 0.35)
        return curve * (1 - use_low + use_low * low) * (1 - use_high + use_high * high)

    def _noise(self, voices: torch.Tensor, size: int) -> torch.Tensor:
        """Coloured noise, clatter, babble of others in the batch, tones; each at its own level under the
        voice."""
        length = voices.shape[1]
        power = voices.pow(2).mean(dim=1, keepdim=True).sqrt() + 1e-6
        white = torch.randn(voices.shape[0], size, generator=self._chance, device=voices.device)
        hiss = torch.fft.irfft(torch.fft.rfft(white) * self._curve(voices, size, 24.0, 8.0), size)[:, :length]
        swell = 1 + 0.9 * torch.sin(
            torch.arange(length, device=voices.device) / RATE * self._uniform(voices, 1, 30)
            + self._uniform(voices, 0, 6.3)
        ) * self._sometimes(voices, 0.3)
        others = sum(torch.roll(voices, shift, dims=0) for shift in (1, 3, 7))
        total = torch.zeros_like(voices)
        for kind, chance, low, high in (
            (hiss * swell, 0.75, 2.0, 34.0),
            (hiss * self._clatter(voices), 0.2, 0.0, 25.0),
            (hiss * self._envelope(voices), 0.15, 3.0, 20.0),
            (others, 0.15, 8.0, 30.0),
            (self._tones(voices), 0.2, 3.0, 30.0),
        ):
            level = kind.pow(2).mean(dim=1, keepdim=True).sqrt() + 1e-9
            under = 10 ** (-self._uniform(voices, low, high) / 20) * self._sometimes(voices, chance)
            total = total + kind / level * power * under
        floor = 10 ** (-self._uniform(voices, 40, 75) / 20)
        return total + floor * power * torch.randn(voices.shape, generator=self._chance, device=voices.device)

    def _envelope(self, voices: torch.Tensor) -> torch.Tensor:
        """How loud the voice is around each sample: hiss as loud is breath."""
        half = _BREATH_SAMPLES // 2
        summed = torch.nn.functional.pad(voices.abs(), (half + 1, half)).cumsum(dim=1)
        return (summed[:, _BREATH_SAMPLES:] - summed[:, :-_BREATH_SAMPLES]) / _BREATH_SAMPLES

    def _clatter(self, like: torch.Tensor) -> torch.Tensor:
        """How loud knocks and clicks are at each sample: 1 to 15 a second that ring for 8 to 80 ms."""
        seconds_a_hop = _HOP_SAMPLES / RATE
        hops = like.shape[1] // _HOP_SAMPLES + 1
        hits = (self._uniform(like, 0, 1, hops) < self._uniform(like, 1, 15) * seconds_a_hop).float()
        hits = hits * self._uniform(like, 0.1, 1, hops)
        ring = torch.arange(_RING_HOPS, device=like.device) * seconds_a_hop
        ring = torch.exp(-ring / self._uniform(like, 0.008, 0.08))
        loud = torch.nn.functional.conv1d(
            hits[None], ring.flip(1)[:, None], padding=_RING_HOPS - 1, groups=like.shape[0]
        )
        return loud[0, :, :hops].repeat_interleave(_HOP_SAMPLES, dim=1)[:, : like.shape[1]]

    def _tones(self, like: torch.Tensor) -> torch.Tensor:
        """Chords with beats, in the manner of music from another room."""
        seconds = torch.arange(like.shape[1], device=like.device) / RATE
        beat = torch.exp(-3 * torch.remainder(seconds * self._uniform(like, 1, 5), 1.0))
        chord = torch.zeros_like(like)
        root = self._uniform(like, 60, 300)
        for ratio in (1.0, 1.26, 1.5, 2.0, 3.0, 4.0, 6.0):
            loud = self._uniform(like, 0.0, 1.0 / ratio**0.5)
            chord = chord + loud * torch.sin(
                2 * math.pi * ratio * root * seconds + self._uniform(like, 0, 6.3)
            )
        return chord * beat

    def _level(self, sound: torch.Tensor) -> torch.Tensor:
        peak = sound.abs().amax(dim=1, keepdim=True) + 1e-6
        target = 10 ** (self._uniform(sound, -36, -1) / 20)
        over = 1 + self._sometimes(sound, 0.05) * self._uniform(sound, 0.5, 3)
        scaled = torch.clamp(sound / peak * target * over, -target, target)
        return torch.round(scaled * 32768) / 32768
