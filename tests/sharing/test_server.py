"""The server on real sockets: many at once, slow ones, half requests, nonsense, and its end."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.sharing import sounds
from tests.sharing.serving import Served, read_all, read_reply, request, serving
from voice_coach.sharing.server import THREADS

DOWNLOADS = 200
SLOW_ONES = 20
HALF_ONES = 20


def hundredfold() -> float:
    """A clock that makes ten patient seconds a tenth of one."""
    return 100 * time.monotonic()


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sounds.session_mp3(tmp_path_factory.mktemp("songs") / "warm.mp3", seconds=30)


@pytest.fixture
def served(song: Path) -> Iterator[Served]:
    with serving(song) as found:
        yield found


def test_a_phone_gets_the_page_the_feed_and_the_sound(served: Served, song: Path) -> None:
    status, headers, page = served.get(f"/{served.token}/")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"<audio controls" in page
    assert "server" not in headers
    status, _, feed = served.get(f"/{served.token}/feed.xml")
    assert status == 200
    assert f"{served.sharing.address}media/".encode() in feed
    status, headers, sound = served.get(served.media())
    assert (status, headers["accept-ranges"]) == (200, "bytes")
    assert sound == song.read_bytes()
    status, headers, part = served.get(served.media(), "Range: bytes=1000-1999")
    assert (status, headers["content-range"]) == (206, f"bytes 1000-1999/{len(sound)}")
    assert part == sound[1000:2000]


def test_one_connection_serves_many_requests(served: Served, song: Path) -> None:
    with served.call() as line:
        for _ in range(3):
            line.sendall(f"GET {served.media()} HTTP/1.1\r\nHost: x\r\nRange: bytes=0-9\r\n\r\n".encode())
            got = b""
            while not got.endswith(b"\r\n\r\n" + song.read_bytes()[:10]):
                got += line.recv(4096)


@pytest.mark.parametrize(
    "path",
    [
        "/", "/feed.xml", "/index.html", "/../../etc/passwd", "//etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
        "/TOKEN/../../../etc/passwd", "/TOKEN/media/../../etc/passwd", "/TOKEN/media/%2e%2e%2fwarm.mp3",
        "/TOKEN/media/..%5c..%5cwarm.mp3", "/TOKEN//etc/passwd", "/TOKEN/media/", "/TOKEN/media/warm.mp3",
        "/TOKEN/media/%00", "/TOKEN/media/x.mp3%00.txt", "http://other/TOKEN/../etc/passwd",
        "/TOKEN%2findex.html%00",
    ],
)  # fmt: skip
def test_no_address_leads_out(served: Served, path: str) -> None:
    status, headers, body = served.get(path.replace("TOKEN", served.token))
    _, usual_headers, usual = served.get("/nothing")
    assert (status, body) == (404, usual)
    assert {**headers, "date": ""} == {**usual_headers, "date": ""}


def test_200_downloads_at_once_are_whole_whatever_others_do(served: Served, song: Path) -> None:
    whole = song.read_bytes()
    start = threading.Barrier(DOWNLOADS)

    def download(number: int) -> bool:
        start.wait()
        status, _, body = served.get(served.media())
        return status == 200 and body == whole

    lines = [served.call() for _ in range(SLOW_ONES + HALF_ONES)]
    try:
        for line in lines[:SLOW_ONES]:
            line.sendall(request(served.media()))  # and takes nothing of the answer
        for line in lines[SLOW_ONES:]:
            line.sendall(request(served.media())[:30])
        with ThreadPoolExecutor(DOWNLOADS) as pool:
            assert all(pool.map(download, range(DOWNLOADS)))
        assert read_reply(lines[0])[2] == whole
    finally:
        for line in lines:
            line.close()


def test_beyond_the_limit_others_wait_for_their_turn(song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice_coach.sharing.server.MOST_CONNECTIONS", 10)
    whole = song.read_bytes()
    with serving(song) as served, ThreadPoolExecutor(60) as pool:
        bodies = list(pool.map(lambda _: served.get(served.media())[2], range(60)))
    assert all(body == whole for body in bodies)


PIPELINED = 20


def test_who_asks_ahead_and_takes_nothing_holds_nobody_up(song: Path, tmp_path: Path) -> None:
    """Each would hold a thread that answers, if more than one of its requests were worked on."""
    path = sounds.wav(tmp_path / "long.wav")
    with path.open("r+b") as file:
        file.truncate(40_000_000)
    with serving(song, path) as served:
        lines = [served.call() for _ in range(2 * THREADS)]
        try:
            for line in lines:
                line.sendall(f"GET {served.media('.wav')} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * PIPELINED)
            for _ in range(3):
                began = time.monotonic()
                assert served.get(served.media(".mp3"))[2] == song.read_bytes()
                assert time.monotonic() - began < 2
        finally:
            for line in lines:
                line.close()


def test_requests_sent_ahead_are_answered_in_order(served: Served, song: Path) -> None:
    whole = song.read_bytes()
    with served.call() as line:
        asked = [request(served.media(), f"Range: bytes={at}-{at + 9}") for at in range(0, 200, 10)]
        keep = [each.replace(b"Connection: close\r\n", b"") for each in asked[:-1]]
        line.sendall(b"".join([*keep, asked[-1]]))
        said = read_all(line)
    places = [said.index(whole[at : at + 10]) for at in range(0, 200, 10)]
    assert (said.count(b"HTTP/1.1 206 "), places) == (20, sorted(places))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_waits_to_continue_is_answered(served: Served, method: str) -> None:
    with served.call() as line:
        line.settimeout(5)
        line.sendall(request(f"/{served.token}/", "Expect: 100-continue", method=method))
        assert read_reply(line)[0] == 200


def test_a_body_that_waits_to_continue_is_let_in(served: Served) -> None:
    with served.call() as line:
        line.settimeout(5)
        line.sendall(request(f"/{served.token}/", "Expect: 100-continue", "Content-Length: 4", method="POST"))
        assert line.recv(100).startswith(b"HTTP/1.1 100 Continue\r\n\r\n")
        line.sendall(b"body")
        assert read_reply(line)[0] == 405


def test_a_crowd_of_silent_callers_makes_room(song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice_coach.sharing.server.MOST_CONNECTIONS", 40)
    with serving(song) as served:
        lines = [served.call() for _ in range(80)]
        try:
            began = time.monotonic()
            assert served.get(f"/{served.token}/")[0] == 200
            assert time.monotonic() - began < 8
        finally:
            for line in lines:
                line.close()


@pytest.mark.parametrize("sent", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: x\r\nX: "])
def test_a_half_request_is_not_waited_for(song: Path, sent: bytes) -> None:
    with serving(song, clock=hundredfold) as served, served.call() as line:
        line.sendall(sent)
        assert read_all(line) == b""
        assert served.get(f"/{served.token}/")[0] == 200


def test_a_request_that_drips_is_not_waited_for(song: Path) -> None:
    with serving(song, clock=hundredfold) as served, served.call() as line:
        line.settimeout(0.05)
        line.sendall(b"GET / HTTP/1.1\r\n")
        for _ in range(200):
            try:
                line.sendall(b"X: y\r\n")
                if line.recv(1) == b"":
                    return
            except TimeoutError:
                continue
            except OSError:
                return  # hung up
        raise AssertionError("ten seconds of drips were waited for")


def test_a_file_that_becomes_shorter_ends_its_download(tmp_path: Path) -> None:
    path = sounds.wav(tmp_path / "long.wav")
    with path.open("r+b") as file:
        file.truncate(40_000_000)
    with serving(path) as served, served.call() as line:
        line.sendall(request(served.media()))
        line.recv(1000)
        with path.open("r+b") as file:
            file.truncate(1_000)
        assert len(read_all(line)) < 40_000_000
        assert served.get(f"/{served.token}/")[0] == 200


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system doesn't list open files")
def test_who_hangs_up_in_the_middle_leaves_no_file_open(song: Path, tmp_path: Path) -> None:
    path = sounds.wav(tmp_path / "long.wav")
    with path.open("r+b") as file:
        file.truncate(40_000_000)
    with serving(song, path) as served:
        for _ in range(30):
            with served.call() as line:
                line.sendall(request(served.media()))
                line.recv(10)
        assert served.get(f"/{served.token}/")[0] == 200
        with served.call() as line:
            line.sendall(request(served.media(".wav")))
            line.recv(10)
            assert [each for each in open_files() if each.suffix == ".wav"]
            served.sharing.end()
            served.thread.join()
    assert not [path for path in open_files() if path.suffix in {".mp3", ".wav"}]


_WORDS = [
    *(b"GET ", b"POST ", b"/", b"TOKEN", b" HTTP/1.1\r\n", b"\r\n", b"Host: x\r\n", b"Content-Length: "),
    *(b"5", b"-1", b"-", b"9" * 30, b"Transfer-Encoding: chunked\r\n", b"Range: bytes=", b"\0", b"\xff"),
]


def open_files() -> list[Path]:
    """What this process has open."""
    found = []
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the list itself is gone by now
            found.append(each.readlink())
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(_WORDS), max_size=14).map(b"".join)))
@example(b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n")
@example(b"POST /TOKEN/ HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n")
@example(b"GET /TOKEN/ HTTP/1.1\r\nRange: bytes=" + b"9" * 10_000 + b"-\r\n\r\n")
def test_nonsense_is_survived_and_learns_nothing(quiet_server: Served, sent: bytes) -> None:
    with quiet_server.call() as line:
        try:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before it had ended
        said = read_all(line)
    assert b"Traceback" not in said
    assert quiet_server.token.encode() not in said
    assert str(Path(__file__).parents[2]).encode() not in said
    assert quiet_server.get("/")[0] == 404


@pytest.fixture(scope="module")
def quiet_server(song: Path) -> Iterator[Served]:
    with serving(song) as found:
        yield found


def test_it_ends_after_an_idle_hour_which_only_friends_put_off(song: Path) -> None:
    now = [0.0]
    with serving(song, idle_seconds=3600, clock=lambda: now[0]) as served:
        now[0] = 3500
        assert served.get(f"/{served.token}/")[0] == 200
        now[0] = 7000
        assert served.get("/stranger")[0] == 404
        assert served.thread.is_alive()
        now[0] = 7101
        served.thread.join(10)
        assert not served.thread.is_alive()


def test_a_slow_download_is_no_idle_hour(tmp_path: Path) -> None:
    now = [0.0]
    path = sounds.wav(tmp_path / "long.wav")
    with path.open("r+b") as file:
        file.truncate(60_000_000)
    with serving(path, idle_seconds=3600, clock=lambda: now[0]) as served, served.call() as line:
        line.sendall(request(served.media()))
        got = len(line.recv(1000))
        for hour in range(1, 5):
            now[0] = hour * 3000.0
            while served.sharing.idle_seconds > 0:  # what was on its way already tells the server nothing
                part = line.recv(1 << 16)
                assert part, "the sending was no sign of life"
                got += len(part)
        got += len(read_all(line))
        assert served.thread.is_alive()
    assert got > 60_000_000


def test_nothing_of_all_this_is_printed(song: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with serving(song) as served:
        for sent in (b"\0\r\n\r\n", b"GET", request("/x"), request(served.media())):
            with served.call() as line:
                line.sendall(sent)
    assert capfd.readouterr() == ("", "")
