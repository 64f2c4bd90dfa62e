"""What is wrong with a recording, in words: from its measures, its line, and the speaker's own pace."""

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
"""Speech over background. Recordings of strangers at home lie about 40, one in eight of them under 30; a
quiet room with a microphone at hand's length gives 45 and more."""
QUIET_BELOW_DB = -45.0
"""Level of the speech. Raising it to the common level would raise the microphone's own noise by 26 dB."""

_PACE_FROM_TAKES = 8
_PACES = (0.6, 2.0)
"""What a speaker's seconds may be of the expected ones: from brisk to very slow."""
_SHORTEST, _LONGEST = 0.55, 1.8
_SLACK_SECONDS = 0.5
"""Beside the shares: a short word takes as long as its speaker likes."""

LEFT_OUT: frozenset[Kind] = frozenset({"unreadable", "silent", "short", "long", "same"})
"""With these a recording is not used: half a sentence, or another one, is worse than another voice."""


@dataclass(frozen=True)
class Remark:
    """``what`` is wrong and what to ``do``, each a short sentence."""

    kind: Kind
    what: str
    do: str


def pace(pairs: Iterable[tuple[float, float]]) -> float:
    """How long the speaker takes for what is expected to take a second, from (spoken, expected) seconds.

    1 until there are enough takes to tell.
    """
    shares = [spoken / expected for spoken, expected in pairs if spoken > 0 and expected > 0]
    if len(shares) < _PACE_FROM_TAKES:
        return 1.0
    return min(max(statistics.median(shares), _PACES[0]), _PACES[1])


def remarks(measured: Measured, *, clipped: bool, expected_seconds: float, pace: float) -> tuple[Remark, ...]:
    """Everything that is wrong with one take. ``expected_seconds`` 0 means that nobody knows."""
    if measured.end <= measured.start:
        return (Remark("silent", "Nothing is heard in it.", "Record it again."),)
    found: list[Remark] = []
    if clipped:
        found.append(
            Remark(
                "clipped", "It is clipped: the loudest tops are cut off.", "Record it again at a lower level."
            )
        )
    if measured.speech_db < QUIET_BELOW_DB:
        what = f"It is very quiet: the speech lies at {measured.speech_db:.0f} dB."
        found.append(Remark("quiet", what, "Record it again, louder or nearer to the microphone."))
    if measured.ratio_db < NOISY_BELOW_DB:
        what = f"It is noisy: the speech stands {measured.ratio_db:.0f} dB above the background."
        found.append(
            Remark("noisy", what, f"Record it in a quieter room; {NOISY_BELOW_DB:.0f} dB is enough.")
        )
    if length := _length_remark(measured.speech_seconds, expected_seconds * pace):
        found.append(length)
    return tuple(found)


def worst_first(found: Sequence[Remark]) -> int:
    """A number that is larger for worse takes: not usable counts most."""
    return sum(100 if remark.kind in LEFT_OUT else 1 for remark in found)


def _length_remark(spoken: float, expected: float) -> Remark | None:
    if expected <= 0:
        return None
    lengths = f"{spoken:.1f} s of speech where about {expected:.1f} s were expected"
    if spoken < expected * _SHORTEST - _SLACK_SECONDS * 0.4:
        return Remark("short", f"It is too short: {lengths}.", "Listen whether a part is missing.")
    if spoken > expected * _LONGEST + _SLACK_SECONDS:
        return Remark(
            "long", f"It is too long: {lengths}.", "Listen whether it is the right line, said once."
        )
    return None
