"""A device that goes pauses the session, one that comes back lets it go on; the runner's own pause stays."""

from __future__ import annotations

from tests.session.driver import RATE, run
from voice_coach.session.actions import Say
from voice_coach.session.events import DeviceLost, DeviceReturned


def test_a_lost_device_pauses_on_the_frame_and_its_return_goes_on_from_there() -> None:
    driven = run().until_phase("sweep")
    driven.until(driven.seconds + 3.5)
    clock = driven.session.state.clock.elapsed(driven.session.now)
    driven.event(DeviceLost("microphone"))
    assert driven.session.state_name == "paused"
    driven.until(driven.seconds + 20)
    assert "<device_lost>" in [action.text for action in driven.actions if isinstance(action, Say)]
    driven.event(DeviceReturned("microphone"))
    assert driven.session.state.overlay is None
    assert driven.session.state.clock.elapsed(driven.session.now) == clock
    driven.until(driven.seconds + 5)
    assert driven.session.state.clock.elapsed(driven.session.now) > clock


def test_both_must_come_back() -> None:
    driven = run().until_phase("sweep")
    driven.event(DeviceLost("microphone"))
    driven.event(DeviceLost("speaker"))
    driven.event(DeviceReturned("microphone"))
    assert driven.session.state_name == "paused"
    driven.event(DeviceReturned("speaker"))
    assert driven.session.state.overlay is None


def test_the_runner_may_go_on_without() -> None:
    driven = run().until_phase("sweep")
    driven.event(DeviceLost("microphone"))
    driven.command("resume")
    assert driven.session.state.overlay is None
    driven.event(DeviceReturned("microphone"))
    assert driven.session.state.overlay is None


def test_a_pause_of_the_runners_outlives_a_lost_device() -> None:
    driven = run().until_phase("sweep")
    driven.command("pause")
    driven.event(DeviceLost("speaker"))
    driven.event(DeviceReturned("speaker"))
    assert driven.session.state_name == "paused"


def test_after_the_last_word_nothing_pauses_any_more() -> None:
    driven = run().until_phase("sweep")
    driven.command("stop")
    driven.command("yes")
    driven.until(driven.seconds + 1)
    driven.event(DeviceLost("speaker"))
    assert driven.session.state.overlay is None
    driven.to_end()
    assert driven.session.now < 60 * RATE
