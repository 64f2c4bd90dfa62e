"""Tells the session, the journal and the display about devices."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from voice_coach.audio.returning import News
from voice_coach.audio.sample_time import to_seconds
from voice_coach.playing.engine import Engine
from voice_coach.records.journal import Journal
from voice_coach.session.events import DeviceLost, DeviceReturned

Show = Callable[[str], None]


def device_news(engine: Engine, which: str, show: Show) -> News:
    """Pauses ``engine`` while ``which`` (``speaker``, ``microphone``) is lost."""

    def lost() -> None:
        show(f"The {which} was lost. The session pauses until it's back; press space to go on without it.")
        engine.post(DeviceLost(which))

    def stand_in() -> None:
        show(f"Another {which} is used instead: say or press what to do.")
        engine.post(DeviceLost(which))  # Once more: only now can it be heard.

    def back() -> None:
        show(f"The {which} is back.")
        engine.post(DeviceReturned(which))

    return News(lost=lost, back=back, stand_in=stand_in)


class FaultJournal:
    """``underrun`` and ``overflow`` lines. ``counts``: faults so far by event; a line has the new ones."""

    def __init__(self, journal: Journal, counts: Mapping[str, Callable[[], int]]) -> None:
        self._journal = journal
        self._counts = counts
        self._known = dict.fromkeys(counts, 0)

    def __call__(self, engine: Engine) -> None:
        for event, count in self._counts.items():
            now = count()
            if now > self._known[event]:
                fields = {"count": now - self._known[event]}
                self._journal.write(event, to_seconds(engine.position), fields)
                self._known[event] = now
