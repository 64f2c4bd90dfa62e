"""Sound files to share, with the tags that sessions carry, and foreign ones with none."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path
from typing import Any

import mutagen.flac
import mutagen.id3
import mutagen.oggopus
import numpy as np
import soundfile

from voice_coach.audio.mp3.writer import Mp3Writer
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.sharing.episode import Chapter, TextLine

TITLE = 'Warm-up & cool-down: <b>"easy"</b>'
CHAPTERS = (Chapter("Welcome", 0.0), Chapter("Glutes, left", 4.0), Chapter("Calves </script>", 8.5))
LINES = (
    TextLine("Welcome.", 0.5),
    TextLine("Ankle crossed, lean to the hip.", 4.2),
    TextLine("Rest there & breathe --> slowly.", 6.0),
    TextLine("Well done.", 9.0),
)
SECONDS = 12

_id3: Any = mutagen.id3
_flac: Any = mutagen.flac
_opus: Any = mutagen.oggopus


def png(shade: int = 0) -> bytes:
    """A small grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([shade]) * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def tone(seconds: float = SECONDS) -> np.ndarray[Any, np.dtype[np.float32]]:
    at = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.1 * np.sin(2 * np.pi * 220 * at)).astype(np.float32)


def foreign_mp3(path: Path, seconds: float = SECONDS) -> Path:
    """An MP3 without any tag."""
    with Mp3Writer(path) as writer:
        writer.write(tone(seconds))
    return path


def session_mp3(path: Path, title: str = TITLE, seconds: float = SECONDS) -> Path:
    """An MP3 with all that a session's export holds."""
    foreign_mp3(path, seconds)
    tag = _id3.ID3()
    utf16 = _id3.Encoding.UTF16
    tag.add(_id3.TIT2(encoding=utf16, text=title))
    tag.add(_id3.TPE1(encoding=utf16, text="Voice Coach"))
    tag.add(_id3.TALB(encoding=utf16, text="Foam rolling"))
    tag.add(_id3.TLAN(encoding=_id3.Encoding.LATIN1, text="eng"))
    tag.add(_id3.COMM(encoding=utf16, lang="eng", desc="", text="With a roller."))
    names = [f"chp{number}" for number in range(len(CHAPTERS))]
    for number, (name, chapter) in enumerate(zip(names, CHAPTERS, strict=True)):
        start = round(1000 * chapter.start_seconds)
        last = number + 1 == len(CHAPTERS)
        end = round(1000 * (seconds if last else CHAPTERS[number + 1].start_seconds))
        heading = _id3.TIT2(encoding=utf16, text=chapter.title)
        tag.add(_id3.CHAP(element_id=name, start_time=start, end_time=end, sub_frames=[heading]))
    heading = _id3.TIT2(encoding=utf16, text="Chapters")
    tag.add(_id3.CTOC(element_id="toc", flags=3, child_element_ids=names, sub_frames=[heading]))
    tag.add(_id3.APIC(encoding=0, mime="image/png", type=3, desc="", data=png()))
    words = "\n".join(line.text for line in LINES)
    tag.add(_id3.USLT(encoding=utf16, lang="eng", desc="", text=words))
    timed = [(line.text, round(1000 * (line.start_seconds or 0))) for line in LINES]
    tag.add(_id3.SYLT(encoding=utf16, lang="eng", format=2, type=1, desc="", text=timed))
    tag.save(path, v2_version=3)
    return path


def comments() -> dict[str, str]:
    """Vorbis comments as podcast files have them."""
    picture = _flac.Picture()
    picture.type, picture.mime, picture.data = 3, "image/png", png()
    found = {"title": TITLE, "artist": "Voice Coach", "album": "Foam rolling", "language": "eng"}
    for number, chapter in enumerate(CHAPTERS):
        found[f"CHAPTER{number:03d}"] = f"00:00:{chapter.start_seconds:06.3f}"
        found[f"CHAPTER{number:03d}NAME"] = chapter.title
    found["LYRICS"] = "\n".join(f"[00:{line.start_seconds:05.2f}]{line.text}" for line in LINES)
    found["METADATA_BLOCK_PICTURE"] = base64.b64encode(picture.write()).decode()
    return found


def opus(path: Path) -> Path:
    soundfile.write(path, np.zeros(48_000, np.float32), 48_000, format="OGG", subtype="OPUS")
    _comment(_opus.OggOpus(path))
    return path


def flac(path: Path) -> Path:
    """With its picture where FLAC keeps it."""
    soundfile.write(path, tone(1), SAMPLE_RATE)
    file = _flac.FLAC(path)
    picture = _flac.Picture()
    picture.type, picture.mime, picture.data = 3, "image/png", png()
    file.add_picture(picture)
    _comment(file, without="METADATA_BLOCK_PICTURE")
    return path


def wav(path: Path) -> Path:
    """Without any tag."""
    soundfile.write(path, tone(1), SAMPLE_RATE)
    return path


def _comment(file: Any, without: str = "") -> None:
    for name, text in comments().items():
        if name != without:
            file[name] = text
    file.save()
