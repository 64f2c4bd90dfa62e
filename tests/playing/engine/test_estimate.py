"""The session run ahead, and the planner's estimate, against the session as it is spoken."""

from __future__ import annotations

import pytest

from voice_coach.audio.cues import CueSheet
from voice_coach.audio.sample_time import SAMPLE_RATE, to_seconds
from voice_coach.playing.assemble import build_engine, played_seconds
from voice_coach.routine.estimate import estimate_seconds
from voice_coach.routine.loader import load_plan
from voice_coach.speaking.choose import open_voice
from voice_coach.speaking.hibari.store import is_installed
from voice_coach.speaking.maker import PromptMaker

MOST_OFF_SECONDS = 20.0
"""The estimate is what the planner starts from; then the rules are run ahead."""


@pytest.mark.skipif(not is_installed(), reason="the estimate is of the natural voice")
@pytest.mark.parametrize("language", ["en", "es"])
def test_run_ahead_with_the_same_voice_it_is_as_long_as_played(language: str) -> None:
    plan = load_plan("maintenance", language=language, level="quiet")
    with PromptMaker(open_voice("auto", language)) as prompts:
        engine = build_engine(plan, prompts)
        ahead = played_seconds(plan, CueSheet.load(), prompts)
        while not engine.finished:
            engine.render(SAMPLE_RATE)
    assert to_seconds(engine.position) == pytest.approx(ahead, abs=0.1)
    assert to_seconds(engine.position) == pytest.approx(estimate_seconds(plan), abs=MOST_OFF_SECONDS)
