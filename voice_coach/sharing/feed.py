"""The podcast feed: RSS 2.0 with Apple's and Podcasting 2.0's additions."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import formatdate
from xml.etree import ElementTree as Xml

from voice_coach import __version__
from voice_coach.sharing import addresses
from voice_coach.sharing.episode import Episode, clock

GENERATOR = "Voice Coach"
TEXT_TYPES = {"vtt": "text/vtt", "txt": "text/plain"}

_SPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
}


def channel_title(episodes: Sequence[Episode]) -> str:
    """The album of all episodes, or the program's name."""
    albums = {episode.tags.album for episode in episodes}
    return albums.pop() if len(albums) == 1 and "" not in albums else GENERATOR


def feed(episodes: Sequence[Episode], base: str) -> str:
    """The feed of ``episodes``, whose parts lie under ``base`` (with a final slash).

    Reproducible: dates are the files'.
    """
    rss = Xml.Element("rss", {"version": "2.0"} | {f"xmlns:{name}": space for name, space in _SPACES.items()})
    channel = Xml.SubElement(rss, "channel")
    title = channel_title(episodes)
    languages = [episode.tags.language for episode in episodes if episode.tags.language]
    artists = {episode.tags.artist for episode in episodes}
    author = artists.pop() if len(artists) == 1 else ""
    _text(channel, "title", title)
    _text(channel, "link", base)
    _text(channel, "description", "Guided foam rolling sessions.")
    _text(channel, "language", max(languages, key=languages.count, default="en"))
    _text(channel, "generator", f"{GENERATOR} {__version__}")
    _text(channel, "lastBuildDate", _date(max((each.modified_seconds for each in episodes), default=0)))
    Xml.SubElement(
        channel,
        "atom:link",
        {"href": base + addresses.FEED, "rel": "self", "type": "application/rss+xml"},
    )
    _text(channel, "itunes:author", author or GENERATOR)
    _text(channel, "itunes:explicit", "false")
    _text(channel, "itunes:block", "Yes")  # a private feed: directories are asked not to list it
    health = Xml.SubElement(channel, "itunes:category", {"text": "Health & Fitness"})
    Xml.SubElement(health, "itunes:category", {"text": "Fitness"})
    cover = next((episode.tags.cover for episode in episodes if episode.tags.cover), None)
    if cover is not None:
        Xml.SubElement(channel, "itunes:image", {"href": base + addresses.cover(cover)})
    for episode in episodes:
        _item(channel, episode, base)
    Xml.indent(rss, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(rss, encoding="unicode") + "\n"


def _item(channel: Xml.Element, episode: Episode, base: str) -> None:
    item = Xml.SubElement(channel, "item")
    tags = episode.tags
    _text(item, "title", tags.title)
    _text(item, "description", _description(episode))
    Xml.SubElement(item, "guid", {"isPermaLink": "false"}).text = f"urn:sha256:{episode.sha256}"
    _text(item, "pubDate", _date(episode.modified_seconds))
    Xml.SubElement(
        item,
        "enclosure",
        {
            "url": base + addresses.media(episode),
            "length": str(episode.bytes),
            "type": episode.media_type,
        },
    )
    if episode.seconds is not None:
        _text(item, "itunes:duration", str(round(episode.seconds)))
    if tags.artist:
        _text(item, "itunes:author", tags.artist)
    if tags.cover is not None:
        Xml.SubElement(item, "itunes:image", {"href": base + addresses.cover(tags.cover)})
    if tags.chapters:
        Xml.SubElement(
            item,
            "podcast:chapters",
            {"url": base + addresses.chapters(episode), "type": "application/json+chapters"},
        )
    if tags.lines:
        place = addresses.transcript(episode)
        Xml.SubElement(
            item,
            "podcast:transcript",
            {"url": base + place, "type": TEXT_TYPES[place.rpartition(".")[2]]}
            | ({"language": tags.language} if tags.language else {}),
        )


def _description(episode: Episode) -> str:
    """The comment, then a chapter a line, for apps without chapters."""
    chapters = (f"{clock(chapter.start_seconds)} {chapter.title}" for chapter in episode.tags.chapters)
    return "\n".join(filter(None, (episode.tags.comment or episode.tags.title, *chapters)))


def _text(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = text


def _date(seconds: int) -> str:
    return formatdate(max(0, seconds), usegmt=True)
