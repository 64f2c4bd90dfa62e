"""Practising: longer forms first, an honest verdict, and advice that fits the sound."""

from __future__ import annotations

import numpy as np
import pytest

from tests.listening.scripted import ScriptedRecogniser, answer, bursts
from tests.said_aloud import microphone, needs_flite
from voice_coach.dialogues.practice import Attempt, Exercise, exercises, listen, summary
from voice_coach.listening.calibrator import Calibrator, Feature, Weights
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.decision import Decider
from voice_coach.listening.levels import Levels, advice, measure
from voice_coach.listening.listener import Listener
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.thresholds import Thresholds

GRAMMAR = load_grammar()


def test_longer_forms_are_practised_first() -> None:
    chosen = {exercise.command: exercise.phrase for exercise in exercises(load_grammar("en"))}
    assert chosen["next"] == "next one"
    assert all(" " in phrase for phrase in chosen.values())


@needs_flite
@pytest.mark.parametrize(
    ("said", "right"), [("next one", True), ("carry on", False), ("a red balloon", False)]
)
def test_the_verdict_is_what_was_heard(said: str, right: bool) -> None:
    grammar = load_grammar("en")
    recogniser = open_recogniser("acoustic", grammar, "working")
    recording = microphone((0.5, said), seconds=6)
    blocks = (recording[at : at + 1600] for at in range(0, len(recording), 1600))
    outcome = listen(
        Listener(recogniser, grammar, "working"), Exercise("next one", "next", "working"), blocks
    )
    recogniser.close()
    assert outcome.right is right
    assert outcome.levels.voice_db > outcome.levels.room_db


def _scripted(text: str, *, surplus: float = 5.0, peeking: bool = False) -> Listener:
    weights = Weights(0.0, np.array([1.0]), np.zeros(0))
    decider = Decider(GRAMMAR, Calibrator((Feature("sure", 0.0, 1.0, 9.0),), weights, weights), Thresholds())
    recogniser = ScriptedRecogniser([answer(text, {"sure": surplus})], peeking=peeking)
    return Listener(recogniser, GRAMMAR, "working", decider=decider)


def _practised(taught: Listener, untaught: Listener | None) -> Attempt:
    sound = bursts(1.0)
    blocks = (sound[at : at + 160] for at in range(0, len(sound), 160))
    return listen(taught, Exercise("pause it", "pause", "working"), blocks, untaught)


def test_before_and_after_are_told_apart() -> None:
    helped = _practised(_scripted("pause it"), _scripted("pause it", surplus=-5.0))
    assert (helped.right, helped.before, helped.right_before) == (True, "", False)
    hurt = _practised(_scripted("skip"), _scripted("pause it"))
    assert (hurt.right, hurt.before, hurt.right_before) == (False, "pause", True)
    assert _practised(_scripted("pause it"), None).before is None


def test_being_sure_a_moment_earlier_is_no_difference() -> None:
    outcome = _practised(_scripted("pause it", peeking=True), _scripted("pause it"))
    assert (outcome.right, outcome.before) == (True, None)


@pytest.mark.parametrize(
    ("levels", "word"),
    [
        (Levels(-120, -120, 0), "muted"),
        (Levels(-20, -60, 0.01), "clipped"),
        (Levels(-50, -70, 0), "quiet"),
        (Levels(-20, -35, 0), "noisy"),
        (Levels(-40, -48, 0), "stands out"),
    ],
)
def test_advice_fits_the_sound(levels: Levels, word: str) -> None:
    assert any(word in sentence for sentence in advice(levels))


def test_good_sound_gets_no_advice_and_summaries_say_each_thing_once() -> None:
    assert advice(Levels(-22, -62, 0)) == ()
    quiet = Attempt(Exercise("next one", "next", "working"), "", "", Levels(-50, -80, 0))
    assert len(summary([quiet, quiet])) == 1


def test_levels_are_those_of_the_sound() -> None:
    rng = np.random.default_rng(1)
    quiet, loud = rng.standard_normal(32_000) * 33, rng.standard_normal(32_000) * 3300
    levels = measure(np.concatenate((quiet, loud)).astype(np.int16))
    assert levels.room_db == pytest.approx(-60, abs=1)
    assert levels.voice_db == pytest.approx(-20, abs=1)
    assert measure(np.zeros(16_000, np.int16)).voice_db == -120
    assert measure(np.zeros(0, np.int16)).room_db == -120
    assert measure(np.full(16_000, 32767, np.int16)).clipped == 1
