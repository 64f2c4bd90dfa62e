"""What's said and when, for podcast apps: WebVTT, plain text, JSON chapters."""

from __future__ import annotations

import json

from voice_coach.sharing.episode import Episode

_LAST_LINE_SECONDS = 6.0
_SHORTEST_MS = 100
_LONGEST_LINE_SECONDS = 15.0


def web_vtt(episode: Episode) -> str:
    """Timed lines as WebVTT. A line stays until the next, at most a quarter of a minute."""
    starts = [round(1000 * (line.start_seconds or 0.0)) for line in episode.tags.lines]
    cues = ["WEBVTT"]
    for index, line in enumerate(episode.tags.lines):
        start = starts[index]
        last = index + 1 == len(starts)
        until = start + round(1000 * (_LAST_LINE_SECONDS if last else _LONGEST_LINE_SECONDS))
        end = max(start + _SHORTEST_MS, until if last else min(until, starts[index + 1]))
        words = line.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        cues.append(f"{_stamp(start)} --> {_stamp(end)}\n{words}")
    return "\n\n".join(cues) + "\n"


def plain_words(episode: Episode) -> str:
    """The lines alone."""
    return "\n".join(line.text for line in episode.tags.lines) + "\n"


def chapters_json(episode: Episode) -> str:
    """JSON chapters, version 1.2."""
    chapters = [
        {"startTime": round(chapter.start_seconds, 3), "title": chapter.title}
        for chapter in episode.tags.chapters
    ]
    return (
        json.dumps({"version": "1.2.0", "title": episode.tags.title, "chapters": chapters}, indent=1) + "\n"
    )


def _stamp(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}.{rest:03d}"
