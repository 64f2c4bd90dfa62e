"""The safety screen live: asked aloud, answered aloud, and obeyed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import soundfile

from tests.devices.live_session import PROGRAM
from tests.said_aloud import needs_flite, said
from tests.virtual_audio.card import VirtualCard
from tests.virtual_audio.child import Child
from voice_coach.listening.recogniser import HEARING_RATE


def spoken(folder: Path, *texts: str) -> Path:
    """A recording of somebody who says ``texts``, with a second between them."""
    path = folder / "says.wav"
    quiet = np.zeros(HEARING_RATE, np.int16)
    parts = [part for text in texts for part in (said(text, "slt"), quiet)]
    soundfile.write(path, np.concatenate([quiet[: HEARING_RATE // 4], *parts]), HEARING_RATE)
    return path


def asked(card: VirtualCard, folder: Path) -> Child:
    return Child(card, "-c", PROGRAM, "start", "warmup", "--journal", "journal.jsonl", folder=folder)


def kept(folder: Path) -> dict[str, bool]:
    answers: dict[str, bool] = json.loads(
        (folder / "voice-coach" / "safety.json").read_text(encoding="utf-8")
    )
    return answers


@needs_flite
def test_a_spoken_yes_to_a_wound_ends_it_before_the_session(card: VirtualCard, tmp_path: Path) -> None:
    answer = spoken(tmp_path, "yes please")
    speaker = card.record_speaker()
    with asked(card, tmp_path) as child:
        child.wait_for("Yes or no?", 60.0)
        speaker.wait_for_quiet()
        card.say(answer).wait()
        child.wait_for("open wound, or an inflamed", 15.0)
        speaker.wait_for_quiet()
        card.say(answer).wait()
        child.wait_for("ask a doctor first", 15.0)
        assert child.finish() == 0
    speaker.close()
    assert kept(tmp_path) == {"wound": True}
    assert (tmp_path / "journal.jsonl").read_text(encoding="utf-8") == ""


@needs_flite
def test_stop_is_heard_while_the_coach_still_asks(card: VirtualCard, tmp_path: Path) -> None:
    answer = spoken(tmp_path, "stop session")
    with asked(card, tmp_path) as child:
        child.wait_for("your safety", 60.0)
        card.say(answer).wait()
        assert child.finish() == 0
    assert child.count("Yes or no?") == 0
    assert not (tmp_path / "voice-coach" / "safety.json").exists()


@needs_flite
def test_an_early_no_counts_and_the_session_begins(card: VirtualCard, tmp_path: Path) -> None:
    answer = spoken(tmp_path, "no thanks")
    with asked(card, tmp_path) as child:
        child.wait_for("Blood thinners", 60.0)
        card.say(answer).wait()
        child.wait_for("Five phrases", 30.0)
        assert child.count("Yes or no?") == 0
    assert not any(kept(tmp_path).values())
