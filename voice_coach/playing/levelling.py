"""The gain that makes a session as loud as a podcast, known beforehand.

Clips are equally loud, but the less is said the softer a session is. So it's run ahead silently, with
sentences' lengths estimated: within 0.3 LU of the measured loudness.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voice_coach.audio.loudness import SEGMENT_FRAMES, gated_lufs, in_segments, weighted_energies
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.playing.sounds import Cues
from voice_coach.routine.plan import Plan
from voice_coach.session.actions import PlayCue, Say
from voice_coach.session.estimated_durations import EstimatedDurations
from voice_coach.session.events import SessionStarted, TimePassed
from voice_coach.session.machine import Session
from voice_coach.speaking.finish import TARGET_LUFS

MOST_GAIN_DB = 6.0
"""A session of tones alone stays softer."""

GAIN_STEP_DB = 0.25
"""Similar sessions share a gain, so common sentences are the same sound."""

_PEAKS_TOUCHED_DB = 1.5
_LIMITED_SHARE = 0.12
"""The limiter takes back this share of gain beyond ``_PEAKS_TOUCHED_DB`` (30 sessions, both languages, every
level)."""

_Energies = npt.NDArray[np.float64]


def session_gain_db(plan: Plan, cues: Cues) -> float:
    """To ``TARGET_LUFS``, from 0 to ``MOST_GAIN_DB``."""
    missing_db = TARGET_LUFS - expected_lufs(plan, cues)
    missing_db += _LIMITED_SHARE * max(0.0, missing_db - _PEAKS_TOUCHED_DB)
    return min(MOST_GAIN_DB, max(0.0, round(missing_db / GAIN_STEP_DB) * GAIN_STEP_DB))


def expected_lufs(plan: Plan, cues: Cues) -> float:
    """Of an unattended session, without gain."""
    durations = _Durations(plan, cues)
    session = Session(plan, rate=SAMPLE_RATE, durations=durations)
    actions = list(session.handle(SessionStarted(), 0))
    while (deadline := session.next_deadline()) is not None:
        actions += session.handle(TimePassed(), deadline)
    energies = np.zeros(session.now // SEGMENT_FRAMES + 1, np.float64)
    profiles: dict[str, _Energies] = {}
    for action in actions:
        if isinstance(action, Say):
            _add_speech(energies, action.at_frame, durations.speech_frames(action.text, action.pace))
        elif isinstance(action, PlayCue):
            if action.name not in profiles:
                profiles[action.name] = weighted_energies(in_segments(cues.clip(action.name).samples))
            _add_cue(energies, action.at_frame, profiles[action.name])
    return gated_lufs(energies, session.now)


class _Durations(EstimatedDurations):
    """Sentences by their letters, cues as they are."""

    def __init__(self, plan: Plan, cues: Cues) -> None:
        super().__init__(SAMPLE_RATE, plan.language)
        self._cues = cues

    def cue_frames(self, name: str) -> int:
        return self._cues.clip(name).frames


def _add_speech(energies: _Energies, start: int, frames: int) -> None:
    """At every clip's loudness, evenly over its time."""
    edges = np.arange(start // SEGMENT_FRAMES, (start + frames) // SEGMENT_FRAMES + 2) * SEGMENT_FRAMES
    covered = np.diff(np.clip(edges, start, start + frames).astype(np.float64))
    power = 10 ** ((TARGET_LUFS + 0.691) / 10)
    first = start // SEGMENT_FRAMES
    room = energies[first : first + covered.size]
    room += power * covered[: room.size]


def _add_cue(energies: _Energies, start: int, profile: _Energies) -> None:
    """Each segment is shared between two."""
    first, late = divmod(start, SEGMENT_FRAMES)
    share = late / SEGMENT_FRAMES
    spread = np.append(profile * (1 - share), 0.0) + np.append(0.0, profile * share)
    room = energies[first : first + spread.size]
    room += spread[: room.size]
