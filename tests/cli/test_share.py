"""``voice-coach share`` as it is called: what it prints, how it ends, what it refuses."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest

from tests.cli.calling import PROGRAM, Caller, child
from tests.sharing import sounds
from voice_coach.cli.qr_code import qr_code

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of POSIX")
LOCAL = ("--host", "127.0.0.1")


@pytest.fixture
def song(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("no_proxy", "127.0.0.1")  # for the podcast app of these tests
    return sounds.session_mp3(home / "warm.mp3", title="Warm-up", seconds=2)


@pytest.fixture
def shared(song: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """A running ``share --json`` and what it said."""
    process = subprocess.Popen(
        [*PROGRAM, "share", str(song), *LOCAL, "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout
    with process:
        yield process, json.loads(process.stdout.readline())
        process.kill()


@posix
def test_it_serves_until_ctrl_c(shared: tuple[subprocess.Popen[str], dict[str, str]], song: Path) -> None:
    process, told = shared
    read = feedparser.parse(told["feed"])
    assert [entry.title for entry in read.entries] == ["Warm-up"]
    with urllib.request.urlopen(read.entries[0].enclosures[0].href) as answer:
        assert answer.read() == song.read_bytes()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=20)
    assert (process.returncode, out, errors.strip()) == (130, "", "")


def test_it_ends_by_itself(song: Path) -> None:
    outcome = child("share", song, *LOCAL, "--idle-minutes", "0.001")
    assert (outcome.code, outcome.err) == (0, "")
    page = re.search(r"^  (http://127\.0\.0\.1:\d+/[a-z2-9]{26}/)$", outcome.out, re.MULTILINE)
    assert page
    assert f"  {page[1]}feed.xml\n" in outcome.out
    assert "Warm-up, 0:02" in outcome.out
    assert outcome.out.endswith("Stopped: no request for 0.001 minutes.\n")
    assert "█" not in outcome.out


def shown_on_a_terminal(*arguments: str | Path) -> str:
    """What a call shows on a terminal until it ends."""
    ours, theirs = os.openpty()
    process = subprocess.Popen([*PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=theirs)
    os.close(theirs)
    shown = b""
    while select.select([ours], [], [], 30)[0]:
        try:
            part = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        shown += part
    os.close(ours)
    assert process.wait(10) == 0
    return shown.decode().replace("\r\n", "\n")


@posix
def test_a_terminal_shows_the_address_as_a_picture(song: Path) -> None:
    brief = ("--idle-minutes", "0.001")
    shown = shown_on_a_terminal("share", song, *LOCAL, *brief)
    address = re.search(r"http://\S+/\n", shown)
    assert address
    picture = "".join(f"{line}\n" for line in re.findall(r"\x1b\[97;40m(.*)\x1b\[0m", shown))
    assert picture == qr_code(address[0].strip())
    assert "\x1b[97" not in shown_on_a_terminal("share", song, *LOCAL, *brief, "--no-qr")


def test_the_picture_is_the_address() -> None:
    import segno

    text = "http://192.168.178.120:8470/abcdefghjkmnpqrstuvwxyz234/"
    lines = qr_code(text).splitlines()
    ink = {" ": (1, 1), "▀": (0, 1), "▄": (1, 0), "█": (0, 0)}
    rows = [tuple(ink[letter][half] for letter in line) for line in lines for half in (0, 1)]
    wanted = [tuple(row) for row in segno.make_qr(text, error="l", boost_error=False).matrix_iter(border=4)]
    assert rows[: len(wanted)] == wanted
    assert all(len(line) <= 80 for line in lines)


def test_without_a_network_it_says_so(call: Caller, song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice_coach.sharing.network._FAR_AWAY", ())
    outcome = call("share", song, "--idle-minutes", "0.001")
    assert outcome.code == 0
    assert "No network" in outcome.out
    assert "http://127.0.0.1:" in outcome.out


def test_the_usual_port_may_be_taken(call: Caller, song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        usual = taken.getsockname()[1]
        monkeypatch.setattr("voice_coach.cli.share._FIRST_PORT", usual)
        outcome = call("share", song, *LOCAL, "--idle-minutes", "0.001")
    assert outcome.code == 0
    assert "http://127.0.0.1:" in outcome.out
    assert f"http://127.0.0.1:{usual}/" not in outcome.out


def test_a_folder_for_a_web_host(call: Caller, home: Path, song: Path) -> None:
    base = "https://example.org/rolling"
    outcome = call("share", home, "--feed", "web", "--base-url", base, "--json")
    assert outcome.code == 0
    told = json.loads(outcome.out)
    assert told["feed"] == f"{base}/feed.xml"
    (entry,) = feedparser.parse((home / "web" / "feed.xml").read_bytes()).entries
    assert entry.enclosures[0].href == told["episodes"][0]["url"]
    assert (
        home / "web" / told["episodes"][0]["url"].removeprefix(f"{base}/")
    ).read_bytes() == song.read_bytes()
    assert len([path for path in (home / "web").rglob("*") if path.is_file()]) == told["files"]
    assert f"{base}/feed.xml" in call("share", home, "--feed", "web", "--base-url", base).out


def test_writing_a_folder_opens_no_connection(home: Path, song: Path) -> None:
    watched = (
        "import sys; sys.addaudithook(lambda event, _: event.startswith('socket.') and sys.exit(event)); "
        "from voice_coach.cli.main import main; main()"
    )
    choices = ["--feed", "web", "--base-url", "https://example.org/"]
    done = subprocess.run([sys.executable, "-c", watched, "share", str(song), *choices], check=False)
    assert done.returncode == 0
    assert (home / "web" / "feed.xml").is_file()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("missing.mp3",), "missing.mp3"),
        (("empty",), "empty"),
        (("notes.txt",), "notes.txt"),
        (("warm.mp3", "--port", "0"), "--port"),
        (("warm.mp3", "--host", "192.0.2.77"), "192.0.2.77"),
        (("warm.mp3", "--host", "no such host"), "no such host"),
        (("warm.mp3", "--idle-minutes", "0"), "--idle-minutes"),
        (("warm.mp3", "--idle-minutes", "nan"), "--idle-minutes"),
        (("warm.mp3", "--base-url", "https://example.org/"), "--feed"),
        (("warm.mp3", "--feed", "web"), "--base-url"),
        (("warm.mp3", "--feed", "web", "--base-url", "example.org"), "example.org"),
        (("warm.mp3", "--feed", "web", "--base-url", "https://[x/"), "https://[x/"),
        (("warm.mp3", "--feed", "web", "--base-url", "https://a.org/?x=1"), "https://a.org/?x=1"),
        (("warm.mp3", "--feed", "web", "--base-url", "https://a.org/", "--port", "80"), "--port"),
        (("warm.mp3", "--feed", "web", "--base-url", "https://a.org/", "--no-qr"), "--no-qr"),
        ((), "PATH"),
    ],
)
def test_a_wrong_choice(call: Caller, home: Path, song: Path, arguments: tuple[str, ...], named: str) -> None:
    (home / "empty").mkdir()
    (home / "notes.txt").write_text("private", encoding="utf-8")
    outcome = call("share", *arguments)
    assert outcome.code == 2
    assert named in outcome.sentence
    assert not (home / "web").exists()


def test_a_port_that_was_asked_for_and_is_taken(call: Caller, song: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = call("share", song, *LOCAL, "--port", str(port), "--idle-minutes", "0.001")
    assert outcome.code == 2
    assert str(port) in outcome.sentence


def test_what_is_left_out_is_said(call: Caller, home: Path, song: Path) -> None:
    (home / "broken.mp3").write_bytes(b"broken")
    outcome = call("share", home, *LOCAL, "--idle-minutes", "0.001")
    assert outcome.code == 0
    assert "broken.mp3" in outcome.err
    assert "Sharing 1 session:" in outcome.out


PAGE = "https://example.org/coach/"


@pytest.fixture
def page(home: Path) -> Path:
    """A phone's page, as far as ``share`` looks at it."""
    (home / "my-coach").mkdir()
    described = {"version": "1", "routines": [{"name": "warmup", "title": "Warm-up before a run"}]}
    (home / "my-coach" / "bundle.json").write_text(json.dumps(described), encoding="utf-8")
    return home / "my-coach"


def test_a_phones_page_is_told_by_its_secure_address(call: Caller, page: Path) -> None:
    shown = call("share", str(page), "--base-url", PAGE[:-1])
    assert shown.code == 0
    assert f"Warm-up before a run. Open this address on the phone, once:\n\n  {PAGE}\n" in shown.out
    told = call("share", str(page), "--base-url", PAGE, "--json")
    assert json.loads(told.out) == {"page": PAGE, "titles": ["Warm-up before a run"]}


@pytest.mark.parametrize("given", [(), ("--base-url", "http://192.168.0.2:8000/")])
def test_where_a_phones_page_could_not_listen_it_tells_what_to_do(
    call: Caller, page: Path, given: tuple[str, ...]
) -> None:
    refused = call("share", str(page), *given)
    assert refused.code == 2
    assert f"https, then: voice-coach share {page} --base-url https://" in refused.err
    other = call("share", str(page), "--base-url", PAGE, "--port", "8000")
    assert (other.code, "--port" in other.err) == (2, True)


@pytest.mark.parametrize("text", ["", "[]", '{"routines": 3}', "{" * 5000, '{"routines": []}'])
def test_any_other_description_is_no_page(call: Caller, page: Path, text: str) -> None:
    (page / "bundle.json").write_text(text, encoding="utf-8")
    refused = call("share", str(page), "--base-url", PAGE)
    assert (refused.code, "--feed" in refused.err) == (2, True)
