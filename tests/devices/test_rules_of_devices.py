"""What needs no sound card: choosing, feeding, messages, routes, reopening."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.virtual_audio.waiting import wait_until
from voice_coach.audio import device_link
from voice_coach.audio.default_watch import DefaultWatch
from voice_coach.audio.devices import Device, choose_device
from voice_coach.audio.microphone_child import QUEUED_BLOCKS, Catch
from voice_coach.audio.reopening import Reopening
from voice_coach.audio.returning import News, Returning
from voice_coach.audio.routing import device_of, rate_of
from voice_coach.audio.speaker_child import FLOOR_DB, LEAD_IN_SECONDS, Feed, Pace
from voice_coach.errors import DeviceError, InputError, MissingPartError


def device(index: int, name: str, *, host: str = "ALSA", inputs: int = 0, outputs: int = 2) -> Device:
    return Device(index, name, host, inputs, outputs, 48_000, False, index == 0)


SPEAKERS = (
    device(0, "Built-in"),
    device(1, "Headset"),
    device(2, "Headset", host="JACK"),
    device(3, "TV one"),
)


def test_a_speaker_is_chosen_by_number_name_part_or_default() -> None:
    assert choose_device(SPEAKERS, "output", None).index == 0
    assert choose_device(SPEAKERS, "output", "3").index == 3
    assert choose_device(SPEAKERS, "output", "tv").index == 3
    assert choose_device(SPEAKERS, "output", "Headset").index == 1, "the default's interface decides"
    assert choose_device(SPEAKERS, "output", "Headset, JACK").index == 2


@pytest.mark.parametrize("one", SPEAKERS)
def test_its_identity_finds_a_device_again(one: Device) -> None:
    assert choose_device(SPEAKERS[::-1], "output", one.identity) is one


def test_what_fits_none_or_several_is_told_with_the_choice() -> None:
    with pytest.raises(InputError, match=r"no speaker 'phone'.*0 'Built-in'"):
        choose_device(SPEAKERS, "output", "phone")
    with pytest.raises(InputError, match=r"2 speakers are called 'e'.*Give its number"):
        choose_device((device(0, "one"), device(1, "two e")), "output", "e")
    with pytest.raises(DeviceError, match="no microphone"):
        choose_device(SPEAKERS, "input", None)


@given(
    st.lists(st.integers(1, 700), max_size=12),
    st.lists(st.integers(1, 1200), min_size=1, max_size=30),
)
def test_what_is_fed_is_played_in_order_and_holes_are_counted(blocks: list[int], asks: list[int]) -> None:
    rate_hz = 1000
    feed = Feed(rate_hz)
    total = sum(blocks)
    start = 0
    for frames in blocks:
        feed.add(np.arange(start + 1, start + frames + 1, dtype=np.float32))
        start += frames
    played = []
    for frames in asks:
        out = np.empty(frames, dtype=np.float32)
        feed.fill(out)
        played.append(out)
    heard = np.concatenate(played)[round(LEAD_IN_SECONDS * rate_hz) :]
    fitting = min(total, heard.shape[0])
    assert np.allclose(heard[:fitting], np.arange(1, fitting + 1), atol=0.01)
    assert np.abs(heard[fitting:]).max(initial=0.0) < 10 ** (FLOOR_DB / 20) * 6, "nothing but the floor"
    assert feed.taken_frames == fitting
    assert feed.underruns == 0


def test_a_hole_counts_once_and_only_between_two_sounds() -> None:
    feed, out = Feed(1000), np.empty(400, dtype=np.float32)
    feed.fill(out)
    assert feed.underruns == 0
    for expected in (0, 1, 2):
        feed.add(np.ones(100, dtype=np.float32))
        for _ in range(3):
            feed.fill(out)
        assert feed.underruns == expected


def test_a_device_that_can_wait_gets_what_is_on_its_way() -> None:
    feed, out = Feed(1000), np.empty(400, dtype=np.float32)
    feed.add(np.ones(100, dtype=np.float32))
    feed.fill(out)
    feed.add(np.ones(100, dtype=np.float32))

    def session() -> None:
        for _ in range(3):
            feed.took.wait()
            feed.took.clear()
            feed.add(np.ones(100, dtype=np.float32))

    feed.took.clear()
    sender = threading.Thread(target=session)
    sender.start()
    feed.fill(out, 30.0)
    sender.join()
    assert np.allclose(out, 1.0, atol=0.01)
    assert feed.underruns == 0


def test_nobody_waits_before_the_first_sound_nor_again_in_a_hole() -> None:
    feed, out = Feed(1000), np.empty(400, dtype=np.float32)
    feed.fill(out, 1e9)
    feed.add(np.ones(100, dtype=np.float32))
    feed.fill(out)
    feed.fill(out, 1e9)
    assert feed.underruns == 0


def test_a_device_that_asks_for_much_at_once_can_wait_for_it_and_an_even_one_for_half_a_block() -> None:
    now = [0.0]
    pace = Pace(0.02, lambda: now[0])
    even = []
    for _ in range(3):
        even.append(pace.patience_seconds())
        now[0] += 0.02
    assert even == pytest.approx([0.01] * 3)
    assert [pace.patience_seconds() for _ in range(4)] == pytest.approx([0.01, 0.03, 0.05, 0.07])
    now[0] += 0.05
    assert pace.patience_seconds() == pytest.approx(0.04)
    assert max(pace.patience_seconds() for _ in range(100)) == 0.25


def test_what_finds_no_room_leaves_a_counted_gap() -> None:
    catch = Catch()
    for _ in range(QUEUED_BLOCKS + 3):
        catch.add(b"\0\0" * 10, 1.0)
    assert catch.overflows == 3
    assert catch.take() is not None
    catch.add(b"\0\0" * 10, 2.0)
    messages = [catch.take() for _ in range(QUEUED_BLOCKS)]
    frame, overflows, captured = device_link.HEARD_FORMAT.unpack_from(messages[-1] or b"")
    assert (frame, overflows, captured) == ((QUEUED_BLOCKS + 3) * 10, 3, 2.0)
    catch.end()
    assert catch.take() is None


@given(st.binary(max_size=300))
def test_a_broken_pipe_never_becomes_a_message_of_its_own(noise: bytes) -> None:
    pipe = io.BytesIO(noise)
    while (message := device_link.receive(pipe)) is not None:
        assert len(message[0]) == 1


@given(st.binary(max_size=50), st.integers(0, 60))
def test_messages_arrive_whole_or_not_at_all(payload: bytes, cut: int) -> None:
    pipe = io.BytesIO()
    device_link.send(pipe, device_link.BLOCK, payload)
    whole = pipe.getvalue()
    expected = (device_link.BLOCK, payload) if cut >= len(whole) else None
    assert device_link.receive(io.BytesIO(whole[:cut])) == expected


@pytest.mark.parametrize("kind", [InputError, MissingPartError, DeviceError])
def test_errors_survive_the_trip(kind: type[InputError | MissingPartError | DeviceError]) -> None:
    error = device_link.error_from_bytes(device_link.error_to_bytes(kind("What.", hint="Do.", code="a-code")))
    assert type(error) is kind
    assert (error.message, error.hint, error.code) == ("What.", "Do.", "a-code")


STREAMS = """Source Output #6
\tDriver: protocol-native.c
\tSource: 2
\tProperties:
\t\tapplication.process.id = "11"
Source Output #8
\tSource: 1
\t\tapplication.process.id = "22"
"""
DEVICES = "1\troom.monitor\tx.c\ts16le 2ch 48000Hz\tRUNNING\n2\tmicrophone\tx.c\ts16le 1ch 16000Hz\tIDLE\n"


def test_where_the_server_put_a_stream() -> None:
    assert device_of(11, STREAMS, DEVICES, "Source") == "microphone"
    assert device_of(22, STREAMS, DEVICES, "Source") == "room.monitor"
    assert device_of(33, STREAMS, DEVICES, "Source") == ""
    assert rate_of("microphone", DEVICES) == ("microphone", 16_000)
    assert rate_of("nothing", DEVICES) is None


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_answer_of_the_server_is_survived(streams: str, devices: str) -> None:
    device_of(1, streams, devices, "Sink")
    rate_of("x", devices)


@dataclass
class FakeStream:
    """A stream that does nothing but tell who it is and whether it was closed."""

    name: str
    identity: str = ""
    why_lost: str = ""
    underruns: int = 0
    closed: bool = False

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeCard:
    """Opens what is plugged in."""

    plugged: set[str | None] = field(default_factory=lambda: {None, "headset"})
    opened: list[FakeStream] = field(default_factory=list)

    def open(self, wanted: str | None) -> FakeStream:
        if wanted not in self.plugged:
            raise DeviceError("gone")
        self.opened.append(FakeStream(wanted or "default", wanted or ""))
        return self.opened[-1]


QUICK = (0.001,)


def test_reopening_tries_until_it_is_there() -> None:
    card = FakeCard(plugged=set())
    reopening = Reopening(card.open, "", QUICK)
    card.plugged.add(None)
    wait_until(reopening.news.is_set, "the device is back")
    assert reopening.take()[0] is card.opened[-1]


def test_a_named_device_is_stood_in_for_until_it_returns() -> None:
    card = FakeCard(plugged={None})
    reopening = Reopening(card.open, "headset", QUICK)
    wait_until(reopening.news.is_set, "a stand-in")
    returned, stand_in = reopening.take()
    assert returned is None
    assert stand_in is not None
    reopening.news.clear()
    card.plugged.add("headset")
    wait_until(reopening.news.is_set, "the device is back")
    returned, _ = reopening.take()
    assert returned is not None
    assert returned.name == "headset"


def test_what_opens_after_the_end_is_closed() -> None:
    opening, go_on, card = threading.Event(), threading.Event(), FakeCard()

    def slowly(wanted: str | None) -> FakeStream:
        opening.set()
        go_on.wait(5.0)
        return card.open(wanted)

    reopening = Reopening(slowly, "", QUICK)
    opening.wait(5.0)
    reopening.cancel()
    go_on.set()
    wait_until(lambda: bool(card.opened) and card.opened[0].closed, "it is closed")


def test_a_stand_in_that_was_not_taken_is_closed_at_the_end() -> None:
    card = FakeCard(plugged={None})
    reopening = Reopening(card.open, "headset", QUICK)
    wait_until(reopening.news.is_set, "a stand-in")
    reopening.cancel()
    assert [stream.closed for stream in card.opened] == [True]


def test_a_stand_in_is_closed_when_the_device_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "voice_coach.audio.returning.Reopening", lambda opener, identity: Reopening(opener, identity, QUICK)
    )
    card, told = FakeCard(), []
    device = Returning("output", "headset", card.open, faults)
    device.news = News(stand_in=lambda: told.append("stand-in"), back=lambda: told.append("back"))
    card.plugged.remove("headset")
    device.lose()
    wait_until(lambda: device.stream() is not None, "a stand-in")
    card.plugged.add("headset")
    wait_until(lambda: device.stream() is not None and not device.lost, "the headset")
    assert told == ["stand-in", "back"]
    assert [(stream.name, stream.closed) for stream in card.opened] == [
        ("headset", True),
        ("default", True),
        ("headset", False),
    ]
    device.close()


def faults(stream: FakeStream) -> int:
    return stream.underruns


def test_a_lost_device_is_told_once_and_its_faults_are_kept() -> None:
    card, told = FakeCard(), []
    device = Returning("output", "headset", card.open, faults)
    device.news = News(lost=lambda: told.append("lost"), back=lambda: told.append("back"))
    card.opened[0].underruns = 3
    device.lose()
    assert device.lost
    assert card.opened[0].closed
    device.lose()
    wait_until(lambda: device.stream() is not None, "it is back")
    assert told == ["lost", "back"]
    assert not device.lost
    card.opened[-1].underruns = 2
    assert device.faults == 5
    device.close()
    assert card.opened[-1].closed


def test_the_default_is_followed_where_it_goes() -> None:
    card = FakeCard()
    answers = iter(["one", "one", "two"])
    watch = DefaultWatch("output", every_seconds=0.001, default_of=lambda _: next(answers, "two"))
    device = Returning("output", None, card.open, faults, watch)
    wait_until(lambda: device.stream() is not card.opened[0], "another stream")
    assert card.opened[0].closed
    assert not device.lost
    device.close()


def test_no_default_at_all_is_not_another_default() -> None:
    answers = iter(["one", "", "one"])
    asked = threading.Event()

    def default_of(_: device_link.Direction) -> str:
        answer = next(answers, None)
        if answer is None:
            asked.set()
            return "one"
        if not answer:
            raise DeviceError("none")
        return answer

    watch = DefaultWatch("input", every_seconds=0.001, default_of=default_of)
    asked.wait(5.0)
    assert not watch.moved()
    watch.close()
