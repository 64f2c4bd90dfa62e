"""The bench of hearing over the coach: what it adds up, and what it draws."""

from __future__ import annotations

from bench.barge_in_conditions import Condition, total
from bench.barge_in_hearing import Score
from bench.barge_in_sessions import Alone


def test_scores_of_rooms_add_up() -> None:
    kitchen = Score(said=7, obeyed=6, unasked=["next (next one) at 3.0 s"], seconds=40.0)
    hall = Score(said=5, obeyed=1, unasked=["stop (stop) at 9.0 s"], seconds=30.0)
    both = total([kitchen, hall])
    assert (both.said, both.obeyed, both.seconds) == (12, 7, 70.0)
    assert both.unasked == [*kitchen.unasked, *hall.unasked]
    assert kitchen.unasked == ["next (next one) at 3.0 s"]


def test_every_room_has_a_level_of_its_own_within_the_bounds() -> None:
    condition = Condition("", lowest_db=-20.0, highest_db=6.0)
    levels = [condition.echo_db(room) for room in range(200)]
    assert levels == [condition.echo_db(room) for room in range(200)]
    assert -20.0 <= min(levels) < -18.0
    assert 4.0 < max(levels) <= 6.0


def test_what_the_coach_ducked_is_a_share_of_what_it_said() -> None:
    one = Alone(700.0, (), spoken_seconds=60.0, ducked_seconds=3.0)
    other = Alone(700.0, ("other: pause",), spoken_seconds=40.0, ducked_seconds=0.0)
    both = one + other
    assert (both.ducked_percent, both.obeyed, both.seconds) == (3.0, ("other: pause",), 1400.0)
    assert Alone().ducked_percent == 0.0
