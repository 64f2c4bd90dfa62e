"""Files beside the sound: timed text and chapter lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from voice_coach.media.contents import Contents

CUE_FRAMES_A_SECOND = 75
"""A compact disc's frames."""


def in_bytes(text: str) -> bytes:
    """UTF-8; undecodable file names as on disk."""
    return text.encode("utf-8", "surrogateescape")


def transcript(contents: Contents) -> str:
    """What is said, chapter by chapter."""
    parts = []
    for chapter in contents.chapters:
        said = [line.text for line in contents.lines_of(chapter)]
        parts.append("\n".join([f"{chapter.title} ({_clock(chapter.start_seconds)})", *said]))
    return "\n\n".join(parts) or "\n".join(line.text for line in contents.lines)


def plain_text(contents: Contents) -> str:
    """The transcript under its title."""
    return f"{contents.about.title}\n\n{transcript(contents)}\n"


def lyrics(contents: Contents) -> str:
    """LRC lines to hundredths of a second, with word times if known."""
    about = contents.about
    heads = {
        "ti": about.title,
        "ar": about.artist,
        "al": about.album,
        "la": about.language,
        "length": _clock(contents.seconds),
    }
    lines = [f"[{key}:{text}]" for key, text in heads.items()]
    for line in contents.lines:
        words = "".join(f"<{_lrc_time(word.start_seconds)}>{word.text}" for word in line.parts()).strip()
        lines.append(f"[{_lrc_time(line.start_seconds)}]{words or line.text}")
    return "\n".join(lines) + "\n"


def subrip(contents: Contents) -> str:
    """SRT subtitles."""
    blocks = [
        f"{number}\n{_stamp(line.start_seconds, ',')} --> {_stamp(line.end_seconds, ',')}\n{line.text}\n"
        for number, line in enumerate(contents.lines, 1)
    ]
    return "\n".join(blocks)


def web_vtt(contents: Contents) -> str:
    """WebVTT subtitles, with chapters as notes."""
    blocks = ["WEBVTT"]
    for chapter in contents.chapters:
        blocks.append(f"NOTE {chapter.title}")
        blocks += [
            f"{_stamp(line.start_seconds, '.')} --> {_stamp(line.end_seconds, '.')}\n{_escaped(line.text)}"
            for line in contents.lines_of(chapter)
        ]
    return "\n\n".join(blocks) + "\n"


def cue_sheet(contents: Contents, sound: str) -> str:
    """A cue sheet: a track a chapter, all in ``sound``."""
    about = contents.about
    kind = "WAVE" if sound.endswith((".wav", ".flac")) else "MP3"
    lines = [
        f"PERFORMER {_quoted(about.artist)}",
        f"TITLE {_quoted(about.title)}",
        f"FILE {_quoted(sound)} {kind}",
    ]
    for number, chapter in enumerate(contents.chapters, 1):
        minutes, frames = divmod(round(chapter.start_seconds * CUE_FRAMES_A_SECOND), 60 * CUE_FRAMES_A_SECOND)
        seconds, frames = divmod(frames, CUE_FRAMES_A_SECOND)
        lines += [
            f"  TRACK {number:02d} AUDIO",
            f"    TITLE {_quoted(chapter.title)}",
            f"    INDEX 01 {minutes:02d}:{seconds:02d}:{frames:02d}",
        ]
    return "\n".join(lines) + "\n"


def playlist(entries: Sequence[tuple[Contents, str]]) -> str:
    """M3U8: the files in order, with lengths and titles."""
    lines = ["#EXTM3U"]
    for contents, sound in entries:
        lines += [f"#EXTINF:{round(contents.seconds)},{contents.about.title}", sound]
    return "\n".join(lines) + "\n"


SIDECARS: Mapping[str, Callable[[Contents, str], str]] = MappingProxyType(
    {
        "lrc": lambda contents, _: lyrics(contents),
        "srt": lambda contents, _: subrip(contents),
        "vtt": lambda contents, _: web_vtt(contents),
        "txt": lambda contents, _: plain_text(contents),
        "cue": cue_sheet,
        "m3u8": lambda contents, sound: playlist([(contents, sound)]),
    }
)
"""By suffix, from the contents and the sound file's name."""


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def _lrc_time(seconds: float) -> str:
    minutes, hundredths = divmod(round(100 * seconds), 6_000)
    return f"{minutes:02d}:{hundredths // 100:02d}.{hundredths % 100:02d}"


def _stamp(seconds: float, point: str) -> str:
    whole, milliseconds = divmod(round(1_000 * seconds), 1_000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d}{point}{milliseconds:03d}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    """Cue sheets have no escape for quotation marks."""
    return '"' + text.replace('"', "'") + '"'
