"""The feed as a podcast app's parser reads it, and the texts that it points to."""

from __future__ import annotations

import json
import os
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sharing import sounds
from tests.sharing.sounds import CHAPTERS, LINES, TITLE
from voice_coach.sharing.episode import Chapter, Cover, Episode, Tags, TextLine, clean_text
from voice_coach.sharing.feed import feed
from voice_coach.sharing.named_episodes import read_episode
from voice_coach.sharing.site import site_of
from voice_coach.sharing.transcript import web_vtt

BASE = "http://192.168.1.20:8470/secret/"
_CUE = re.compile(r"(\d+):(\d\d):(\d\d)\.(\d{3}) --> (\d+):(\d\d):(\d\d)\.(\d{3})\n(.+)")


@pytest.fixture
def episode(tmp_path: Path) -> Episode:
    path = sounds.session_mp3(tmp_path / "warm.mp3")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return read_episode(path)


def made_up(title: str = "A", **more: object) -> Episode:
    tags = Tags(title=clean_text(title) or "Untitled", **more)  # type: ignore[arg-type]
    return Episode(Path("/x/a.mp3"), "ab" * 32, 1000, 1_700_000_000, "audio/mpeg", 61.0, tags)


def test_a_parser_finds_everything(episode: Episode) -> None:
    read = feedparser.parse(feed([episode], BASE))
    assert not read.bozo
    assert read.version == "rss20"
    assert read.feed.title == "Foam rolling"
    assert read.feed.language == "en"
    assert read.feed.link == BASE
    assert read.feed.image.href.startswith(f"{BASE}covers/")
    (item,) = read.entries
    assert item.title == TITLE
    assert item.id == f"urn:sha256:{episode.sha256}"
    assert item.guidislink is False
    assert item.itunes_duration == "12"
    assert item.published_parsed[:5] == (2023, 11, 14, 22, 13)
    (enclosure,) = item.enclosures
    assert enclosure == {
        "href": f"{BASE}media/{episode.media_name}",
        "length": str(episode.bytes),
        "type": "audio/mpeg",
    }
    assert item.podcast_chapters["url"] == f"{BASE}chapters/{episode.id}.json"
    assert item.podcast_transcript == {
        "url": f"{BASE}text/{episode.id}.vtt",
        "type": "text/vtt",
        "language": "en",
    }


def test_every_address_of_the_feed_is_there(episode: Episode) -> None:
    site = site_of([episode], BASE)
    text = site["feed.xml"].content
    assert isinstance(text, bytes)
    named = set(re.findall(rf'"{re.escape(BASE)}([^"]+)"', text.decode()))
    assert named == set(site) - {"index.html"}


def test_the_chapters(episode: Episode) -> None:
    content = site_of([episode], BASE)[f"chapters/{episode.id}.json"].content
    assert isinstance(content, bytes)
    read = json.loads(content)
    assert read["version"] == "1.2.0"
    assert [Chapter(each["title"], each["startTime"]) for each in read["chapters"]] == list(CHAPTERS)


def cues_of(text: str) -> list[tuple[int, int, str]]:
    """Start and end in milliseconds and the words, by the grammar of WebVTT."""
    head, *blocks = text.rstrip("\n").split("\n\n")
    assert head == "WEBVTT"
    found = []
    for block in blocks:
        cue = _CUE.fullmatch(block)
        assert cue, block
        first, last = (
            sum(
                int(part) * unit
                for part, unit in zip(cue.groups()[i : i + 4], (3_600_000, 60_000, 1_000, 1), strict=True)
            )
            for i in (0, 4)
        )
        assert not set(cue[9]) & set("<>")
        words = cue[9].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        found.append((first, last, words))
    return found


def test_the_words_with_their_times(episode: Episode) -> None:
    cues = cues_of(web_vtt(episode))
    assert [TextLine(words, start / 1000) for start, _, words in cues] == list(LINES)
    assert [end for _, end, _ in cues[:-1]] == [4200, 6000, 9000]


@given(st.lists(st.tuples(st.floats(0, 50_000), st.text(min_size=1)), max_size=8))
def test_any_words_are_lawful_webvtt(spoken: list[tuple[float, str]]) -> None:
    lines = tuple(
        TextLine(clean_text(text) or "x", at) for at, text in sorted(spoken, key=lambda each: each[0])
    )
    cues = cues_of(web_vtt(made_up(lines=lines)))
    assert [words for _, _, words in cues] == [line.text for line in lines]
    assert all(start < end for start, end, _ in cues)


def test_words_without_times_are_plain_text() -> None:
    episode = made_up(lines=(TextLine("One."), TextLine("Two.")))
    resource = site_of([episode], BASE)[f"text/{episode.id}.txt"]
    assert (resource.media_type, resource.content) == ("text/plain; charset=utf-8", b"One.\nTwo.\n")
    assert feedparser.parse(feed([episode], BASE)).entries[0].podcast_transcript["type"] == "text/plain"


@given(st.text(), st.text(), st.binary(max_size=4))
def test_any_title_is_lawful_xml_and_comes_back(title: str, chapter: str, more: bytes) -> None:
    episode = made_up(
        title,
        comment=clean_text(chapter),
        chapters=(Chapter(clean_text(chapter), 1.0),),
        cover=Cover("image/png", more),
    )
    read = ElementTree.fromstring(feed([episode, made_up()], BASE).encode())
    titles = [each.text for each in read.iterfind("channel/item/title")]
    assert titles == [episode.tags.title, "A"]


def test_the_same_files_give_the_same_feed_and_dates_are_theirs(episode: Episode) -> None:
    first = feed([episode, made_up()], BASE)
    assert feed([read_episode(episode.path), made_up()], BASE) == first
    dates = [
        each.text or "" for each in ElementTree.fromstring(first.encode()).iterfind("channel/item/pubDate")
    ]
    assert [int(parsedate_to_datetime(date).timestamp()) for date in dates] == [1_700_000_000] * 2
