"""The same as a folder: all of it, whole, nothing of others."""

from __future__ import annotations

import os
from pathlib import Path

import feedparser
import pytest

from tests.audio.limits import small_files
from tests.sharing import sounds
from tests.sharing.test_feed import made_up
from voice_coach.errors import InputError, OutputError
from voice_coach.sharing.named_episodes import read_named
from voice_coach.sharing.site import Site, site_of
from voice_coach.sharing.write_site import write_site

BASE = "https://example.org/sessions/"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return site_of(read_named([sounds.session_mp3(tmp_path / "warm.mp3", seconds=1)]).episodes, BASE)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_it_is_what_the_server_serves(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "web"
    write_site(site, folder)
    assert files(folder) == set(site)
    for name, resource in site.items():
        content = resource.content if isinstance(resource.content, bytes) else resource.content.read_bytes()
        assert (folder / name).read_bytes() == content
    read = feedparser.parse((folder / "feed.xml").read_bytes())
    for address in (read.entries[0].enclosures[0].href, read.entries[0].podcast_chapters["url"]):
        assert (folder / address.removeprefix(BASE)).is_file()


def test_again_it_renews_its_own_and_leaves_the_rest(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "web"
    write_site(site, folder)
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    media = next(name for name in site if name.startswith("media/"))
    before = (folder / media).stat().st_mtime_ns
    write_site(site_of([], "https://example.org/other/"), folder)
    assert b"https://example.org/other/" in (folder / "feed.xml").read_bytes()
    write_site(site, folder)
    assert files(folder) == {*site, "mine.txt"}
    assert (folder / media).stat().st_mtime_ns == before


@pytest.mark.parametrize("name", ["index.html", "feed.xml"])
def test_a_page_of_somebody_else_is_not_written_over(site: Site, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / name).write_text("<p>mine</p>", encoding="utf-8")
    with pytest.raises(InputError, match=name):
        write_site(site, folder)
    assert files(folder) == {name}
    assert (folder / name).read_text(encoding="utf-8") == "<p>mine</p>"


def test_what_cannot_be_written_leaves_no_part(site: Site, tmp_path: Path) -> None:
    (tmp_path / "web").write_bytes(b"")
    with pytest.raises(OutputError, match="web"):
        write_site(site, tmp_path / "web")
    with small_files(2_000), pytest.raises(OutputError):
        write_site(site, tmp_path / "full")
    assert not list(tmp_path.rglob("*.part"))
    assert "feed.xml" not in files(tmp_path / "full")


def test_a_file_that_has_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.mp3 is gone"):
        write_site(site_of([made_up()], BASE), tmp_path / "web")
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(not hasattr(os, "umask"), reason="permissions of POSIX")
def test_a_web_server_may_read_it(site: Site, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_site(site, tmp_path / "web")
    finally:
        os.umask(before)
    assert all((tmp_path / "web" / name).stat().st_mode & 0o044 == 0o044 for name in site)
