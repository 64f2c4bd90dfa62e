"""Somebody speaks while the coach does: it steps back, comes back, and says again what was lost."""

from __future__ import annotations

from tests.session.driver import RATE, Run, run
from voice_coach.session.actions import DuckCoach, RestoreCoach, Say
from voice_coach.session.events import VoiceBegan, VoiceEnded


def while_speaking(seconds_into_sentence: float) -> Run:
    """Within the first position, a sentence that comes only once."""
    driven = run().until_phase("position")
    while (speaking := driven.session.state.speaking) is None or not speaking.sentence.text.startswith("Pos"):
        driven.until(driven.seconds + 0.05)
    return driven.until(speaking.start_frame / RATE + seconds_into_sentence)


def said(driven: Run) -> list[str]:
    return [action.text for action in driven.actions if isinstance(action, Say)]


def test_the_coach_ducks_at_the_onset_and_comes_back_when_it_was_nothing() -> None:
    driven = while_speaking(1.0)
    began = driven.session.now
    assert driven.event(VoiceBegan()) == (DuckCoach(began, began + 3 * RATE),)
    driven.until(driven.seconds + 0.5)
    assert driven.event(VoiceEnded()) == (RestoreCoach(driven.session.now),)


def test_a_sentence_mostly_masked_is_said_again_once() -> None:
    driven = while_speaking(0.2)
    masked = said(driven)[-1]
    for _ in range(3):
        driven.event(VoiceBegan())
        driven.until(driven.seconds + 1.5)
        driven.event(VoiceEnded())
        driven.until(driven.seconds + 0.9)
    driven.to_end()
    assert said(driven).count(masked) == 2


def test_a_sentence_of_which_a_little_was_masked_is_not() -> None:
    driven = while_speaking(0.2)
    masked = said(driven)[-1]
    driven.event(VoiceBegan())
    driven.until(driven.seconds + 0.5)
    driven.event(VoiceEnded())
    driven.to_end()
    assert said(driven).count(masked) == 1


def test_a_command_restores_the_level_and_acts() -> None:
    driven = while_speaking(0.5)
    driven.event(VoiceBegan())
    driven.until(driven.seconds + 0.4)
    actions = driven.command("next")
    assert actions[0] == RestoreCoach(driven.session.now)
    assert driven.session.state.step == 1


def test_a_voice_over_silence_masks_nothing() -> None:
    driven = run().until_phase("gap")
    driven.event(VoiceBegan())
    driven.until(driven.seconds + 1)
    driven.event(VoiceEnded())
    undisturbed = run().to_end()
    assert said(driven.to_end()) == said(undisturbed)
