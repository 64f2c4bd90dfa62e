"""Contents as an ID3v2.3 tag, for MP3 and WAV.

UTF-16, 2.3's Unicode. Chapters are CHAP frames and a CTOC with a title, or some players show no list (ID3v2
Chapter Frame Addendum, 1.0; Overcast, Apple Podcasts).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from voice_coach.audio.partial_file import beside
from voice_coach.media.contents import Contents
from voice_coach.media.languages import three_letters
from voice_coach.media.sidecars import transcript

_UTF16 = 1
_LATIN1 = 0
_MILLISECONDS = 2
_LYRICS = 1
_FRONT_COVER = 3
_NO_BYTE_OFFSET = 0xFFFF_FFFF
_TOP_LEVEL_AND_ORDERED = 3


_HEADER_BYTES = 10
_COPIED_BYTES = 1 << 20


def id3_tag(contents: Contents) -> bytes:
    """The whole tag, with chapters in order for players without CTOC."""
    import mutagen.id3

    id3: Any = mutagen.id3
    frames = b""
    for frame in _frames(contents):
        alone = id3.ID3()
        alone.add(frame)
        file = BytesIO()
        alone.save(file, v1=0, v2_version=3, padding=lambda _: 0)
        frames += file.getvalue()[_HEADER_BYTES:]
    size = bytes(len(frames) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + frames


def put_before(path: Path, tag: bytes) -> None:
    """Put ``tag`` before the file's content. Raises OSError."""
    copy = beside(path, "tagged")
    try:
        with path.open("rb") as source, copy.open("xb") as target:
            target.write(tag)
            shutil.copyfileobj(source, target, _COPIED_BYTES)
        copy.replace(path)
    finally:
        copy.unlink(missing_ok=True)


def put_into_wav(path: Path, tag: bytes) -> None:
    """Add ``tag`` as the WAV's last chunk. Raises OSError."""
    with path.open("r+b") as file:
        end = file.seek(0, 2)
        padded = tag + bytes(len(tag) % 2)
        file.write(bytes(end % 2) + b"id3 " + len(tag).to_bytes(4, "little") + padded)
        whole = file.tell()
        file.seek(4)
        file.write((whole - 8).to_bytes(4, "little"))


def _frames(contents: Contents) -> Iterator[Any]:
    import mutagen.id3

    id3: Any = mutagen.id3
    about, language = contents.about, three_letters(contents.about.language)
    texts = {
        id3.TIT2: about.title,
        id3.TPE1: about.artist,
        id3.TALB: about.album,
        id3.TRCK: f"{contents.track}/{contents.tracks}",
        id3.TCON: about.genre,
        id3.TLAN: language,
        id3.TLEN: str(_milliseconds(contents.seconds)),
    }
    for kind, text in texts.items():
        if text:
            yield kind(encoding=_UTF16, text=text)
    if about.comment:
        yield id3.COMM(encoding=_UTF16, lang=language, desc="", text=about.comment)
    yield from _text(id3, contents, language)
    yield from _chapters(id3, contents)
    if about.cover:
        picture = {"mime": "image/png", "type": _FRONT_COVER, "desc": "", "data": about.cover}
        yield id3.APIC(encoding=_LATIN1, **picture)


def _text(id3: Any, contents: Contents, language: str) -> Iterator[Any]:
    if not contents.lines:
        return
    yield id3.USLT(encoding=_UTF16, lang=language, desc="", text=transcript(contents))
    words: list[tuple[str, int]] = []
    for line in contents.lines:
        parts = [(word.text, word.start_seconds) for word in line.parts()]
        for index, (text, seconds) in enumerate(parts or [(line.text, line.start_seconds)]):
            words.append((text if index else f"\n{text}", _milliseconds(seconds)))
    timing = {"format": _MILLISECONDS, "type": _LYRICS, "desc": "", "text": words}
    yield id3.SYLT(encoding=_UTF16, lang=language, **timing)


def _chapters(id3: Any, contents: Contents) -> Iterator[Any]:
    if not contents.chapters:
        return
    names = [f"chapter{number}" for number in range(1, len(contents.chapters) + 1)]
    title = id3.TIT2(encoding=_UTF16, text=contents.about.title)
    children = {"child_element_ids": names, "flags": _TOP_LEVEL_AND_ORDERED, "sub_frames": [title]}
    yield id3.CTOC(element_id="contents", **children)
    for name, chapter in zip(names, contents.chapters, strict=True):
        yield id3.CHAP(
            element_id=name,
            start_time=_milliseconds(chapter.start_seconds),
            end_time=_milliseconds(chapter.end_seconds),
            start_offset=_NO_BYTE_OFFSET,
            end_offset=_NO_BYTE_OFFSET,
            sub_frames=[id3.TIT2(encoding=_UTF16, text=chapter.title)],
        )


def _milliseconds(seconds: float) -> int:
    return round(1_000 * seconds)
