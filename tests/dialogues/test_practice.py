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
from voice_coach.listening.levels import Levels
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


def test_summaries_say_each_thing_once() -> None:
    quiet = Attempt(Exercise("next one", "next", "working"), "", "", Levels(-50, -80, 0))
    assert len(summary([quiet, quiet])) == 1
