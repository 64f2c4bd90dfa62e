"""Lengths that were measured go before those estimated from letters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voice_coach.content import content_folder
from voice_coach.routine import known_lengths
from voice_coach.routine.estimate import sentence_seconds
from voice_coach.routine.loader import load_plan
from voice_coach.routine.variants import wording_id
from voice_coach.session.actions import Say
from voice_coach.session.ahead import actions_ahead, session_seconds
from voice_coach.session.estimated_durations import EstimatedDurations

MOST_OFF_SHARE = 0.5
"""A length so far from the letters is another sentence's, or a slip."""


def test_a_measured_sentence_is_as_long_as_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lengths.en.txt").write_text(f"{wording_id('Halfway.')}1234\n", encoding="ascii")
    monkeypatch.setattr(known_lengths, "content_folder", lambda _: tmp_path)
    known_lengths.known_lengths.cache_clear()
    durations = EstimatedDurations(1000, "en", known=True)
    assert durations.speech_frames("Halfway.", 0) == 1234
    assert durations.speech_frames("Anything.", 0) == round(1000 * sentence_seconds("Anything."))
    assert EstimatedDurations(1000, "en").speech_frames("Halfway.", 0) != 1234
    assert known_lengths.known_lengths("xx") == {}
    known_lengths.known_lengths.cache_clear()


def test_a_session_is_told_as_long_as_its_sentences_were_measured() -> None:
    plan = load_plan("desk-break")
    by_letters = actions_ahead(plan)[0] / 1000
    known = EstimatedDurations(1000, "en", known=True)
    measured = actions_ahead(plan, known, 1000, 24)[0] / 1000
    assert session_seconds(plan) == measured != by_letters
    assert measured == pytest.approx(by_letters, rel=0.1)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_shipped_lengths_are_of_the_shipped_sentences(language: str) -> None:
    rows = (content_folder("routines") / f"lengths.{language}.txt").read_text(encoding="ascii").split()
    assert rows == sorted(rows)
    assert all(re.fullmatch(r"[0-9a-f]{8}\d{2,4}", row) for row in rows)
    known = known_lengths.known_lengths(language)
    said = {
        one.text for one in actions_ahead(load_plan("warmup", language=language))[1] if isinstance(one, Say)
    }
    measured = {text: known[wording_id(text)] for text in said if wording_id(text) in known}
    assert len(measured) > len(said) / 2
    for text, seconds in measured.items():
        assert seconds == pytest.approx(sentence_seconds(text, language), rel=MOST_OFF_SHARE, abs=0.5), text
