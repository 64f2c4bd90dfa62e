"""Finds the echo's delay, and follows it while two clocks drift apart.

Twice a second at first, the microphone's last second is correlated with the reference. A line through half a
minute's delays gives delay and drift; stray peaks lie on none. Until then `ringing.RingingDelay` serves.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from voice_coach.listening.echo.correlation import WINDOW_SAMPLES, EchoCorrelation, summit
from voice_coach.listening.echo.line import LONGEST_DELAY_SAMPLES, STEEPEST_PPM, DelayLine
from voice_coach.listening.echo.ringing import RingingDelay
from voice_coach.listening.recogniser import HEARING_RATE

Floats = npt.NDArray[np.float32]
HOP_SAMPLES = HEARING_RATE // 2
_SLOW_HOP_SAMPLES = 3 * HEARING_RATE // 2
"""With enough windows for a good line."""
_LEAST_HEIGHT = 5.5
"""In RMS of the correlation: any two sounds have lower peaks."""
_PEAKS = 3
"""A window's: in large rooms the direct sound may be the second or third."""
_PEAK_SAMPLES = 12
"""Least distance between a window's peaks."""
_ENOUGH = 14.0
"""Least sum of a line's heights over `_LEAST_HEIGHT`: two clear peaks or ten faint ones (other sounds reach 5
in half a minute)."""
_MOST_WINDOWS = 40
_SETTLED_WINDOWS = 24
_FLAT_SECONDS = 3.0
_RECENT_SECONDS = 12.0
_SLOPE_STEP_PPM = 4.0
_NEAR_SAMPLES = 1.5
"""From the line: a room's peaks are some samples wide."""
_TRACKED_SECONDS = 12.0
"""Gives the slope to a few millionths."""
_EXPECTED_NEAR_SAMPLES = 8 * HEARING_RATE // 100
"""A delay measured earlier may be so far off: buffers fill differently."""
_EXPECTED_WINDOWS = 16
"""Then look everywhere: devices change."""
_ENOUGH_EXPECTED = 9.0
"""For `_ENOUGH` near a measured delay: a third of the places for stray peaks."""
_JUMP_WINDOWS = 3
_LOYALTY = 1.5
_CLEAR_HEIGHT = 4.0
_JUMP_SAMPLES = 6.0
_OTHER_DRIFT_PPM = 8.0
"""From the ringing's drift: an echo isn't farther (in room 17 one line was 51 off)."""
_MOST_LATE_SAMPLES = 256.0
"""How late after the direct sound ringing may seem to begin."""
_MOST_EARLY_SAMPLES = 1_600.0
"""How late after the ringing's start a peak's reflection may be."""


@dataclass(frozen=True)
class _Peak:
    at_sample: int
    """The middle of its window."""
    delay: float
    height: float
    """In RMS of the correlation, over `_LEAST_HEIGHT`."""


class DelayFinder:
    """``feed`` both sides; ``line`` is what's known."""

    def __init__(self, expected_samples: float | None = None) -> None:
        """``expected_samples``: measured earlier, maybe wrong."""
        self._expected_samples = expected_samples
        self._expected_windows = _EXPECTED_WINDOWS
        self._correlation = EchoCorrelation()
        self._position = 0
        self._due = HOP_SAMPLES
        self._windows: deque[tuple[_Peak, ...]] = deque(maxlen=_MOST_WINDOWS)
        self._ringing = RingingDelay()
        self._sharp: DelayLine | None = None
        self._begins_late_samples = 0.0
        self.line: DelayLine | None = None

    def feed(self, microphone: Floats, reference: Floats, *, is_removed: bool = False) -> bool:
        """Whether `line` changed. Both sides are equally long. ``is_removed``: the echo is being taken out at
        this line, so no other is right (pacing tones correlate a period later too).
        """
        self._correlation.take_in(microphone, reference)
        self._position += len(microphone)
        if self._position < self._due:
            return False
        settled = len(self._windows) >= _SETTLED_WINDOWS
        self._due += _SLOW_HOP_SAMPLES if settled else HOP_SAMPLES
        correlation = self._correlation.by_lag()
        if correlation is None:
            return False
        is_removed = is_removed and self.line is not None
        peaks = self._peaks(correlation)
        sharp = self._follow_peaks(peaks, is_removed) if peaks else None
        if sharp is not None:
            self._adopt(sharp)
            return True
        if self._sharp is None and self._position >= WINDOW_SAMPLES:
            at_sample = self._position - WINDOW_SAMPLES // 2
            line = self._ringing.feed(at_sample, correlation, is_removed=is_removed)
            is_news, self.line = line is not None, line
            return is_news
        return False

    def _follow_peaks(self, peaks: tuple[_Peak, ...], is_removed: bool) -> DelayLine | None:
        """With one window's peaks; None if that says nothing new."""
        self._windows.append(peaks)
        if is_removed and self._sharp is not None and self._sharp.is_drift_known:
            return self._track(self._sharp)
        if not is_removed:
            self._drop_what_a_jump_made_void()
        line = self._fit()
        return None if line is None or self._is_elsewhere(line, is_removed) else line

    def _adopt(self, sharp: DelayLine) -> None:
        """If the followed ringing is the same echo, keep its start, so nothing is relearned."""
        if self._sharp is None and self.line is not None:
            late_samples = self.line.delay_at(sharp.at_sample) - sharp.delay_samples
            self._begins_late_samples = late_samples if _is_same_echo(late_samples) else 0.0
        self._sharp = sharp
        self._expected_samples = None
        self.line = sharp.later(self._begins_late_samples)

    def shift(self, samples: int) -> None:
        """Every delay is longer from here on; windows with older sound are skipped."""
        self._windows = deque(
            (tuple(replace(peak, delay=peak.delay + samples) for peak in window) for window in self._windows),
            maxlen=_MOST_WINDOWS,
        )
        if self._expected_samples is not None:
            self._expected_samples += samples
        self._ringing.shift(samples)
        if self._sharp is not None:
            self._sharp = self._sharp.later(samples)
        if self.line is not None:
            self.line = self.line.later(samples)
        self._due = max(self._due, self._position + WINDOW_SAMPLES + LONGEST_DELAY_SAMPLES)

    def _peaks(self, correlation: Floats) -> tuple[_Peak, ...]:
        """The highest peaks, the highest first."""
        magnitude = np.abs(correlation)
        free = magnitude.copy()
        free[[0, -1]] = 0
        if self._expected_samples is not None:
            free[np.abs(np.arange(len(free)) - self._expected_samples) > _EXPECTED_NEAR_SAMPLES] = 0
            self._expected_windows -= 1
            if self._expected_windows == 0:
                self._expected_samples = None
        peaks = []
        for _ in range(_PEAKS):
            best = int(free.argmax())
            height = float(magnitude[best]) - _LEAST_HEIGHT
            if height <= 0:
                break
            peaks.append(_Peak(self._position - WINDOW_SAMPLES // 2, best + summit(magnitude, best), height))
            free[max(0, best - _PEAK_SAMPLES) : best + _PEAK_SAMPLES + 1] = 0
        return tuple(peaks)

    def _fit(self) -> DelayLine | None:
        """Through most peaks, by height."""
        peaks = [peak for window in self._windows for peak in window]
        now = peaks[-1].at_sample
        ages = np.array([peak.at_sample - now for peak in peaks], np.float64)
        delays = np.array([peak.delay for peak in peaks])
        heights = np.array([peak.height for peak in peaks])
        # A short stretch says little about the drift: begin flat.
        steepest = STEEPEST_PPM if -ages[0] >= _FLAT_SECONDS * HEARING_RATE else 0.0
        slopes = np.arange(-steepest, steepest + 1, _SLOPE_STEP_PPM) * 1e-6
        level = delays - slopes[:, None] * ages
        newest = np.flatnonzero(ages > -_RECENT_SECONDS * HEARING_RATE)
        near = np.abs(level[:, newest, None] - level[:, None, :]) <= _NEAR_SAMPLES
        votes = near @ heights
        if self._sharp is not None:
            # What was found before is as good as another reflection that happens to be clearer for a while.
            known = np.abs(level[:, newest] - self._sharp.delay_at(now)) <= _JUMP_SAMPLES
            votes = np.where(known, _LOYALTY * votes, votes)
        row, column = np.unravel_index(int(votes.argmax()), votes.shape)
        kept = near[row, column]
        enough = _ENOUGH if self._expected_samples is None else _ENOUGH_EXPECTED
        if votes[row, column] < enough or np.ptp(ages[kept]) == 0:
            return None
        slope = float(slopes[row])
        if steepest:
            slope = float(np.polyfit(ages[kept], delays[kept], 1, w=np.sqrt(heights[kept]))[0])
            slope = min(max(slope, -STEEPEST_PPM * 1e-6), STEEPEST_PPM * 1e-6)
        is_drift_known = bool(np.ptp(ages[kept]) >= _TRACKED_SECONDS * HEARING_RATE)
        delay = float(np.average(delays[kept] - slope * ages[kept], weights=heights[kept]))
        return DelayLine(now, delay, slope, is_drift_known)

    def _is_elsewhere(self, line: DelayLine, is_removed: bool) -> bool:
        """Whether ``line`` isn't an echo: another place than a proven line, or another drift than the
        ringing's.
        """
        if self._sharp is not None:
            off = line.delay_samples - self._sharp.delay_at(line.at_sample)
            return is_removed and abs(off) > _JUMP_SAMPLES
        if self.line is None:
            return False
        if self.line.is_drift_known and abs(line.drift_ppm - self.line.drift_ppm) > _OTHER_DRIFT_PPM:
            return True
        return is_removed and not _is_same_echo(self.line.delay_at(line.at_sample) - line.delay_samples)

    def _track(self, line: DelayLine) -> DelayLine | None:
        """Refined by its peaks; None with too few."""
        on_line = [
            peak
            for window in self._windows
            for peak in window
            if abs(peak.delay - line.delay_at(peak.at_sample)) <= _NEAR_SAMPLES
        ]
        if sum(peak.height for peak in on_line) < _ENOUGH:
            return None
        at_samples = np.array([peak.at_sample for peak in on_line], np.float64)
        if np.ptp(at_samples) < _TRACKED_SECONDS * HEARING_RATE:
            return None
        now = on_line[-1].at_sample
        off = np.array([peak.delay - line.delay_at(peak.at_sample) for peak in on_line])
        weights = np.sqrt([peak.height for peak in on_line])
        tilt, height = np.polyfit(at_samples - now, off, 1, w=weights)
        slope = min(max(line.slope + tilt, -STEEPEST_PPM * 1e-6), STEEPEST_PPM * 1e-6)
        return DelayLine(now, line.delay_at(now) + float(height), float(slope), is_drift_known=True)

    def _drop_what_a_jump_made_void(self) -> None:
        """If the newest windows agree off the line, drop older ones."""
        if self._sharp is None or len(self._windows) < _JUMP_WINDOWS:
            return
        newest = list(self._windows)[-_JUMP_WINDOWS:]
        delays = [window[0].delay for window in newest]
        clear = all(window[0].height >= _CLEAR_HEIGHT for window in newest)
        peaks = [peak for window in newest for peak in window]
        lost = all(abs(peak.delay - self._sharp.delay_at(peak.at_sample)) > _JUMP_SAMPLES for peak in peaks)
        if clear and lost and max(delays) - min(delays) <= 2 * _NEAR_SAMPLES:
            self._windows = deque(newest, maxlen=_MOST_WINDOWS)
            self._ringing = RingingDelay()
            self._sharp = self.line = None
            self._begins_late_samples = 0.0


def _is_same_echo(late_samples: float) -> bool:
    """Whether ringing so much later than a peak may have its direct sound there."""
    return -_MOST_EARLY_SAMPLES <= late_samples <= _MOST_LATE_SAMPLES
