"""Sentences on the phone: put together from pieces, and at other paces."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import examples
from voice_coach.audio.clip import Clip, Samples, Word
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames
from voice_coach.routine.loader import load_plan
from voice_coach.routine.plan import Plan
from voice_coach.session.wording import Wording
from voice_coach.web.opus_packets import packets_of
from voice_coach.web.phone.clips import piece_text, pieces_of
from voice_coach.web.phone.stretch import stretched
from voice_coach.web.pieces import pieces

_PLANS = {language: load_plan("warmup", language=language) for language in ("en", "es")}
_PIECES = {language: dict.fromkeys(pieces(plan)) for language, plan in _PLANS.items()}


def _time_left(plan: Plan, hold: float, session: float) -> list[str]:
    wording = Wording(plan)
    fields = {"hold": wording.duration(hold), "session": wording.duration(session)}
    lines = chain(plan.lines["time_left_hold"], plan.lines["time_left_session"])
    return [line.format(**fields) for line in lines]


@given(hold=st.floats(1, 300), session=st.floats(1, 1700), language=st.sampled_from(["en", "es"]))
@settings(max_examples=examples(200), deadline=None)
def test_any_time_left_can_be_said(hold: float, session: float, language: str) -> None:
    for text in _time_left(_PLANS[language], hold, session):
        found = pieces_of(text, _PIECES[language])
        assert found is not None, text
        spoken = "".join(sign for sign in text if sign.isalnum())
        assert "".join(sign for sign in "".join(found) if sign.isalnum()) == spoken


def test_a_sentence_with_a_piece_that_is_not_there_stays_unsaid() -> None:
    assert pieces_of("Nobody has said this.", _PIECES["en"]) is None
    assert pieces_of("", _PIECES["en"]) is None


@given(st.text())
def test_no_text_is_too_strange_for_pieces(text: str) -> None:
    found = pieces_of(text, _PIECES["en"])
    assert found is None or piece_text(text).startswith(found[0])


def _tone(hertz: float, seconds: float) -> Samples:
    at = np.arange(to_frames(seconds)) / SAMPLE_RATE
    return (0.3 * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def _pitch(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax()) * SAMPLE_RATE / len(samples)


@pytest.mark.parametrize("factor", [0.8, 0.89, 1.12, 1.3])
def test_another_pace_has_another_length_and_the_same_pitch_and_level(factor: float) -> None:
    tone = _tone(140, 1.5)
    clip = Clip(tone, (Word("one", 100, 9000), Word("two", 9000, len(tone))))
    made = stretched(clip, factor)
    assert made.frames == round(clip.frames * factor)
    assert _pitch(made.samples) == pytest.approx(140, abs=2)
    inside = slice(to_frames(0.1), -to_frames(0.1))
    assert np.std(made.samples[inside]) == pytest.approx(np.std(tone), rel=0.05)
    assert made.words[0].start_frame == round(100 * factor)
    assert made.words[1].end_frame == made.frames


def test_the_usual_pace_is_the_clip_itself() -> None:
    clip = Clip(_tone(200, 0.2))
    assert stretched(clip, 1.0) is clip
    silent = Clip(np.zeros(0, np.float32))
    assert stretched(silent, 0.8).frames == 0


@given(st.binary(max_size=300))
def test_what_is_no_ogg_file_is_told(data: bytes) -> None:
    if not data:
        assert packets_of(data) == []
        return
    with pytest.raises(ValueError, match="Ogg"):
        packets_of(b"x" + data)
