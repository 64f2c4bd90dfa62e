"""The page worker's one door to Python."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from voice_coach.listening.recogniser import Speech
from voice_coach.web.phone.boot import Coach
from voice_coach.web.phone.compiled import Compiling
from voice_coach.web.phone.foreign import Foreign
from voice_coach.web.phone.session import Tell, Visit
from voice_coach.web.phone.talk import Talk

_FILES, _KEPT = Path("/data"), Path("/kept")
_READ_ONCE = "cues.bin"
_LIBRARY = Path("/lib/python312.zip")
_FULL_SCALE = 32767.0


class OpenVisit:
    """A visit as JavaScript drives it."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self.render = visit.render
        self.press = visit.press
        self.say, self.lost, self.back, self.note = visit.say, visit.lost, visit.back, visit.note
        self.status = visit.status

    @property
    def finished(self) -> bool:
        return self._visit.finished

    @property
    def begun(self) -> bool:
        """Whether the safety questions are behind."""
        return self._visit.engine is not None

    def hear_floats(self, heard: Any, played: Any, _reached: int) -> None:
        """Two Float32Arrays at 16 kHz, full scale 1.0; and the frame that was played at their end."""
        self._visit.hear(_speech(heard), _speech(played))

    def events(self) -> str:
        """The session's posted events, as JSON: frame and event."""
        return json.dumps(self._visit.happened)


class OpenTalk:
    """A talk as JavaScript drives it, with a visit's names."""

    begun = False

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.render, self.press = talk.render, talk.press
        self.lost, self.status = talk.lost, talk.status

    @property
    def finished(self) -> bool:
        return self._talk.finished

    def hear_floats(self, heard: Any, _played: Any, reached: int) -> None:
        """As ``OpenVisit``'s; ``reached``: see ``Talk.hear``."""
        self._talk.hear(_speech(heard), reached)

    def note(self, event: str, fields: str) -> None:
        """A talk has no journal."""

    def events(self) -> str:
        return "[]"


class OpenCoach:
    """A coach as JavaScript drives it."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        self.buttons = coach.buttons
        self.warm_up = coach.warm_up
        self.keep = coach.keep

    def compiling(self) -> Compiling:
        """Speeds up the next start."""
        return Compiling(("/app/",), _LIBRARY)

    @property
    def missing(self) -> list[str]:
        return self._coach.missing

    @property
    def voice_phrases(self) -> int:
        return self._coach.voice_phrases

    def begin(self, routine: str, options: str) -> OpenVisit:
        return OpenVisit(self._coach.begin(routine, options))

    def talk(self, kind: str, options: str) -> OpenTalk:
        return OpenTalk(self._coach.talk(kind, options))


class OutsideBytes:
    """A Uint8Array, left outside Python's memory."""

    def __init__(self, array: Any) -> None:
        self._array = array

    def __getitem__(self, part: slice) -> bytes:
        taken: bytes = self._array.subarray(part.start, part.stop).to_bytes()
        return taken


def open_coach(kept: Mapping[str, str], kernel: Foreign, opus: Foreign, clips: Any, tell: Tell) -> OpenCoach:
    """The coach from ``/data``; ``kept``: texts of the files this phone keeps; ``clips``: the sentences, a
    Uint8Array."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    for name, text in kept.items():
        (_KEPT / Path(name).name).write_text(text, encoding="utf-8")
    coach = OpenCoach(Coach(_FILES, _KEPT, kernel, opus, tell, OutsideBytes(clips)))
    (_FILES / _READ_ONCE).unlink()  # Here a file is memory.
    return coach


def _speech(values: Any) -> Speech:
    samples = np.asarray(values.to_py(), np.float32)
    return np.round(np.clip(samples, -1.0, 1.0) * _FULL_SCALE).astype(np.int16)
