"""Who gives way: music to the coach, the coach to the runner."""

from __future__ import annotations

from collections.abc import Callable

from voice_coach.audio.mixer import Bus, Mixer
from voice_coach.audio.sample_time import to_frames

MUSIC_UNDER_SPEECH_DB = -14.0
COACH_UNDER_RUNNER_DB = -12.0
_DUCK_FRAMES = to_frames(0.25)
_BARGE_IN_FRAMES = to_frames(0.04)
_RESTORE_AFTER_FRAMES = to_frames(0.6)
_RESTORE_FRAMES = to_frames(0.8)


class Ducking:
    """Sets ``mixer``'s bus gains. ``speaks_at``: whether the coach speaks at a frame."""

    def __init__(self, mixer: Mixer, speaks_at: Callable[[int], bool]) -> None:
        self._mixer = mixer
        self._speaks_at = speaks_at
        self._coach_db = 0.0

    def on(self, mixer: Mixer, speaks_at: Callable[[int], bool]) -> Ducking:
        """The same for another mixer and session."""
        twin = Ducking(mixer, speaks_at)
        twin._coach_db = self._coach_db
        return twin

    def speech(self, start_frame: int, end_frame: int) -> None:
        at = max(self._mixer.position, start_frame - _DUCK_FRAMES)
        self._mixer.set_bus_gain(Bus.MUSIC, MUSIC_UNDER_SPEECH_DB, at, _DUCK_FRAMES)
        self.speech_over(end_frame)

    def speech_over(self, frame: int) -> None:
        self._mixer.set_bus_gain(Bus.MUSIC, 0.0, frame + _RESTORE_AFTER_FRAMES, _RESTORE_FRAMES)

    def set_coach_level(self, gain_db: float, at: int) -> None:
        self._coach_db = gain_db
        self._set_coach(gain_db, at, _BARGE_IN_FRAMES)

    def duck_coach(self, at: int, until: int) -> None:
        """Someone speaks: coach and music step back, until ``until`` at most."""
        self._set_coach(self._coach_db + COACH_UNDER_RUNNER_DB, at, _BARGE_IN_FRAMES)
        self._mixer.set_bus_gain(Bus.MUSIC, MUSIC_UNDER_SPEECH_DB, at, _BARGE_IN_FRAMES)
        self.restore_coach(until)

    def restore_coach(self, at: int, speaks_until: int = 0) -> None:
        """Silence again; a running sentence ends at ``speaks_until``."""
        self._set_coach(self._coach_db, at, _RESTORE_FRAMES // 4)
        if speaks_until > at or not self._speaks_at(at):
            self.speech_over(max(at, speaks_until))

    def _set_coach(self, gain_db: float, at: int, ramp_frames: int) -> None:
        for bus in (Bus.SPEECH, Bus.CUE):
            self._mixer.set_bus_gain(bus, gain_db, at, ramp_frames)
