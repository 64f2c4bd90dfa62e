"""When a sentence is chosen: not before it begins, so that the first tone waits for no voice."""

from __future__ import annotations

from tests.session.driver import RATE, FixedDurations, plan
from voice_coach.session.actions import PlayCue, Say
from voice_coach.session.events import SessionStarted, TimePassed
from voice_coach.session.machine import Session


class Asked(FixedDurations):
    """Notes when each sentence's length was asked for."""

    def __init__(self) -> None:
        self.now = 0
        self.asked: list[tuple[int, str]] = []

    def speech_frames(self, text: str, pace: int, passage: tuple[str, ...] = ()) -> int:
        self.asked.append((self.now, text))
        return super().speech_frames(text, pace, passage)


def started(*, has_music: bool = False) -> tuple[Session, Asked, list[Say]]:
    durations = Asked()
    session = Session(plan(), rate=RATE, durations=durations, has_music=has_music)
    actions = session.handle(SessionStarted(), 0)
    assert any(isinstance(one, PlayCue) for one in actions)
    assert not any(isinstance(one, Say) for one in actions)
    assert durations.asked == []
    said: list[Say] = []
    while not said:
        deadline = session.next_deadline()
        assert deadline is not None
        durations.now = deadline
        said += [one for one in session.handle(TimePassed(), deadline) if isinstance(one, Say)]
    return session, durations, said


def test_the_first_tone_sounds_before_any_sentence_is_asked_for() -> None:
    _, durations, (first,) = started()
    assert first.at_frame == 50
    assert durations.asked == [(50, first.text)]


def test_with_music_it_is_asked_for_as_early_as_the_music_steps_back() -> None:
    _, durations, (first,) = started(has_music=True)
    assert first.at_frame == 50
    assert durations.asked == [(50 - RATE // 4, first.text)]


def test_sentences_of_a_phase_are_one_passage_and_answers_stand_alone() -> None:
    session, _, said = started()
    while (deadline := session.next_deadline()) is not None:
        said += [one for one in session.handle(TimePassed(), deadline) if isinstance(one, Say)]
    passages = [one.passage for one in said if one.passage]
    assert all(one.text in one.passage for one in said if one.passage)
    assert said[0].passage == tuple(one.text for one in said[:3])
    assert any(
        "<area_first_side> glutes <left>" in passage and "Position for glutes." in passage
        for passage in passages
    )
    assert next(one.passage for one in said if one.text == "Roll slowly.") == ()


def test_what_will_be_said_is_known_with_its_passage() -> None:
    session, _, _ = started()
    ahead = session.says_ahead()
    assert len({(one.text, one.passage) for one in ahead}) == len(ahead)
    assert any(len(one.passage) > 2 for one in ahead)
