"""The address of each shared part, relative to the page: the same on the server and in a folder."""

from __future__ import annotations

import hashlib

from voice_coach.sharing.episode import Cover, Episode

PAGE = "index.html"
FEED = "feed.xml"


def media(episode: Episode) -> str:
    return f"media/{episode.media_name}"


def cover(picture: Cover) -> str:
    """Equal pictures share one address."""
    return f"covers/{hashlib.sha256(picture.data).hexdigest()[:16]}{picture.suffix}"


def chapters(episode: Episode) -> str:
    return f"chapters/{episode.id}.json"


def transcript(episode: Episode) -> str:
    return f"text/{episode.id}.{'vtt' if episode.is_timed else 'txt'}"
