"""Reads ID3 (MP3, WAV), Vorbis comments (Opus, Ogg, FLAC) and MP4 tags."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from voice_coach.sharing.episode import Cover, Tags, TextLine, clean_text
from voice_coach.sharing.tag_parts import (
    chapters_in_order,
    cover_of,
    joined_words,
    language_code,
    lines_in_order,
    lines_of,
)

_SPOKEN = (1, 2)
"""Kinds of synchronised text that are words: lyrics and transcripts."""
_MILLISECONDS = 2
_FRONT_COVER = 3
_CLOCK = re.compile(r"([0-9]{1,5}):([0-9]{1,2}):([0-9]{1,2}(?:\.[0-9]{1,9})?)")


def tags_of(tags: Any) -> Tags:
    """Tags from mutagen's ``tags``; empty for unknown ones and None."""
    import mutagen.id3
    import mutagen.mp4

    if isinstance(tags, mutagen.id3.ID3):
        return _of_id3(tags)
    if isinstance(tags, mutagen.mp4.MP4Tags):
        return _of_mp4(tags)
    if tags is not None and hasattr(tags, "as_dict"):
        return _of_vorbis(tags.as_dict())
    return Tags()


def _of_id3(id3: Any) -> Tags:
    def text(name: str) -> str:
        return next((clean_text(str(value)) for frame in id3.getall(name) for value in frame.text), "")

    chapters = [
        (chap.start_time / 1000, next((str(each) for each in chap.sub_frames.getall("TIT2")), ""))
        for chap in id3.getall("CHAP")
    ]
    timed = next(
        (
            lines_in_order(joined_words((at / 1000, words) for words, at in frame.text))
            for frame in id3.getall("SYLT")
            if frame.type in _SPOKEN and frame.format == _MILLISECONDS
        ),
        (),
    )
    words = [*id3.getall("SYLT"), *id3.getall("USLT")]
    languages = [language_code(text("TLAN")), *(language_code(frame.lang) for frame in words)]
    pictures = sorted(id3.getall("APIC"), key=lambda picture: picture.type != _FRONT_COVER)
    comments = sorted(id3.getall("COMM"), key=lambda comment: comment.desc != "")
    return Tags(
        title=text("TIT2"),
        artist=text("TPE1"),
        album=text("TALB"),
        comment=next((clean_text(str(value)) for comment in comments for value in comment.text), ""),
        language=next(filter(None, languages), ""),
        chapters=chapters_in_order(chapters),
        lines=timed or next((lines_of(str(frame.text)) for frame in id3.getall("USLT")), ()),
        cover=_first_cover([picture.data for picture in pictures]),
    )


def _of_mp4(tags: Any) -> Tags:
    def text(name: str) -> str:
        return next((str(value) for value in tags.get(name, ())), "")

    return Tags(
        title=clean_text(text("\xa9nam")),
        artist=clean_text(text("\xa9ART")),
        album=clean_text(text("\xa9alb")),
        comment=clean_text(text("desc") or text("\xa9cmt")),
        lines=lines_of(text("\xa9lyr")),
        cover=_first_cover([bytes(picture) for picture in tags.get("covr", ())]),
    )


def _of_vorbis(comments: dict[str, list[str]]) -> Tags:
    def text(name: str) -> str:
        return next((str(value) for value in comments.get(name, ())), "")

    chapters = [
        (_clock_seconds(text(name)), text(f"{name}name"))
        for name in comments
        if re.fullmatch(r"chapter[0-9]{3}", name)
    ]
    words: tuple[TextLine, ...] = next(
        filter(None, (lines_of(text(name)) for name in ("syncedlyrics", "lyrics", "unsyncedlyrics"))), ()
    )
    return Tags(
        title=clean_text(text("title")),
        artist=clean_text(text("artist")),
        album=clean_text(text("album")),
        comment=clean_text(text("description") or text("comment")),
        language=language_code(text("language")),
        chapters=chapters_in_order(chapters),
        lines=words,
        cover=_first_cover([_picture_block(each) for each in comments.get("metadata_block_picture", ())]),
    )


def _picture_block(encoded: str) -> bytes:
    """The image in a FLAC picture block written as text; empty if it's damaged."""
    import mutagen.flac

    flac: Any = mutagen.flac
    try:
        return bytes(flac.Picture(base64.b64decode(encoded)).data)
    except (flac.error, binascii.Error, ValueError):
        return b""


def _clock_seconds(text: str) -> float:
    """``00:01:15.200`` in seconds; infinite if it isn't a time."""
    matched = _CLOCK.fullmatch(text.strip())
    return int(matched[1]) * 3600 + int(matched[2]) * 60 + float(matched[3]) if matched else float("inf")


def _first_cover(pictures: list[bytes]) -> Cover | None:
    return next(filter(None, map(cover_of, pictures)), None)
