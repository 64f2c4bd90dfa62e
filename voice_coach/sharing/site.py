"""Everything shared, by address, for the server and for folders."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from voice_coach.sharing import addresses
from voice_coach.sharing.episode import Episode
from voice_coach.sharing.feed import TEXT_TYPES, feed
from voice_coach.sharing.page import page
from voice_coach.sharing.transcript import chapters_json, plain_words, web_vtt


@dataclass(frozen=True)
class Resource:
    """``content``: what's sent, or the path of a file."""

    media_type: str
    content: bytes | Path

    @cached_property
    def tag(self) -> str:
        """Differs with content in memory; a file's is told when it's opened."""
        return "" if isinstance(self.content, Path) else hashlib.sha256(self.content).hexdigest()[:32]


Site = Mapping[str, Resource]
"""By address relative to the page, such as ``media/0123456789abcdef.mp3``."""


def site_of(episodes: Sequence[Episode], base: str) -> Site:
    """The page, feed and parts of ``episodes``; the feed's addresses begin with ``base``."""
    site = {
        addresses.PAGE: _text("text/html", page(episodes)),
        addresses.FEED: _text("application/rss+xml", feed(episodes, base)),
    }
    for episode in episodes:
        tags = episode.tags
        site[addresses.media(episode)] = Resource(episode.media_type, episode.path)
        if tags.cover is not None:
            site[addresses.cover(tags.cover)] = Resource(tags.cover.media_type, tags.cover.data)
        if tags.chapters:
            site[addresses.chapters(episode)] = Resource(
                "application/json+chapters", chapters_json(episode).encode()
            )
        if tags.lines:
            place = addresses.transcript(episode)
            words = web_vtt(episode) if episode.is_timed else plain_words(episode)
            site[place] = _text(TEXT_TYPES[place.rpartition(".")[2]], words)
    return site


def _text(media_type: str, text: str) -> Resource:
    return Resource(f"{media_type}; charset=utf-8", text.encode())
