"""Whether a second judge hears commands again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from voice_coach.doctor.diagnosis import Diagnosis
from voice_coach.listening.second_judge.store import has_runtime, judge_folder


def check_judge(home: Path) -> Iterator[Diagnosis]:
    """One finding if it was fetched; none otherwise, because it isn't needed."""
    if judge_folder(home) is None:
        return
    if has_runtime():
        yield Diagnosis("judge", "ok", "Whisper tiny.en hears commands again, in English.")
        return
    yield Diagnosis(
        "judge", "note", "The second judge is here, but not what runs it.", "pip install 'voice-coach[judge]'"
    )
