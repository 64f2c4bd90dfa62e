"""The safety questions by frames: answered early or late, by voice or button, or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from voice_coach.audio.clip import Clip, Samples
from voice_coach.audio.sample_time import to_frames
from voice_coach.playing.moments import Heard
from voice_coach.playing.second_thoughts import CommandWithdrawn
from voice_coach.routine.library import Library
from voice_coach.safety.screen import QUESTIONS, Screen
from voice_coach.safety.texts import load_screen
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard
from voice_coach.web.phone.screening import ANSWER_FRAMES, Screening

TEXTS, AREAS = load_screen(Library("en"))
SPEECH_FRAMES = to_frames(1.0)


class OneSecondEach:
    """Every sentence is a second of ones."""

    def clip(self, text: str, words_per_minute: int = 145, passage: tuple[str, ...] = ()) -> Clip:
        return Clip(np.ones(SPEECH_FRAMES, np.float32))


def _screening(*first: str) -> Screening:
    return Screening(Screen(TEXTS, AREAS), OneSecondEach(), TEXTS.words, first)


def _until_silent(screening: Screening, block: int = 400) -> int:
    """Render until the coach waits; how many frames it spoke."""
    spoken = 0
    while not screening.over:
        sound = screening.render(block)
        spoken += int(sound.sum())
        if len(sound) and sound[-1] == 0:
            return spoken
    return spoken


def test_a_no_to_the_opening_question_lets_the_session_begin() -> None:
    screening = _screening()
    _until_silent(screening)
    screening.answer("no")
    _until_silent(screening)
    assert screening.outcome is not None
    assert screening.outcome.verdict == "go"
    assert set(screening.outcome.answers) >= set(QUESTIONS)


def test_an_early_answer_to_the_opening_question_waits_for_its_end() -> None:
    screening = _screening()
    screening.render(100)
    screening.answer("no")
    assert screening.moment.state == "confirm"
    while not screening.over:
        screening.render(400)
    said = len(Screen(TEXTS, AREAS).prompts()) + 2  # The verdict and the words to know.
    assert screening.moment.frame == said * SPEECH_FRAMES


def test_the_parts_are_asked_one_by_one_after_a_yes_and_an_answer_cuts_them_short() -> None:
    screening = _screening()
    _until_silent(screening)
    screening.answer("yes")
    screening.render(SPEECH_FRAMES // 4)
    before = screening.moment.frame
    screening.answer("yes")  # A wound: no rolling today.
    _until_silent(screening)
    assert screening.outcome is not None
    assert screening.outcome.verdict == "refuse"
    assert screening.moment.frame == before + SPEECH_FRAMES


def test_nobody_answering_ends_with_a_warning_and_no_answers() -> None:
    screening = _screening()
    silent = 0
    while not screening.over:
        sound = screening.render(777)
        silent += int((sound == 0).sum())
    assert silent == 2 * ANSWER_FRAMES
    assert screening.outcome is not None
    assert screening.outcome.verdict == "unanswered"


def test_stop_ends_it_at_once() -> None:
    screening = _screening()
    screening.render(10)
    screening.answer("stop")
    assert screening.over
    assert screening.outcome is None
    assert screening.render(1000).size == 0
    assert screening.moment.state == "ended"


def test_what_is_said_first_is_told_and_said_once() -> None:
    screening = _screening("I can't hear you.")
    told: list[str] = []
    screening.subscribe(lambda said: told.append(said.text))
    while not screening.over:
        screening.render(400)
    assert told[0] == "I can't hear you."
    assert told.count("I can't hear you.") == 1


@pytest.mark.parametrize("withdrawn", [True, False])
def test_an_unsure_answer_counts_unless_it_is_taken_back(withdrawn: bool) -> None:
    screening = _screening()
    _until_silent(screening)
    heard = Heard("stop", 0, 0, 0.6, "voice", unsure=True)
    screening.post(CommandHeard(Command("stop")), heard=heard)
    if withdrawn:
        screening.post(CommandWithdrawn("stop"))
    screening.render(to_frames(2.0))
    assert screening.stopped != withdrawn


@pytest.mark.parametrize("block", [13, 97, 4096])
def test_the_size_of_blocks_makes_no_difference(block: int) -> None:
    def whole(size: int) -> Samples:
        screening, parts = _screening(), []
        for _ in range(6 * SPEECH_FRAMES // size):
            parts.append(screening.render(size))
        return np.concatenate(parts)[: 5 * SPEECH_FRAMES]

    assert np.array_equal(whole(block), whole(500))
