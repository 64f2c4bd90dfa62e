"""The queue ahead of the device grows when it underran, shrinks when it's calm, and doesn't swing forever."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voice_coach.audio.queue_ahead import QueueAhead

RATE = 1000


def calm(queue: QueueAhead, start: int, seconds: int, underruns: int) -> int:
    """Play on for ``seconds`` without an underrun; the frame reached."""
    for frame in range(start, start + seconds * RATE, RATE):
        queue.tell(frame, underruns)
    return start + seconds * RATE


def test_it_grows_with_each_underrun_up_to_eight() -> None:
    queue = QueueAhead(RATE)
    sizes = []
    for underruns in range(12):
        queue.tell(underruns * 100, underruns)
        sizes.append(queue.blocks)
    assert sizes == [1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8]


def test_it_shrinks_by_one_in_each_calm_half_minute() -> None:
    queue = QueueAhead(RATE)
    queue.tell(0, 3)
    assert queue.blocks == 4
    frame = calm(queue, 0, 29, 3)
    assert queue.blocks == 4
    frame = calm(queue, frame, 2, 3)
    assert queue.blocks == 3
    calm(queue, frame, 120, 3)
    assert queue.blocks == 1


def test_what_was_too_few_is_tried_less_and_less_often() -> None:
    """A machine that needs two blocks runs dry each time one is tried: a few times in hours, not forever."""
    queue = QueueAhead(RATE)
    underruns = 0
    for frame in range(0, 3 * 3600 * RATE, RATE):
        if queue.blocks < 2:
            underruns += 1
        queue.tell(frame, underruns)
    assert underruns < 30


@given(st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 5)), max_size=60))
def test_it_stays_within_its_bounds(steps: list[tuple[int, int]]) -> None:
    queue, frame, underruns = QueueAhead(RATE), 0, 0
    for frames, more in steps:
        before = queue.blocks
        frame, underruns = frame + frames, underruns + more
        queue.tell(frame, underruns)
        assert 1 <= queue.blocks <= 8
        assert queue.blocks >= before if more else queue.blocks >= before - 1
