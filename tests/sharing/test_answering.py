"""What is answered, and to whom: the rules without a socket."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.sharing import sounds
from voice_coach.sharing.answering import FilePart, Request, Response, answer
from voice_coach.sharing.named_episodes import read_named
from voice_coach.sharing.network import TOKEN_ALPHABET, TOKEN_LETTERS, new_token
from voice_coach.sharing.site import Site, site_of

TOKEN = "abcdefghjkmnpqrstuvwxyz234"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("shared")
    sounds.session_mp3(made / "warm.mp3", seconds=1)
    (made / "private.txt").write_text("private", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Site:
    return site_of(read_named([folder]).episodes, f"http://localhost/{TOKEN}/")


def media(site: Site) -> str:
    return next(name for name in site if name.startswith("media/"))


def ask(site: Site, path: str, method: str = "GET", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer(Request(method, path, named), TOKEN, site)


def body(reply: Response) -> bytes:
    if isinstance(reply.body, bytes):
        return reply.body
    with reply.body.file as file:
        return file.read(reply.body.length)


def test_the_secret_cannot_be_guessed() -> None:
    tokens = {new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(set(token) <= set(TOKEN_ALPHABET) for token in tokens)
    assert len(TOKEN_ALPHABET) ** TOKEN_LETTERS >= 2**128
    assert set("".join(tokens)) == set(TOKEN_ALPHABET)


def test_with_the_token_all_of_the_site_is_there(site: Site) -> None:
    for name, resource in site.items():
        reply = ask(site, f"/{TOKEN}/{name}")
        content = resource.content if isinstance(resource.content, bytes) else resource.content.read_bytes()
        assert reply.status == 200
        assert body(reply) == content
        headers = dict(reply.headers)
        assert headers["Content-Type"] == resource.media_type
        assert headers["Content-Length"] == str(len(content))
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "no-cache" in headers["Cache-Control"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert body(ask(site, f"/{TOKEN}/")) == site["index.html"].content
    assert dict(ask(site, f"/{TOKEN}").headers)["Location"] == f"/{TOKEN}/"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "ODD"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "*",
        "/favicon.ico",
        f"/{TOKEN[:-1]}/",
        f"/{TOKEN}x/",
        f"/{TOKEN.upper()}/",
        "/é/",
        f"//{TOKEN}/",
    ],
)
def test_without_it_everything_is_the_same_404(site: Site, method: str, path: str) -> None:
    reply = ask(site, path, method)
    usual = ask(site, "/nothing", method)
    assert (reply.status, reply.headers, reply.body) == (404, usual.headers, usual.body)
    assert not reply.is_ours


NOT_A_NAME = ("..", ".", "", "media", "warm.mp3", "private.txt", "%2e%2e", "etc", "passwd", "\0", "\\", "C:")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from(NOT_A_NAME), st.text(max_size=5)), max_size=6))
@example(["media", "..", "private.txt"])
@example(["", "etc", "passwd"])
def test_no_address_leads_to_the_disk(site: Site, parts: list[str]) -> None:
    opened: list[Path] = []

    def watched(path: Path) -> object:
        opened.append(path)
        raise FileNotFoundError

    name = "/".join(parts)
    reply = answer(Request("GET", f"/{TOKEN}/{name}", {}), TOKEN, site, watched)  # type: ignore[arg-type]
    if name not in {*site, ""}:
        assert reply.status == 404
        assert not opened


def test_nothing_can_be_changed(site: Site) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"):
        for name in ("", media(site)):
            reply = ask(site, f"/{TOKEN}/{name}", method)
            assert (reply.status, dict(reply.headers)["Allow"]) == (405, "GET, HEAD")


def test_head_is_get_without_its_body(site: Site) -> None:
    for name in site:
        head, get = (ask(site, f"/{TOKEN}/{name}", method) for method in ("HEAD", "GET"))
        assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")
        body(get)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 12_000), st.integers(0, 12_000))
def test_a_part_is_a_slice_of_the_file(site: Site, folder: Path, first: int, length: int) -> None:
    whole = (folder / "warm.mp3").read_bytes()
    reply = ask(site, f"/{TOKEN}/{media(site)}", range=f"bytes={first}-{first + length}")
    if first >= len(whole):
        assert reply.status == 416
        assert dict(reply.headers)["Content-Range"] == f"bytes */{len(whole)}"
        return
    there = whole[first : first + length + 1]
    assert reply.status == 206
    assert body(reply) == there
    assert dict(reply.headers)["Content-Range"] == f"bytes {first}-{first + len(there) - 1}/{len(whole)}"


def test_the_last_bytes_and_the_rest(site: Site, folder: Path) -> None:
    whole = (folder / "warm.mp3").read_bytes()
    place = f"/{TOKEN}/{media(site)}"
    assert body(ask(site, place, range="bytes=-100")) == whole[-100:]
    assert body(ask(site, place, range="bytes=100-")) == whole[100:]
    assert ask(site, place, range="bytes=-0").status == 416
    assert body(ask(site, place, range="bytes=0-1,5-6")) == whole
    assert ask(site, place, "HEAD", range="bytes=0-1").status == 200


def test_a_version_that_is_known_is_not_sent_again_and_parts_of_two_never_mix(tmp_path: Path) -> None:
    path = sounds.foreign_mp3(tmp_path / "a.mp3", 0.5)
    site = site_of(read_named([path]).episodes, "http://x/")
    place = f"/{TOKEN}/{media(site)}"
    first = ask(site, place)
    tag = dict(first.headers)["ETag"]
    whole = body(first)
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        assert ask(site, place, if_none_match=known).status == 304
    assert body(ask(site, place, if_none_match='"other"')) == whole
    assert body(ask(site, place, range="bytes=5-9", if_range=tag)) == whole[5:10]
    sounds.foreign_mp3(path, 0.6)
    now = ask(site, place, range="bytes=5-9", if_range=tag)
    assert (now.status, body(now)) == (200, path.read_bytes())
    tag, found = dict(now.headers)["ETag"], path.stat()
    path.write_bytes(bytes(found.st_size))  # in its place, and of the same size
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns + 1))
    assert body(ask(site, place, if_none_match=tag)) == bytes(found.st_size)
    for name in ("", "feed.xml"):
        page_tag = dict(ask(site, f"/{TOKEN}/{name}").headers)["ETag"]
        assert ask(site, f"/{TOKEN}/{name}", if_none_match=page_tag).status == 304


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links and pipes of POSIX")
def test_what_has_taken_a_file_s_place_is_not_served(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    path = sounds.foreign_mp3(folder / "a.mp3", 0.2)
    secret = tmp_path / "secret.mp3"
    secret.write_bytes(b"private")
    site = site_of(read_named([folder]).episodes, "http://x/")
    place = f"/{TOKEN}/{media(site)}"
    body(ask(site, place))
    kept = path.rename(tmp_path / "kept.mp3")
    assert ask(site, place).status == 404
    path.symlink_to(secret)
    assert ask(site, place).status == 404
    path.unlink()
    os.mkfifo(path)
    assert ask(site, place).status == 404
    path.unlink()
    path.mkdir()
    assert ask(site, place).status == 404
    path.rmdir()
    folder.rmdir()
    other = tmp_path / "other"
    other.mkdir()
    kept.rename(other / "a.mp3")
    folder.symlink_to(other)
    assert ask(site, place).status == 404


def test_an_emptied_file_is_sent_as_it_is(tmp_path: Path) -> None:
    path = sounds.foreign_mp3(tmp_path / "a.mp3", 0.2)
    site = site_of(read_named([path]).episodes, "http://x/")
    path.write_bytes(b"")
    reply = ask(site, f"/{TOKEN}/{media(site)}")
    assert (reply.status, reply.body, dict(reply.headers)["Content-Length"]) == (200, b"", "0")
    assert ask(site, f"/{TOKEN}/{media(site)}", range="bytes=0-").status == 416


def test_a_part_says_how_much_of_the_file_it_is(site: Site) -> None:
    reply = ask(site, f"/{TOKEN}/{media(site)}", range="bytes=3-5")
    assert isinstance(reply.body, FilePart)
    with reply.body.file as file:
        assert (file.tell(), reply.body.length) == (3, 3)
