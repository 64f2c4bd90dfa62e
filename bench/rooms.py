"""Simulated rooms: what a microphone hears of a loudspeaker and of a runner.

A shoebox room by the image method for the first tenth of a second (every reflection at its own time and
strength), then a diffuse tail that decays with the room's reverberation time; a small loudspeaker that
distorts; a playback chain with a delay; and two clocks that are not quite equal. Everything comes from the
seed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RATE = 16_000
SPEED_OF_SOUND = 343.0
Sound = npt.NDArray[np.float32]
_EARLY_SECONDS = 0.1


@dataclass(frozen=True)
class Room:
    """``echo_path`` from loudspeaker to microphone, ``voice_path`` from the runner's mouth; both mono at 16
    kHz with their strongest early part at unit energy."""

    rt60_seconds: float
    delay_seconds: float
    """Of the playback chain: buffers, Bluetooth. The way through the air is in the paths."""
    drift_ppm: float
    distortion: float
    """Harmonic distortion of the loudspeaker at full scale, as a share (0 is a perfect one)."""
    echo_path: Sound
    voice_path: Sound


def draw_room(seed: int, *, distortion: float | None = None) -> Room:
    """A room between cupboard and hall; RT60 0.2-0.8 s, delay 20-400 ms (a third of them Bluetooth), drift
    +-100 ppm, distortion 0-10 %."""
    random = np.random.default_rng(seed)
    size = random.uniform((2.6, 2.4, 2.3), (7.0, 5.5, 3.2))
    rt60 = float(random.uniform(0.2, 0.8))
    microphone = _inside(random, size, 0.1, 1.0)
    # The loudspeaker is the phone's or laptop's own, or stands somewhere in the room.
    near = random.random() < 0.5
    loudspeaker = (
        np.clip(microphone + random.uniform(-0.2, 0.2, 3), 0.05, size - 0.05)
        if near
        else _inside(random, size, 0.1, 1.5)
    )
    mouth = _on_the_floor(random, size, microphone)
    bluetooth = random.random() < 1 / 3
    return Room(
        rt60_seconds=rt60,
        delay_seconds=float(random.uniform(0.12, 0.38) if bluetooth else random.uniform(0.02, 0.12)),
        drift_ppm=float(random.uniform(-100, 100)),
        distortion=float(random.uniform(0.0, 0.1)) if distortion is None else distortion,
        echo_path=impulse_response(random, size, loudspeaker, microphone, rt60),
        voice_path=impulse_response(random, size, mouth, microphone, rt60),
    )


def impulse_response(
    random: np.random.Generator,
    size: npt.NDArray[np.float64],
    source: npt.NDArray[np.float64],
    receiver: npt.NDArray[np.float64],
    rt60_seconds: float,
) -> Sound:
    """Image method (Allen and Berkley, 1979) with one reflection coefficient for all walls, after Eyring."""
    volume = float(np.prod(size))
    surface = 2 * float(size[0] * size[1] + size[1] * size[2] + size[0] * size[2])
    reflection = float(np.sqrt(np.exp(-0.161 * volume / (surface * rt60_seconds))))
    reach = SPEED_OF_SOUND * _EARLY_SECONDS
    axes = []
    for extent, at, ear in zip(size, source, receiver, strict=True):
        order = np.arange(-int(reach / (2 * extent)) - 1, int(reach / (2 * extent)) + 2)
        even = 2 * order * extent + at - ear
        odd = 2 * order * extent - at - ear
        bounces = np.concatenate([2 * np.abs(order), np.abs(2 * order - 1)])
        axes.append((np.concatenate([even, odd]), bounces))
    (x, nx), (y, ny), (z, nz) = axes
    distance = np.sqrt(x[:, None, None] ** 2 + y[None, :, None] ** 2 + z[None, None, :] ** 2).ravel()
    bounces = (nx[:, None, None] + ny[None, :, None] + nz[None, None, :]).ravel()
    kept = distance < reach
    distance, bounces = np.maximum(distance[kept], 0.03), bounces[kept]
    strength = reflection**bounces / distance
    taps = int(rt60_seconds * RATE)
    early = int(_EARLY_SECONDS * RATE)
    response = np.zeros(max(taps, early) + 2)
    place = distance / SPEED_OF_SOUND * RATE
    whole = place.astype(int)
    share = place - whole
    np.add.at(response, whole, strength * (1 - share))
    np.add.at(response, whole + 1, strength * share)
    _add_tail(random, response, early, rt60_seconds)
    response /= np.sqrt(np.sum(response**2))
    return response.astype(np.float32)


def _add_tail(
    random: np.random.Generator, response: npt.NDArray[np.float64], early: int, rt60_seconds: float
) -> None:
    """Diffuse sound from ``early`` on, as strong there as the images just before it."""
    before = response[early - RATE // 50 : early]
    level = np.sqrt(np.mean(before**2))
    late = np.arange(len(response) - early)
    decay = 10 ** (-3 * late / (rt60_seconds * RATE))
    response[early:] += random.standard_normal(len(late)) * level * decay


def played(sound: Sound, room: Room) -> Sound:
    """``sound`` as it arrives at the microphone: distorted, delayed, on another clock, through the room.

    The level is that of ``sound`` (set it afterwards); the length too.
    """
    import soxr

    bent = loudspeaker(sound, room.distortion)
    drifted = soxr.resample(bent, RATE, RATE * (1 + room.drift_ppm * 1e-6), quality="HQ")
    late = np.concatenate([np.zeros(round(room.delay_seconds * RATE), np.float32), drifted])
    return fit(convolve(late, room.echo_path), len(sound))


def loudspeaker(sound: Sound, distortion: float) -> Sound:
    """A small box: nothing below some 150 Hz, and a cone whose force bends with its excursion, unevenly."""
    thin = _high_pass(sound, 150.0)
    if distortion == 0.0:
        return thin
    peak = float(np.max(np.abs(thin), initial=1e-9))
    x = thin / peak
    bent = x + distortion * (2.0 * x**2 - 1.5 * x**3 - np.mean(2.0 * x**2))
    return (_high_pass(np.asarray(bent, np.float32), 150.0) * peak).astype(np.float32)


def _high_pass(sound: Sound, hertz: float) -> Sound:
    """Second order and without phase, done in one transform."""
    if sound.size == 0:
        return sound
    spectrum = np.fft.rfft(sound)
    f = np.fft.rfftfreq(len(sound), 1 / RATE)
    return np.fft.irfft(spectrum * (f**2 / (f**2 + hertz**2)), len(sound)).astype(np.float32)


def convolve(sound: Sound, path: Sound) -> Sound:
    """``sound`` through ``path``, all of it: len(sound) + len(path) - 1."""
    length = len(sound) + len(path) - 1
    size = 1 << (length - 1).bit_length() if length < 1 << 18 else length + (-length) % 4096
    product = np.fft.rfft(sound, size) * np.fft.rfft(path, size)
    return np.fft.irfft(product, size)[:length].astype(np.float32)


def fit(sound: Sound, length: int) -> Sound:
    """Cut or padded with silence to ``length``."""
    return sound[:length] if len(sound) >= length else np.pad(sound, (0, length - len(sound)))


def active_rms(sound: Sound) -> float:
    """RMS over the 20 ms frames within 30 dB of the loudest: the level while somebody speaks."""
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320).astype(np.float64)
    power = (frames**2).mean(axis=1) if frames.size else np.zeros(1)
    loud = power[power >= power.max() * 1e-3]
    return float(np.sqrt(loud.mean()))


def _on_the_floor(
    random: np.random.Generator, size: npt.NDArray[np.float64], microphone: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """A runner's mouth, half a metre to two and a half from the phone."""
    while True:
        mouth = _inside(random, size, 0.1, 0.6)
        if 0.5 <= float(np.linalg.norm(mouth - microphone)) <= 2.5:
            return mouth


def _inside(
    random: np.random.Generator, size: npt.NDArray[np.float64], lowest: float, highest: float
) -> npt.NDArray[np.float64]:
    """A place at least 30 cm off the walls, between two heights."""
    x, y = random.uniform(0.3, size[0] - 0.3), random.uniform(0.3, size[1] - 0.3)
    return np.array([x, y, random.uniform(lowest, min(highest, size[2] - 0.2))])
