"""The planner's estimate of a session against the session as it is spoken."""

from __future__ import annotations

import pytest

from voice_coach.audio.sample_time import SAMPLE_RATE, to_seconds
from voice_coach.playing.assemble import build_engine
from voice_coach.routine.estimate import estimate_seconds
from voice_coach.routine.loader import load_plan
from voice_coach.speaking.espeak import EspeakVoice
from voice_coach.speaking.maker import PromptMaker

MOST_OFF_SECONDS = 7.5
"""What `fitting.py` leaves the estimate of the 15 s that are promised."""


@pytest.mark.parametrize("language", ["en", "es"])
def test_half_an_hour_is_estimated_closely_enough(language: str) -> None:
    plan = load_plan("maintenance", language=language, level="quiet")
    with PromptMaker(EspeakVoice(language)) as prompts:
        engine = build_engine(plan, prompts)
        while not engine.finished:
            engine.render(SAMPLE_RATE)
    assert to_seconds(engine.position) == pytest.approx(estimate_seconds(plan), abs=MOST_OFF_SECONDS)
