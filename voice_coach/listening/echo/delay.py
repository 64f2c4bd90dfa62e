"""Finds how much later than its reference the echo comes, and follows it while two clocks drift apart.

Twice a second at first, the last second of the microphone is correlated with the reference. A line through
the delays found in the last half minute is the answer: its height is the delay, its slope the drift. Stray
peaks (an echo of the echo, a word of the runner's) lie on no line and do not count. Until there is such a
line `ringing.RingingDelay` is asked, which needs no peaks.
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
"""Once there are windows enough for a good line."""
_LEAST_HEIGHT = 5.5
"""Peaks lower than this, in RMS of the correlation, are not looked at: any two sounds have them."""
_PEAKS = 3
"""Of each window: in a large room the direct sound may be the second or third."""
_PEAK_SAMPLES = 12
"""No two peaks of a window are nearer."""
_ENOUGH = 14.0
"""A line holds where the heights of its points over `_LEAST_HEIGHT` come to this: two clear peaks, or ten
faint ones (sounds that are no echo reach 5 within half a minute)."""
_MOST_WINDOWS = 40
_SETTLED_WINDOWS = 24
_FLAT_SECONDS = 3.0
_RECENT_SECONDS = 12.0
_SLOPE_STEP_PPM = 4.0
_NEAR_SAMPLES = 1.5
"""How far from the line a delay may lie and count: the peaks of a room are some samples wide."""
_TRACKED_SECONDS = 12.0
"""Over so long a stretch the slope is known to a few millionths."""
_EXPECTED_NEAR_SAMPLES = 8 * HEARING_RATE // 100
"""How far a delay that was measured before may be off: buffers are filled again each time."""
_EXPECTED_WINDOWS = 16
"""So many windows are believed to hold it; then it is looked for anywhere, for devices change."""
_ENOUGH_EXPECTED = 9.0
"""Instead of `_ENOUGH` near a delay that was measured before: a third of the places for a stray peak."""
_JUMP_WINDOWS = 3
_LOYALTY = 1.5
_CLEAR_HEIGHT = 4.0
_JUMP_SAMPLES = 6.0
_OTHER_DRIFT_PPM = 8.0
"""A line so far off the drift of the ringing is of no echo: in room 17 of the bench one was 51 off."""
_MOST_LATE_SAMPLES = 256.0
"""The ringing may be taken to begin so much later than the direct sound: the aligner reads 320 earlier."""
_MOST_EARLY_SAMPLES = 1_600.0
"""A peak may be a reflection so much later than the ringing begins."""


@dataclass(frozen=True)
class _Peak:
    at_sample: int
    """The middle of its window."""
    delay: float
    height: float
    """In RMS of the correlation, over `_LEAST_HEIGHT`."""


class DelayFinder:
    """``feed`` both sides; ``line`` is what is known so far."""

    def __init__(self, expected_samples: float | None = None) -> None:
        """``expected_samples``: the delay as it was measured before, for a quick start; it may be wrong."""
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
        """More of both, equally long at any size. Whether `line` is a new one.

        ``is_removed``: the echo is being taken out at the line known, so no other can be right. Pacing
        tones correlate with themselves a period later as clearly as an echo does.
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
        """The line through peaks, as it is known with those of one window more; None where that tells
        nothing new."""
        self._windows.append(peaks)
        if is_removed and self._sharp is not None and self._sharp.is_drift_known:
            return self._track(self._sharp)
        if not is_removed:
            self._drop_what_a_jump_made_void()
        line = self._fit()
        return None if line is None or self._is_elsewhere(line, is_removed) else line

    def _adopt(self, sharp: DelayLine) -> None:
        """From here on the line is ``sharp``. Where the ringing was followed so far and both are of one echo,
        its beginning stays where it was held to be, so that nothing need be learned again."""
        if self._sharp is None and self.line is not None:
            late_samples = self.line.delay_at(sharp.at_sample) - sharp.delay_samples
            self._begins_late_samples = late_samples if _is_same_echo(late_samples) else 0.0
        self._sharp = sharp
        self._expected_samples = None
        self.line = sharp.later(self._begins_late_samples)

    def shift(self, samples: int) -> None:
        """From here on the reference runs ``samples`` ahead of what it was: every delay is longer by them.

        Until the window holds nothing from before, it is not looked at."""
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
        """The highest ones, the highest first."""
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
        """The line that most of the peaks lie on, by height; None where none does."""
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
        """Whether ``line`` is of no echo: another way than one that is right, or another drift than all the
        ringing has."""
        if self._sharp is not None:
            off = line.delay_samples - self._sharp.delay_at(line.at_sample)
            return is_removed and abs(off) > _JUMP_SAMPLES
        if self.line is None:
            return False
        if self.line.is_drift_known and abs(line.drift_ppm - self.line.drift_ppm) > _OTHER_DRIFT_PPM:
            return True
        return is_removed and not _is_same_echo(self.line.delay_at(line.at_sample) - line.delay_samples)

    def _track(self, line: DelayLine) -> DelayLine | None:
        """``line`` a little truer, by the peaks on it; None where they say too little."""
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
        """Where the newest windows agree on a clear peak and hold none on the line, the older ones are of
        another way."""
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
    """Whether ringing that was found so much later than a peak may have its direct sound there."""
    return -_MOST_EARLY_SAMPLES <= late_samples <= _MOST_LATE_SAMPLES
