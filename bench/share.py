"""``voice-coach share`` under 200 downloads at once, beside slow clients and half requests; a list of ways
out of what is shared, none of which may lead there; and its speed against Python's own ``http.server``.

The speed is compared at AT_ONCE downloads: ``http.server`` lets five callers wait and loses others.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlsplit

from bench.figures import Figure, report
from bench.processes import VOICE_COACH
from bench.workplace import workplace

DOWNLOADS = 200
AT_ONCE = 4
ROUNDS = 15
SLOW = HALF = 30
SECONDS_OF_SOUND = 500
LARGE_BYTES = 40_000_000
SECRET = b"this file is not shared\n"

_ESCAPES = (
    "/", "/feed.xml", "/secret.txt", "/../secret.txt", "/TOKEN/../secret.txt", "/TOKEN/secret.txt",
    "/TOKEN/media/../../secret.txt", "/TOKEN/media/..%2f..%2fsecret.txt", "/TOKEN/%2e%2e/secret.txt",
    "/TOKEN/media/%2e%2e/%2e%2e/secret.txt", "/TOKEN/media/..%5c..%5csecret.txt", "/TOKEN//secret.txt",
    "/TOKEN/FOLDER/secret.txt", "/TOKEN/%2FFOLDER/secret.txt", "/TOKEN/media/link.mp3", "/TOKEN/link.mp3",
    "/TOKEN/media/song.mp3", "/TOKEN/media/", "/TOKEN/media", "/TOKEN/media/%00", "/TOKEN/file:///etc/passwd",
    "/TOKE/", "/TOKENN/", "/token/", "/TOKEN%00/", "/TOKEN;/", "/TOKEN\\..\\secret.txt", "//etc/passwd",
    "http://elsewhere/secret.txt", "/TOKEN/media/..;/..;/secret.txt", "/TOKEN/covers/../secret.txt", "*",
)  # fmt: skip


@dataclass(frozen=True)
class Running:
    """A server, and where it offers the sound."""

    process: subprocess.Popen[str]
    host: str
    port: int
    path: str
    token: str = ""

    def cpu_seconds(self) -> float:
        """User and system time so far, where the system tells it; else 0."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        if not stat.is_file():
            return 0.0
        used = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
        return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")

    def connect(self) -> Connection:
        return Connection(self.host, self.port)


class Connection:
    """One request a connection, by hand: a library would mend what is sent or swallow what comes."""

    def __init__(self, host: str, port: int) -> None:
        import socket

        self._line = socket.create_connection((host, port), timeout=120)

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def send(self, path: str, *, all_of_it: bool = True) -> None:
        text = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1")
        self._line.sendall(text if all_of_it else text[: len(text) // 2])

    def send_bytes(self, data: bytes) -> None:
        self._line.sendall(data)

    def receive(self, buffer: bytearray) -> int:
        """The whole answer into ``buffer``; returns its length."""
        view, got = memoryview(buffer), 0
        while count := self._line.recv_into(view[got:]):
            got += count
        return got


@contextmanager
def ours(folder: Path) -> Iterator[Running]:
    command = [VOICE_COACH, "share", str(folder), "--host", "127.0.0.1", "--no-qr", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            (episode,) = json.loads(process.stdout.readline())["episodes"]
            parts = urlsplit(episode["url"])
            yield Running(process, "127.0.0.1", parts.port or 0, parts.path, parts.path.split("/")[1])
        finally:
            process.terminate()


@contextmanager
def peer(folder: Path, name: str) -> Iterator[Running]:
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "-d", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            port = int(process.stdout.readline().split(" port ")[1].split()[0])
            yield Running(process, "127.0.0.1", port, f"/{name}")
        finally:
            process.terminate()


@dataclass(frozen=True)
class Outcome:
    whole: int
    seconds: float
    server_cpu_seconds: float


def downloads_at_once(server: Running, content: bytes, count: int = DOWNLOADS) -> Outcome:
    """``count`` downloads begin together; how many were whole, and how long all took."""
    wanted = hashlib.sha256(content).digest()
    start = threading.Barrier(count + 1)
    buffers = [bytearray(len(content) + 4096) for _ in range(count)]

    def download(buffer: bytearray) -> int:
        start.wait()
        try:
            with server.connect() as line:
                line.send(server.path)
                return line.receive(buffer)
        except OSError:
            return 0

    with ThreadPoolExecutor(count) as pool:
        jobs = [pool.submit(download, buffer) for buffer in buffers]
        start.wait()
        before, began = server.cpu_seconds(), perf_counter()
        lengths = [job.result() for job in jobs]
        seconds, used = perf_counter() - began, server.cpu_seconds() - before
    bodies = [bytes(buffer[:n]).partition(b"\r\n\r\n")[2] for buffer, n in zip(buffers, lengths, strict=True)]
    return Outcome(sum(hashlib.sha256(body).digest() == wanted for body in bodies), seconds, used)


def under_siege(server: Running, content: bytes) -> Outcome:
    """The same while others ask and take nothing, or never finish asking."""
    lines = [server.connect() for _ in range(SLOW + HALF)]
    for number, line in enumerate(lines):
        line.send(server.path, all_of_it=number < SLOW)
    try:
        return downloads_at_once(server, content)
    finally:
        for line in lines:
            line.__exit__()


def speeds(server: Running, plain: Running, content: bytes) -> list[tuple[Outcome, Outcome]]:
    """A few downloads at once from the one and the other, in turn, after one unmeasured round."""
    return [
        (downloads_at_once(server, content, AT_ONCE), downloads_at_once(plain, content, AT_ONCE))
        for _ in range(ROUNDS + 1)
    ][1:]


def leaks(server: Running, folder: Path) -> list[str]:
    """The escapes that were answered with anything but the 404 that everything unknown gets."""
    found = []
    for escape in _ESCAPES:
        path = escape.replace("TOKEN", server.token).replace("FOLDER", str(folder))
        buffer = bytearray(1 << 20)
        with server.connect() as line:
            line.send(path)
            answer = bytes(buffer[: line.receive(buffer)])
        if not answer.startswith(b"HTTP/1.1 404 ") or SECRET.strip() in answer:
            found.append(escape)
    return found


def measure() -> list[Figure]:
    with workplace() as place:
        song = _folder(place.folder)
        folder, content = song.parent, song.read_bytes()
        with ours(folder) as server:
            siege = under_siege(server, content)
            out = leaks(server, place.folder)
            crowd = downloads_at_once(server, content)
            is_alive = server.process.poll() is None
        large = _large_file(place.folder)
        with ours(large.parent) as server, peer(large.parent, large.name) as plain:
            pairs = speeds(server, plain, large.read_bytes())
    mine, theirs = (median(pair[side].seconds for pair in pairs) for side in (0, 1))
    if {one.whole for pair in pairs for one in pair} != {AT_ONCE}:
        raise RuntimeError("not all of a few downloads were whole: there is nothing to compare")
    whole = min(siege.whole, crowd.whole) if is_alive else 0
    beside = f"beside {SLOW} that take nothing and {HALF} half requests"
    return [
        Figure(
            f"share: of {DOWNLOADS} downloads at once, whole, {beside}",
            whole,
            "",
            DOWNLOADS,
            at_least=True,
            details={"seconds": round(siege.seconds, 3), "seconds_alone": round(crowd.seconds, 3)},
        ),
        Figure(
            f"share: of {len(_ESCAPES)} ways out of what is shared, open",
            len(out),
            "",
            0,
            details={"open": out},
        ),
        Figure(
            f"share: bytes a second in {AT_ONCE} downloads at once, against python -m http.server",
            theirs / mine,
            "x",
            0.8,
            at_least=True,
            details={
                "ours_seconds": round(mine, 4),
                "peer_seconds": round(theirs, 4),
                "ratio_of_the_least": round(
                    min(pair[1].seconds for pair in pairs) / min(pair[0].seconds for pair in pairs), 3
                ),
                "ours_cpu_seconds": round(sum(pair[0].server_cpu_seconds for pair in pairs), 3),
                "peer_cpu_seconds": round(sum(pair[1].server_cpu_seconds for pair in pairs), 3),
                "rounds": ROUNDS,
                "file_bytes": LARGE_BYTES,
            },
        ),
    ]


def _large_file(place: Path) -> Path:
    """A silent WAV: what is measured is the sending."""
    import wave

    from voice_coach.audio.sample_time import SAMPLE_RATE

    folder = place / "large"
    folder.mkdir()
    path = folder / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(bytes(LARGE_BYTES - 44))
    return path


def _folder(place: Path) -> Path:
    """A folder with one song in it and a link that leads out; beside it a secret."""
    import numpy as np

    from voice_coach.audio.mp3.writer import Mp3Writer
    from voice_coach.audio.sample_time import SAMPLE_RATE

    folder = place / "shared"
    folder.mkdir()
    (place / "secret.txt").write_bytes(SECRET)
    (folder / "secret.txt").write_bytes(SECRET)
    song = folder / "song.mp3"
    noise = np.random.default_rng(1).normal(0, 0.05, 10 * SAMPLE_RATE).astype(np.float32)
    with Mp3Writer(song) as writer:
        for _ in range(SECONDS_OF_SOUND // 10):
            writer.write(noise)
    (folder / "link.mp3").symlink_to("/etc/passwd")
    return song


if __name__ == "__main__":
    report("share", measure())
