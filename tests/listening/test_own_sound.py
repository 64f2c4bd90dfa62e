"""Whose sound it is: by what was taken out, by who else is found, and before the echo is known."""

from __future__ import annotations

import numpy as np
import pytest

from voice_coach.listening.echo.port import EchoStatus, Removed
from voice_coach.listening.own_sound import EchoRemoval, OwnSound
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.taken import Taken

BLOCK = 480
LEARNED = EchoStatus(is_learned=True, delay_samples=800.0)
SOMEBODY = EchoStatus(is_learned=True, delay_samples=800.0, double_talk=True)


class Room:
    """Both ports of `EchoRemoval`: what is left is a share of what was heard, what is played is given."""

    latency_samples = 288

    def __init__(self, status: EchoStatus, *, left: float = 1.0, played: int = 1000) -> None:
        self.status = status
        self.left = left
        self.played = played
        self.skipped: Speech = np.zeros(0, np.int16)
        self.shifts: list[tuple[int, int]] = []

    def process(self, microphone: Speech, reference: Speech) -> Removed:
        left: Speech = np.rint(microphone * self.left).astype(np.int16)
        return Removed(left, left)

    def shift(self, skipped: Speech, put_in_samples: int) -> None:
        self.shifts.append((len(skipped), put_in_samples))

    def take(self, count: int) -> Taken:
        skipped, self.skipped = self.skipped, np.zeros(0, np.int16)
        return Taken(np.full(count, self.played, np.int16), skipped)


def hear(removal: EchoRemoval, seconds: float, level: int = 3000) -> None:
    for _ in range(round(seconds * HEARING_RATE / BLOCK)):
        removal(np.full(BLOCK, level, np.int16))


@pytest.mark.parametrize(
    ("left", "is_vital", "own"),
    [(1.0, False, False), (0.4, False, False), (0.265, False, True), (0.265, True, False), (0.2, True, True)],
)
def test_a_word_that_is_little_beside_what_was_taken_out_is_the_coachs(
    left: float, is_vital: bool, own: bool
) -> None:
    room = Room(SOMEBODY, left=left)
    removal = EchoRemoval(room, room)
    hear(removal, 2.0)
    whose = OwnSound(removal)
    whose.begins()
    assert whose.is_own(HEARING_RATE, 3 * HEARING_RATE // 2, is_vital=is_vital) is own


def test_the_end_of_a_loud_sentence_is_counted_to_the_word_after_it() -> None:
    room = Room(SOMEBODY)
    removal = EchoRemoval(room, room)
    room.left = 0.001
    hear(removal, 1.0, level=20_000)
    room.left = 1.0
    hear(removal, 0.2, level=1500)
    assert removal.taken_out_db(HEARING_RATE, HEARING_RATE + HEARING_RATE // 5) > 12


def test_before_the_echo_is_learned_the_first_seconds_are_the_coachs() -> None:
    room = Room(EchoStatus())
    removal = EchoRemoval(room, room)
    hear(removal, 1.0)
    assert removal.nobody_else
    hear(removal, 9.0)
    assert not removal.nobody_else, "where none is found there is none: headphones"
    found = Room(EchoStatus(delay_samples=800.0, double_talk=True))
    removal = EchoRemoval(found, found)
    hear(removal, 1.0)
    assert removal.nobody_else, "found, and not learned yet"


def test_in_a_recording_nothing_is_the_coachs_until_an_echo_is_found() -> None:
    room = Room(EchoStatus())
    removal = EchoRemoval(room, room, is_live=False)
    hear(removal, 1.0)
    assert not removal.nobody_else
    room.status = LEARNED
    assert removal.nobody_else


def test_in_the_coachs_silences_it_is_somebody_else() -> None:
    room = Room(EchoStatus(), played=0)
    removal = EchoRemoval(room, room)
    hear(removal, 1.0)
    assert not removal.nobody_else


def test_what_was_withheld_is_released_when_somebody_turns_out_to_be_in_it() -> None:
    room = Room(LEARNED)
    removal = EchoRemoval(room, room)
    hear(removal, 1.0)
    whose = OwnSound(removal)
    whose.begins()
    assert whose.withheld
    assert not whose.is_somebody_after_all()
    room.status = SOMEBODY
    assert whose.is_somebody_after_all()
    assert not whose.withheld


def test_a_jump_of_the_reference_is_passed_on() -> None:
    room = Room(LEARNED)
    removal = EchoRemoval(room, room)
    room.skipped = np.ones(320, np.int16)
    hear(removal, 0.1)
    assert room.shifts == [(320, 0)]


def test_without_an_echo_remover_nothing_is_the_coachs() -> None:
    whose = OwnSound(None)
    whose.begins()
    assert not whose.withheld
    assert not whose.is_own(0, 1000)


def test_the_coach_plays_while_its_sound_comes_and_not_after() -> None:
    room = Room(LEARNED)
    removal = EchoRemoval(room, room)
    hear(removal, 0.5)
    assert removal.playing
    assert room.shifts == []
    room.played = 0
    hear(removal, 0.5)
    assert not removal.playing
    room.played = 1000
    hear(removal, 0.1)
    assert removal.playing
