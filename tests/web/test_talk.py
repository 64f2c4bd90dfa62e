"""Teaching the phone a voice, and practice, by frames: the computer's dialogues, the page's clips."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.listening.voices import said
from tests.web.test_visit import Phone, begin, bundle, live, phone
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.dialogues import enrolment, practice
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.web.phone.boot import TALKS
from voice_coach.web.phone.kept_voice import NAME
from voice_coach.web.phone.talk import Talk

__all__ = ["bundle", "phone"]
pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("phone visits")]

_FRAMES, _HEARD = 480, 320
_LATE_FRAMES = round(0.2 * SAMPLE_RATE)
"""What's rendered waits so long for the loudspeaker."""
_LONGEST_SECONDS = 120
_ODD = "mixed bun"
"""How a runner says "next one"; untaught, it's no command."""


def _hold(talk: Talk, phone: Phone, answer: Callable[[str], Speech | None]) -> list[str]:
    """What's said, in order. ``answer`` gets the last sentence when the runner has the word."""
    chance = np.random.default_rng(1)
    voice = np.zeros(0)
    rendered = answered = 0
    for _ in range(_LONGEST_SECONDS * HEARING_RATE // _HEARD):
        if talk.finished:
            break
        rendered += len(talk.render(_FRAMES))
        texts = _said(phone)
        if json.loads(talk.status())["listening"] and answered < len(texts):
            answered = len(texts)
            sound = answer(texts[-1])
            voice = np.zeros(0) if sound is None else np.concatenate((np.zeros(HEARING_RATE // 2), sound))
        part, voice = voice[:_HEARD], voice[_HEARD:]
        heard = 3 * chance.standard_normal(_HEARD)
        heard[: len(part)] += part
        talk.hear(np.round(heard).astype(np.int16), rendered - _LATE_FRAMES)
    assert talk.finished
    return _said(phone)


def _said(phone: Phone) -> list[str]:
    return [text for kind, text in phone.told if kind == "said"]


def _teaching(phone: Phone, *phrases: str) -> Talk:
    return phone.coach.talk("teaching", json.dumps({"lines": [], "phrases": phrases}))


def _commands(phone: Phone, folder: Path, text: str) -> list[str]:
    visit = begin(phone)
    before = len(phone.commands)
    live(phone, visit, [(13.0, said(text, folder))], 16)
    return phone.commands[before:]


def test_what_is_taught_is_kept_used_and_forgotten(phone: Phone, bundle: object, tmp_path: Path) -> None:
    assert _commands(phone, tmp_path, _ODD) == []
    texts = _hold(_teaching(phone, "next one"), phone, lambda _: said(_ODD, tmp_path))
    assert texts[-1] == "Of your 3 takes I understood 0 before, and 3 now that I know your voice."
    assert phone.coach.missing == []
    (kept,) = [json.loads(text) for kind, text in phone.told if kind == "kept" and NAME in text]
    assert (tmp_path / NAME).read_text() == kept[1]
    assert phone.coach.voice_phrases == 1
    assert _commands(phone, tmp_path, _ODD) == ["next"]
    phone.coach.keep(NAME, "")
    assert phone.coach.voice_phrases == 0
    assert _commands(phone, tmp_path, _ODD) == []


def test_a_bad_take_is_asked_again_and_stop_keeps_what_there_is(phone: Phone, tmp_path: Path) -> None:
    talk = _teaching(phone, "next one", "hold longer")
    asked: list[str] = []

    def answer(text: str) -> Speech | None:
        asked.append(text)
        if len(asked) == 1:
            return None
        if len(asked) == 6:
            return said("stop session", tmp_path)
        return said("hold longer" if "longer" in text else "next one", tmp_path)

    texts = _hold(talk, phone, answer)
    assert texts[0] == enrolment.INTRO
    assert asked[:2] == ["Say: next one.", f"{enrolment.FAULTS['nothing']} Once more: next one."]
    assert texts[-2:] == ["We leave it there. I keep what I have learnt.", "One moment."]
    assert phone.coach.voice_phrases == 2
    assert phone.coach.missing == []


@pytest.mark.parametrize("while_speaking", [True, False])
def test_a_pressed_stop_is_answered_at_once(phone: Phone, while_speaking: bool) -> None:
    talk = _teaching(phone, "next one")
    while not while_speaking and not json.loads(talk.status())["listening"]:
        talk.render(_FRAMES)
        talk.hear(np.zeros(_HEARD, np.int16), SAMPLE_RATE * 1000)
    talk.press("pause")
    talk.press("stop")
    rest = 0
    while not talk.finished:
        rest += len(talk.render(_FRAMES))
    assert _said(phone)[-1] == "We leave it there. I keep what I have learnt."
    assert rest < 5 * SAMPLE_RATE
    assert not (phone.kept / NAME).exists()


def test_practice_tells_how_each_phrase_was_heard(phone: Phone, tmp_path: Path) -> None:
    answers = {"Say: next one.": "next one", "Say: pause it.": "go back"}
    texts = _hold(
        phone.coach.talk("practice", json.dumps({"lines": []})),
        phone,
        lambda text: said(answers[text], tmp_path) if text in answers else None,
    )
    assert texts[:4] == ["Say: next one.", practice.RIGHT, "Say: pause it.", practice.OTHERWISE]
    assert texts[4:6] == ["Say: hold longer.", practice.NOTHING]
    assert texts[-1] == "I understood 1 of 3."
    assert phone.coach.missing == []


def test_without_a_microphone_it_says_so(phone: Phone) -> None:
    talk = phone.coach.talk("practice", json.dumps({"routine": "tiny", "lines": ["phone_refused"]}))
    while not talk.finished:
        assert len(talk.render(_FRAMES)) or talk.finished
    assert "keeps the microphone" in _said(phone)[0]


def test_a_damaged_voice_is_none(bundle: object, phone: Phone) -> None:
    for text in ("", "no base64!", "QUJD"):
        phone.coach.keep(NAME, text)
        assert phone.coach.voice_phrases == 0


def test_a_talk_has_a_button_to_stop(phone: Phone) -> None:
    buttons = json.loads(phone.coach.buttons())
    assert [[name for name, *_ in buttons[kind]] for kind in TALKS] == [["stop"], ["stop"]]
