"""A past session as FIT, read back by Garmin's own reader."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from garmin_fit_sdk import Decoder, Stream
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import examples
from voice_coach.errors import InputError
from voice_coach.records.past_session import PastSession, PauseMade
from voice_coach.watch.fit_session import as_fit

BEGAN = datetime(2026, 11, 30, 18, 4, 5, tzinfo=timezone(timedelta(hours=2)))


def read(data: bytes) -> dict[str, Any]:
    """The messages of a file; it's whole, and nothing in it is wrong."""
    assert Decoder(Stream.from_byte_array(bytearray(data))).check_integrity()
    messages, errors = Decoder(Stream.from_byte_array(bytearray(data))).read()
    assert errors == []
    return dict(messages)


def past(seconds: float, pauses: tuple[PauseMade, ...] = (), routine: str = "warmup") -> PastSession:
    return PastSession(
        BEGAN.isoformat(), routine, round(seconds / 60, 1), ("calves",), True, seconds=seconds, pauses=pauses
    )


@st.composite
def sessions(draw: st.DrawFn) -> PastSession:
    total = draw(st.floats(1, 10_000))
    ends = sorted(draw(st.lists(st.floats(0, total), max_size=12)))
    pauses = tuple(PauseMade(*pair) for pair in zip(ends[::2], ends[1::2], strict=False))
    return past(total, pauses, draw(st.text(max_size=90)))


@settings(max_examples=examples(50))
@given(sessions())
def test_times_and_pauses_are_read_back_to_the_second(session: PastSession) -> None:
    messages = read(as_fit(session))
    (told,) = messages["session_mesgs"]
    assert told["start_time"] == BEGAN
    assert abs(told["total_elapsed_time"] - session.seconds) <= 0.5
    assert (told["sport"], told["sub_sport"]) == ("training", "flexibility_training")
    assert told["timestamp"] == BEGAN + timedelta(seconds=told["total_elapsed_time"])
    timers = [(one["timestamp"], one["event_type"]) for one in messages["event_mesgs"]]
    assert [kind for _, kind in timers] == ["start", *["stop", "start"] * (len(timers) // 2 - 1), "stop_all"]
    assert timers == sorted(timers, key=lambda one: one[0])
    running = [(b - a).total_seconds() for (a, _), (b, _) in zip(timers[::2], timers[1::2], strict=True)]
    assert sum(running) == told["total_timer_time"]
    paused = {round(one.start): round(one.end) for one in session.pauses if round(one.start) < round(one.end)}
    stops = [round((at - BEGAN).total_seconds()) for at, kind in timers if kind == "stop"]
    assert set(stops) <= set(paused) | set(paused.values())
    assert abs(told["total_timer_time"] - _unpaused(session)) <= 1 + len(session.pauses)
    assert len(messages["lap_mesgs"]) == len(messages["activity_mesgs"]) == 1


def _unpaused(session: PastSession) -> float:
    return session.seconds - sum(one.end - one.start for one in session.pauses)


def test_a_session_is_what_it_was() -> None:
    messages = read(as_fit(past(600.4, (PauseMade(60.2, 90.4), PauseMade(500.0, 600.4)))))
    (told,) = messages["session_mesgs"]
    assert (told["total_elapsed_time"], told["total_timer_time"]) == (600.0, 470.0)
    assert told["sport_profile_name"] == "Foam rolling: warmup"
    (activity,) = messages["activity_mesgs"]
    epoch = datetime(1989, 12, 31, tzinfo=timezone.utc)
    assert activity["local_timestamp"] - (told["timestamp"] - epoch).total_seconds() == 7200
    assert messages["file_id_mesgs"][0]["type"] == "activity"


def test_minutes_will_do_if_that_is_all_there_is() -> None:
    session = PastSession(BEGAN.isoformat(), "warmup", 11.2, (), True)
    assert read(as_fit(session))["session_mesgs"][0]["total_elapsed_time"] == 672.0


@pytest.mark.parametrize("when", ["once", "1970-01-01T00:00:00+00:00", ""])
def test_a_session_of_no_known_time_is_refused(when: str) -> None:
    with pytest.raises(InputError, match="isn't known"):
        as_fit(PastSession(when, "warmup", 11.2, (), True))
