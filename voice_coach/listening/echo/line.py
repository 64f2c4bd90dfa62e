"""An echo's delay while two clocks drift apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

LONGEST_DELAY_SAMPLES = 7_200
"""450 ms: the slowest Bluetooth loudspeakers, and some."""
STEEPEST_PPM = 160.0
"""No two sound cards drift faster."""


@dataclass(frozen=True)
class DelayLine:
    """``delay_samples`` at ``at_sample``, plus ``slope`` samples a sample."""

    at_sample: int
    delay_samples: float
    slope: float
    is_drift_known: bool = False
    """Found over a long enough stretch."""

    def delay_at(self, sample: int) -> float:
        return self.delay_samples + self.slope * (sample - self.at_sample)

    def later(self, samples: float) -> DelayLine:
        return replace(self, delay_samples=self.delay_samples + samples)

    @property
    def drift_ppm(self) -> float:
        return 1e6 * self.slope
