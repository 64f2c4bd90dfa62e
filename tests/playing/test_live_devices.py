"""News of devices and faults, on their way to the session, the screen and the journal."""

from __future__ import annotations

from tests.playing.engine.sessions import ListJournal, engine_for
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.playing.live_devices import FaultJournal, device_news


def test_the_session_waits_for_a_lost_device_and_goes_on_with_it() -> None:
    shown: list[str] = []
    states, journal = [], ListJournal()
    with engine_for(journal=journal) as engine:
        news = device_news(engine, "microphone", shown.append)
        for happens in (None, news.lost, news.stand_in, news.back):
            if happens is not None:
                happens()
            engine.render(SAMPLE_RATE)
            states.append(engine.moment.state)
    assert states == ["setup", "paused", "paused", "setup"]
    assert [line.split(".")[0].split(" is used")[0] for line in shown] == [
        "The microphone was lost",
        "Another microphone",
        "The microphone is back",
    ]
    assert len(journal.times("device_lost", which="microphone")) == 2


def test_each_fault_is_in_the_journal_once() -> None:
    journal, counts = ListJournal(), {"underrun": 0, "overflow": 0}
    faults = FaultJournal(journal, {name: lambda name=name: counts[name] for name in counts})  # type: ignore[misc]
    with engine_for() as engine:
        engine.render(SAMPLE_RATE // 2)
        faults(engine)
        counts["underrun"] = 1
        faults(engine)
        faults(engine)
        engine.render(SAMPLE_RATE // 2)
        counts["underrun"] = 4
        counts["overflow"] = 2
        faults(engine)
    assert journal.lines == [
        ("underrun", 0.5, {"count": 1}),
        ("underrun", 1.0, {"count": 3}),
        ("overflow", 1.0, {"count": 2}),
    ]
