"""The download against a real server on this machine: whole, broken, resumed, lied to."""

from __future__ import annotations

import io
import socket
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from tests.listening.model_store.shop import Shop, open_shop
from voice_coach.errors import OutputError
from voice_coach.fetching.download import DownloadBroken, _NeverDowngrade, download, forget
from voice_coach.fetching.progress import FetchProgress, no_report

CONTENT = bytes(i * 31 % 251 for i in range(300_000))


@pytest.fixture
def shop() -> Iterator[Shop]:
    with open_shop(CONTENT) as shop:
        yield shop


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "model.zip"


def bring(shop: Shop, target: Path, most_bytes: int = len(CONTENT)) -> None:
    download(shop.url, target, most_bytes=most_bytes, report=no_report, timeout_seconds=5)


def test_a_whole_file_comes_whole_and_alone(shop: Shop, target: Path) -> None:
    seen: list[FetchProgress] = []
    download(shop.url, target, most_bytes=len(CONTENT), report=seen.append)
    assert target.read_bytes() == CONTENT
    assert [path.name for path in target.parent.iterdir()] == ["model.zip"]
    assert seen[0] == FetchProgress("downloading", 0, len(CONTENT))
    assert seen[-1] == FetchProgress("downloading", len(CONTENT), len(CONTENT))
    assert [p.done_bytes for p in seen] == sorted(p.done_bytes for p in seen)


def test_a_broken_connection_is_taken_up_where_it_broke(shop: Shop, target: Path) -> None:
    shop.break_after = 70_000
    bring(shop, target)
    assert target.read_bytes() == CONTENT
    assert shop.requests == [None, "bytes=70000-", "bytes=140000-", "bytes=210000-", "bytes=280000-"]


def test_the_next_run_goes_on_from_the_last(shop: Shop, target: Path) -> None:
    def stop_half_way(progress: FetchProgress) -> None:
        if progress.done_bytes >= 150_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(shop.url, target, most_bytes=len(CONTENT), report=stop_half_way)
    assert not target.exists()
    bring(shop, target)
    assert target.read_bytes() == CONTENT
    assert shop.requests[1] is not None


def test_a_complete_part_is_not_fetched_again(shop: Shop, target: Path) -> None:
    def stop_at_the_end(progress: FetchProgress) -> None:
        if progress.done_bytes == len(CONTENT):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(shop.url, target, most_bytes=len(CONTENT), report=stop_at_the_end)
    bring(shop, target)
    assert target.read_bytes() == CONTENT
    assert shop.requests == [None, f"bytes={len(CONTENT)}-"]


@pytest.mark.parametrize("change", ["version", "address", "shrunk"])
def test_another_version_is_never_joined_to_the_first(shop: Shop, target: Path, change: str) -> None:
    shop.break_after = 0
    part = target.with_name("model.zip.part")
    with pytest.raises(DownloadBroken):
        bring(shop, target)
    part.write_bytes(b"x" * 1_000)
    shop.break_after = None
    if change == "version":
        shop.etag = '"version-2"'
    elif change == "address":
        shop.url += "?moved"
    else:
        shop.content = CONTENT[:500]
    bring(shop, target)
    assert target.read_bytes() == shop.content


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_without_a_strong_validator_it_starts_again(shop: Shop, target: Path, etag: str | None) -> None:
    shop.etag, shop.break_after = etag, 200_000
    with pytest.raises(DownloadBroken, match="broke after 200000 of 300000"):
        bring(shop, target)
    assert set(shop.requests) == {None}
    shop.break_after = None
    bring(shop, target)
    assert target.read_bytes() == CONTENT


def test_a_server_without_ranges_sends_it_whole_again(shop: Shop, target: Path) -> None:
    shop.ranges, shop.break_after = False, 200_000
    with pytest.raises(DownloadBroken):
        bring(shop, target)
    shop.break_after = None
    bring(shop, target)
    assert target.read_bytes() == CONTENT
    assert shop.requests[-1] == "bytes=200000-"


def test_a_length_that_promises_too_much_ends(shop: Shop, target: Path) -> None:
    shop.claimed_length, shop.ranges = len(CONTENT) + 5, False
    with pytest.raises(DownloadBroken, match="broke after 300000 of 300005"):
        bring(shop, target, most_bytes=400_000)
    assert not target.exists()


@pytest.mark.parametrize("chunked", [False, True])
def test_more_than_was_expected_is_refused(shop: Shop, target: Path, chunked: bool) -> None:
    shop.chunked = chunked
    with pytest.raises(DownloadBroken, match=r"expected$"):
        bring(shop, target, most_bytes=len(CONTENT) - 1)
    assert not target.exists()
    assert sum(path.stat().st_size for path in target.parent.iterdir()) < 1_000


def test_an_unknown_length_works_and_is_noticed_when_it_breaks(shop: Shop, target: Path) -> None:
    shop.chunked = True
    bring(shop, target)
    assert target.read_bytes() == CONTENT
    target.unlink()
    shop.break_after = 100_000
    bring(shop, target)
    assert target.read_bytes() == CONTENT
    assert shop.requests[1:] == [None, "bytes=100000-", "bytes=200000-", "bytes=300000-"]


def test_a_part_that_was_not_asked_for_is_refused(shop: Shop, target: Path) -> None:
    shop.break_after, shop.misplaced_by = 1_000, 1
    with pytest.raises(DownloadBroken, match="wasn't asked for"):
        bring(shop, target)
    assert not target.exists()


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (403, 1), (503, 2)])
def test_a_refusal_is_passed_on(shop: Shop, target: Path, status: int, asked: int) -> None:
    shop.status = status
    with pytest.raises(DownloadBroken, match=f"answered {status}"):
        bring(shop, target)
    assert len(shop.requests) == asked


def test_nobody_there_is_a_reason(target: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(DownloadBroken, match=r"\w"):
        download(f"http://127.0.0.1:{port}/m.zip", target, most_bytes=9, report=no_report)


@pytest.mark.parametrize("elsewhere", ["file:///etc/hostname", "ftp://127.0.0.1/x"])
def test_a_redirect_off_the_web_is_not_followed(shop: Shop, target: Path, elsewhere: str) -> None:
    shop.redirect_to = elsewhere
    with pytest.raises(DownloadBroken, match=r"(isn't safe|not allowed)"):
        bring(shop, target)


def test_a_redirect_from_https_to_http_is_not_followed() -> None:
    def ask(url: str, to: str) -> urllib.request.Request | None:
        request = urllib.request.Request(url)
        return _NeverDowngrade().redirect_request(request, io.BytesIO(), 302, "Found", Message(), to)

    with pytest.raises(DownloadBroken, match="isn't safe"):
        ask("https://example.org/m.zip", "http://example.org/m.zip")
    for url, to in (("https://a.org/", "https://b.org/"), ("http://a.org/", "http://b.org/")):
        followed = ask(url, to)
        assert followed is not None
        assert followed.full_url == to


def test_a_redirect_on_the_web_is_followed(shop: Shop, target: Path) -> None:
    with open_shop(b"") as sign:
        sign.redirect_to = shop.url
        download(sign.url, target, most_bytes=len(CONTENT), report=no_report)
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("note", [b"", b"{", b"[]", b'{"url": 1}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_note_counts_as_none(shop: Shop, target: Path, note: bytes) -> None:
    target.with_name("model.zip.part").write_bytes(b"rubbish")
    target.with_name("model.zip.part.json").write_bytes(note)
    bring(shop, target)
    assert target.read_bytes() == CONTENT


def test_a_folder_that_cannot_be_written_is_told_apart_from_a_break(shop: Shop, target: Path) -> None:
    target.with_name("model.zip.part").mkdir()
    with pytest.raises(OutputError, match="couldn't be written"):
        bring(shop, target)


def test_forget_leaves_nothing(shop: Shop, target: Path) -> None:
    shop.break_after, shop.ranges = 10, False
    with pytest.raises(DownloadBroken):
        bring(shop, target)
    assert list(target.parent.iterdir())
    forget(target)
    assert not list(target.parent.iterdir())
