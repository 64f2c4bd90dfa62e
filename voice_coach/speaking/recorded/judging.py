"""What's wrong with a recording."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from voice_coach.speaking.recorded.measuring import Measured

Kind = Literal[
    "missing",
    "unreadable",
    "silent",
    "clipped",
    "noisy",
    "quiet",
    "short",
    "long",
    "takes",
    "same",
]

NOISY_BELOW_DB = 30.0
"""Speech over background. Recordings at home have about 40, one in eight under 30; a quiet room with a close
microphone 45 and more."""
QUIET_BELOW_DB = -45.0
"""Raising such speech to the common level adds 26 dB of noise."""

_PACE_FROM_TAKES = 8
_PACES = (0.6, 2.0)
"""Seconds against expected ones: brisk to very slow."""
_SHORTEST, _LONGEST = 0.55, 1.8
_SLACK_SECONDS = 0.5
"""Besides: short words vary more."""

LEFT_OUT: frozenset[Kind] = frozenset({"unreadable", "silent", "short", "long", "same"})
"""Not used: another voice is better than half a sentence or a wrong one."""


@dataclass(frozen=True)
class Remark:
    """``what`` is wrong and what to ``do``: short sentences."""

    kind: Kind
    what: str
    do: str


def pace(pairs: Iterable[tuple[float, float]]) -> float:
    """The speaker's seconds an expected second, from (spoken, expected); 1 with too few takes."""
    shares = [spoken / expected for spoken, expected in pairs if spoken > 0 and expected > 0]
    if len(shares) < _PACE_FROM_TAKES:
        return 1.0
    return min(max(statistics.median(shares), _PACES[0]), _PACES[1])


def remarks(measured: Measured, *, clipped: bool, expected_seconds: float, pace: float) -> tuple[Remark, ...]:
    """Of one take. ``expected_seconds`` 0: unknown."""
    if measured.end <= measured.start:
        return (Remark("silent", "It's silent.", "Record it again."),)
    found: list[Remark] = []
    if clipped:
        found.append(
            Remark(
                "clipped", "It's clipped: the loudest tops are cut off.", "Record it again at a lower level."
            )
        )
    if measured.speech_db < QUIET_BELOW_DB:
        what = f"It's very quiet: the speech is at {measured.speech_db:.0f} dB."
        found.append(Remark("quiet", what, "Record it again, louder or nearer to the microphone."))
    if measured.ratio_db < NOISY_BELOW_DB:
        what = f"It's noisy: the speech is only {measured.ratio_db:.0f} dB above the background."
        found.append(
            Remark("noisy", what, f"Record it in a quieter room; {NOISY_BELOW_DB:.0f} dB is enough.")
        )
    if length := _length_remark(measured.speech_seconds, expected_seconds * pace):
        found.append(length)
    return tuple(found)


def worst_first(found: Sequence[Remark]) -> int:
    """Larger for worse takes."""
    return sum(100 if remark.kind in LEFT_OUT else 1 for remark in found)


def _length_remark(spoken: float, expected: float) -> Remark | None:
    if expected <= 0:
        return None
    lengths = f"{spoken:.1f} s of speech, about {expected:.1f} s expected"
    if spoken < expected * _SHORTEST - _SLACK_SECONDS * 0.4:
        return Remark("short", f"It is too short: {lengths}.", "Check if a part is missing.")
    if spoken > expected * _LONGEST + _SLACK_SECONDS:
        return Remark("long", f"It is too long: {lengths}.", "Check that it's the right line, said once.")
    return None
