"""The echo remover in use: delay, drift, Kalman filter, residual suppression.

Output is late by the filter's block, 16 ms, and 2 ms. Nothing is touched if no echo is found (headphones, a
recording) or nothing has played for longer than a room rings.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voice_coach.listening.echo.aligner import SLEW_SAMPLES, ReferenceAligner
from voice_coach.listening.echo.delay import DelayFinder
from voice_coach.listening.echo.kalman import KalmanFilter, KalmanSettings
from voice_coach.listening.echo.line import LONGEST_DELAY_SAMPLES, DelayLine
from voice_coach.listening.echo.port import SILENT_DB, EchoStatus, Removed
from voice_coach.listening.echo.residual import DELAY_SAMPLES, ResidualSuppressor
from voice_coach.listening.recogniser import Speech

Floats = npt.NDArray[np.float32]
Pair = npt.NDArray[np.int16]
"""`Removed`'s quiet and whole, shape ``(2, samples)``."""
_FULL_SCALE = np.float32(32768)
_DRIFT_NEWS_PPM = 15.0
_DOUBT = 1.0
_SMOOTHED_BLOCKS = 64
"""About a second."""
_REMOVED_DB = 6.0
_SETTLED_DB = 12.0
_HEARD_DB = -60.0


class KalmanEchoRemover:
    """See `port.EchoRemover`."""

    def __init__(
        self, settings: KalmanSettings | None = None, *, expected_delay_samples: float | None = None
    ) -> None:
        """``expected_delay_samples``: measured earlier, maybe wrong."""
        self._settings = settings or KalmanSettings()
        self._filter = KalmanFilter(self._settings)
        self._finder = DelayFinder(expected_delay_samples)
        self._residual = ResidualSuppressor(self._settings.block_samples)
        self._aligner = ReferenceAligner()
        block = self._settings.block_samples
        self._rings_samples = LONGEST_DELAY_SAMPLES + block * self._settings.partitions
        self._quiet_samples = self._rings_samples
        self._microphone: Speech = np.zeros(0, np.int16)
        self._reference: Speech = np.zeros(0, np.int16)
        self._ready = np.zeros((2, 0), np.int16)
        self._lead_samples = block
        self._status = EchoStatus()
        self._heard_power = self._left_power = 0.0
        self._is_learned = False

    @property
    def latency_samples(self) -> int:
        return self._settings.block_samples + DELAY_SAMPLES

    @property
    def status(self) -> EchoStatus:
        return self._status

    def process(self, microphone: Speech, reference: Speech) -> Removed:
        if microphone.shape != reference.shape or microphone.ndim != 1:
            raise ValueError(
                f"microphone {microphone.shape} and reference {reference.shape} must be equal and flat"
            )
        size = self._settings.block_samples
        heard = np.concatenate([self._microphone, microphone])
        played = np.concatenate([self._reference, reference])
        whole = len(heard) // size * size
        # Until the first block is done, the microphone as it is: silence would pass for a very quiet room.
        lead = microphone[: self._lead_samples]
        self._lead_samples -= len(lead)
        done = [self._ready, np.stack([lead, lead])]
        for at in range(0, whole, size):
            done.append(self._block(heard[at : at + size], played[at : at + size]))
        self._microphone, self._reference = heard[whole:], played[whole:]
        out = np.concatenate(done, axis=1)
        self._ready = out[:, len(microphone) :]
        return Removed(*out[:, : len(microphone)])

    def shift(self, skipped: Speech, put_in_samples: int) -> None:
        self._aligner.shift(skipped.astype(np.float32) / _FULL_SCALE, put_in_samples)
        self._finder.shift(len(skipped) - put_in_samples)

    def _block(self, microphone: Speech, reference: Speech) -> Pair:
        self._quiet_samples = 0 if reference.any() else self._quiet_samples + len(reference)
        heard = microphone.astype(np.float32) / _FULL_SCALE
        played = reference.astype(np.float32) / _FULL_SCALE
        before = self._finder.line
        if self._finder.feed(heard, played, is_removed=self._took_out(_REMOVED_DB)):
            self._follow(before, self._finder.line)
        self._make_room(self._finder.line)
        aligned = self._aligner.read(played, self._finder.line, is_settled=self._took_out(_SETTLED_DB))
        if self._finder.line is None or self._quiet_samples > self._rings_samples:
            self._status = EchoStatus()
            return np.stack([to_int16(side) for side in self._residual.pass_by(heard)])
        result = self._filter.step(heard, aligned)
        self._judge(heard, result.error, aligned)
        quiet, whole = self._residual.step(result)
        self._tell(self._finder.line)
        # A filter that has learned little leaves most of the echo in.
        return np.stack([to_int16(quiet), to_int16(whole if self._is_learned else quiet)])

    def _make_room(self, line: DelayLine | None) -> None:
        """Give up some lead if the echo comes too near."""
        samples = self._aligner.make_room(line)
        if samples and line is not None:
            way_samples = (self._settings.partitions + 1) * self._settings.block_samples
            self._filter.move_earlier(samples, self._aligner.again(way_samples, line))

    def _took_out(self, least_db: float) -> bool:
        """If the filter lately took out so much, the delay is right."""
        return self._heard_power > self._left_power * 10 ** (least_db / 10)

    def _judge(self, heard: Floats, left: Floats, aligned: Floats) -> None:
        if _level_db(float(aligned @ aligned) / len(aligned)) > _HEARD_DB:
            self._heard_power += (float(heard @ heard) - self._heard_power) / _SMOOTHED_BLOCKS
            self._left_power += (float(left @ left) - self._left_power) / _SMOOTHED_BLOCKS
            self._is_learned = self._is_learned or self._took_out(_SETTLED_DB)

    def _tell(self, line: DelayLine) -> None:
        self._status = EchoStatus(
            residual_db=_level_db(self._residual.residual_power),
            double_talk=self._residual.double_talk,
            is_learned=self._is_learned,
            delay_samples=line.delay_at(self._aligner.position),
            drift_ppm=line.drift_ppm,
        )

    def _follow(self, before: DelayLine | None, line: DelayLine | None) -> None:
        """What was learned at another delay is worth less."""
        if before is None or line is None or self._jumps(before, line):
            self._filter.forget()
            self._is_learned = False
        elif abs(line.drift_ppm - before.drift_ppm) > _DRIFT_NEWS_PPM:
            self._filter.doubt(_DOUBT)

    def _jumps(self, before: DelayLine, line: DelayLine) -> bool:
        position = self._aligner.position
        return abs(line.delay_at(position) - before.delay_at(position)) > SLEW_SAMPLES


def to_int16(samples: Floats) -> Speech:
    out: Speech = np.clip(np.rint(samples * _FULL_SCALE), -32768, 32767).astype(np.int16)
    return out


def _level_db(power: float) -> float:
    return max(SILENT_DB, 10 * float(np.log10(power + 1e-12)))
