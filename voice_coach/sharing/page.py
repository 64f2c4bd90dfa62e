"""The page: every session with player, chapters, words and download, in one file that works without its
script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

from voice_coach.sharing import addresses
from voice_coach.sharing.episode import Episode, clean_text, clock, megabytes
from voice_coach.sharing.feed import GENERATOR, channel_title

_KEYS = (
    ("play", "Play"),
    ("back", "Back 15 seconds"),
    ("forward", "Forward 15 seconds"),
)
_CHAPTER_KEYS = (("previous", "Previous chapter"), ("next", "Next chapter"))


def page(episodes: Sequence[Episode]) -> str:
    """The HTML page of ``episodes``, with relative links."""
    title = escape(channel_title(episodes))
    count = "1 session" if len(episodes) == 1 else f"{len(episodes)} sessions"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="generator" content="{GENERATOR}">
<title>{title}: {count}</title>
<link rel="icon" href="data:,">
<link rel="alternate" type="application/rss+xml" title="{title}" href="{addresses.FEED}">
<style>{_asset("page.css")}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{count} to hear here or to keep on this phone. A podcast app takes the address of
<a href="{addresses.FEED}">the feed</a>.</p>
{_list(episodes)}{"".join(_article(episode, is_alone=len(episodes) == 1) for episode in episodes)}</main>
<script>{_asset("page.js")}</script>
</body>
</html>
"""


@cache
def content_security_policy() -> str:
    """The browser may run the page's script and load what's beside it, no more."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_allowed('page.js')}",
            f"style-src {_allowed('page.css')}",
            "img-src 'self' data:",
            "media-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )


def _list(episodes: Sequence[Episode]) -> str:
    """Links to all sessions, if there are several."""
    if len(episodes) < 2:
        return ""
    lines = (
        f'<li><a href="#session-{episode.id}"><span{_language(episode)}>{escape(episode.tags.title)}</span>'
        f"{_length(episode)}</a></li>\n"
        for episode in episodes
    )
    return f'<nav aria-label="Sessions">\n<ul>\n{"".join(lines)}</ul>\n</nav>\n'


def _length(episode: Episode) -> str:
    return "" if episode.seconds is None else f", {clock(round(episode.seconds))}"


def _article(episode: Episode, *, is_alone: bool) -> str:
    tags, place = episode.tags, addresses.media(episode)
    title, spoken = escape(tags.title), _language(episode)
    picture = ""
    if tags.cover is not None:
        picture = f'<img class="cover" src="{addresses.cover(tags.cover)}" alt="" loading="lazy">\n'
    facts = [
        clock(round(episode.seconds)) if episode.seconds is not None else "",
        megabytes(episode.bytes),
        escape((episode.suffix or episode.path.suffix)[1:].upper()),
        escape(tags.artist),
    ]
    comment = f"<p{spoken}>{escape(tags.comment)}</p>\n" if tags.comment else ""
    return f"""<article id="session-{episode.id}" aria-labelledby="title-{episode.id}">
{picture}<h2 id="title-{episode.id}"{spoken}>{title}</h2>
<p>{", ".join(filter(None, facts))}</p>
{comment}<audio controls preload="none" src="{place}" aria-label="{title}"></audio>
{_keys(episode)}<p><a class="button" href="{place}" download="{escape(clean_text(episode.path.name))}"
 aria-label="Download {title}">Download, {megabytes(episode.bytes)}</a></p>
{_chapters(episode, is_open=is_alone)}{_words(episode)}</article>
"""


def _keys(episode: Episode) -> str:
    """Hidden until the script has run."""
    keys = _KEYS + (_CHAPTER_KEYS if episode.tags.chapters else ())
    buttons = "\n".join(f'<button type="button" data-key="{name}">{label}</button>' for name, label in keys)
    label = escape(f"Keys for {episode.tags.title}")
    return f'<div class="keys" role="group" aria-label="{label}" hidden>\n{buttons}\n</div>\n'


def _chapters(episode: Episode, *, is_open: bool) -> str:
    if not episode.tags.chapters:
        return ""
    spoken, place = _language(episode), addresses.media(episode)
    lines = (
        f'<li><a href="{place}#t={chapter.start_seconds:.3f}" data-at="{chapter.start_seconds:.3f}">'
        f"<span{spoken}>{escape(chapter.title)}</span>, {clock(chapter.start_seconds)}</a></li>\n"
        for chapter in episode.tags.chapters
    )
    opened = " open" if is_open else ""
    return (
        f"<details{opened}>\n<summary>Chapters</summary>\n"
        f'<ol class="chapters">\n{"".join(lines)}</ol>\n</details>\n'
    )


def _words(episode: Episode) -> str:
    if not episode.tags.lines:
        return ""
    lines = (
        f"<p>{escape(line.text)}</p>\n"
        if line.start_seconds is None
        else f'<p data-at="{line.start_seconds:.3f}">{escape(line.text)}</p>\n'
        for line in episode.tags.lines
    )
    label = escape(f"Words of {episode.tags.title}")
    return (
        "<details>\n<summary>What is said</summary>\n"
        f'<div class="text" role="group" aria-label="{label}" tabindex="0"{_language(episode)}>\n'
        f"{''.join(lines)}</div>\n</details>\n"
    )


def _language(episode: Episode) -> str:
    return f' lang="{episode.tags.language}"' if episode.tags.language else ""


@cache
def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _allowed(name: str) -> str:
    digest = hashlib.sha256(_asset(name).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
