"""A past session as a FIT activity, with pauses and areas."""

from __future__ import annotations

from datetime import timedelta

from voice_coach.errors import InputError
from voice_coach.records.past_session import PastSession
from voice_coach.watch.fit_format import (
    ENUM,
    TEXT,
    UINT16,
    UINT32,
    UINT32Z,
    Field,
    Message,
    fit_file,
    seconds_since_epoch,
)

_FILE_ID, _SESSION, _LAP, _RECORD, _EVENT, _ACTIVITY = 0, 18, 19, 20, 21, 34
_TIMESTAMP = 253
_DEVELOPMENT = 255
"""For software without a number of Garmin's."""
_TRAINING, _FLEXIBILITY = 10, 19
_TIMER, _LAP_EVENT, _SESSION_EVENT, _ACTIVITY_EVENT = 0, 9, 8, 26
_START, _STOP, _STOP_ALL = 0, 1, 4


def as_fit(session: PastSession) -> bytes:
    """Times in whole seconds.

    Raises ``InputError`` (``fit``) if the start is unknown.
    """
    began = session.began
    if began is None or seconds_since_epoch(began) < 0:
        raise InputError(
            "When the session began isn't known, and a FIT file must say.", hint="Choose another.", code="fit"
        )
    start = seconds_since_epoch(began)
    total = round(session.seconds or 60 * session.minutes)
    pauses = _whole_pauses(session, total)
    end, moving = start + total, total - sum(until - since for since, until in pauses)
    offset = began.utcoffset() or timedelta()
    whole = (
        Field(_TIMESTAMP, UINT32, end),
        Field(2, UINT32, start),
        Field(7, UINT32, 1000 * total),
        Field(8, UINT32, 1000 * moving),
    )
    kind = (Field(5, ENUM, _TRAINING), Field(6, ENUM, _FLEXIBILITY))
    messages = [
        Message(
            _FILE_ID,
            (
                Field(0, ENUM, 4),
                Field(1, UINT16, _DEVELOPMENT),
                Field(2, UINT16, 0),
                Field(3, UINT32Z, start or 1),
                Field(4, UINT32, start),
            ),
        ),
        _timer(start, _START),
        Message(_RECORD, (Field(_TIMESTAMP, UINT32, start),)),
    ]
    for since, until in pauses:
        messages += [_timer(start + since, _STOP), _timer(start + until, _START)]
    messages += [
        Message(_RECORD, (Field(_TIMESTAMP, UINT32, end),)),
        _timer(end, _STOP_ALL),
        Message(
            _LAP,
            (
                *whole,
                Field(0, ENUM, _LAP_EVENT),
                Field(1, ENUM, _STOP),
                Field(25, ENUM, _TRAINING),
                Field(39, ENUM, _FLEXIBILITY),
            ),
        ),
        Message(
            _SESSION,
            (
                *whole,
                Field(0, ENUM, _SESSION_EVENT),
                Field(1, ENUM, _STOP),
                *kind,
                Field(25, UINT16, 0),
                Field(26, UINT16, 1),
                Field(110, TEXT, f"Foam rolling: {session.routine}"),
            ),
        ),
        Message(
            _ACTIVITY,
            (
                Field(_TIMESTAMP, UINT32, end),
                Field(0, UINT32, 1000 * moving),
                Field(1, UINT16, 1),
                Field(2, ENUM, 0),
                Field(3, ENUM, _ACTIVITY_EVENT),
                Field(4, ENUM, _STOP),
                Field(5, UINT32, end + round(offset.total_seconds())),
            ),
        ),
    ]
    return fit_file(messages)


def _timer(at: int, kind: int) -> Message:
    return Message(_EVENT, (Field(_TIMESTAMP, UINT32, at), Field(0, ENUM, _TIMER), Field(1, ENUM, kind)))


def _whole_pauses(session: PastSession, total: int) -> list[tuple[int, int]]:
    """In whole seconds, in order, neither empty nor overlapping."""
    found: list[tuple[int, int]] = []
    for pause in sorted(session.pauses, key=lambda one: one.start):
        since = max(round(pause.start), found[-1][1] if found else 0)
        until = min(round(pause.end), total)
        if since < until:
            found.append((since, until))
    return found
