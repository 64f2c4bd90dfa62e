"""The safety screen live: asked aloud, answered aloud, and obeyed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.devices.live_session import PROGRAM
from tests.said_aloud import needs_flite, said
from tests.virtual_audio.card import VirtualCard
from tests.virtual_audio.child import Child
from voice_coach.listening.recogniser import HEARING_RATE

pytestmark = pytest.mark.device


@needs_flite
def test_a_spoken_yes_to_a_wound_ends_it_before_the_session(card: VirtualCard, tmp_path: Path) -> None:
    answer = tmp_path / "yes.wav"
    quiet = np.zeros(HEARING_RATE // 4, np.int16)
    soundfile.write(answer, np.concatenate([quiet, said("yes please", "rms"), quiet]), HEARING_RATE)
    speaker = card.record_speaker()
    with Child(
        card, "-c", PROGRAM, "start", "warmup", "--journal", "journal.jsonl", folder=tmp_path
    ) as child:
        child.wait_for("open wound", 30.0)
        speaker.wait_for_quiet()
        card.say(answer).wait()
        child.wait_for("do not roll", 15.0)
        assert child.finish() == 0
    speaker.close()
    kept = json.loads((tmp_path / "voice-coach" / "safety.json").read_text(encoding="utf-8"))
    assert kept == {"wound": True}
    assert (tmp_path / "journal.jsonl").read_text(encoding="utf-8") == ""
