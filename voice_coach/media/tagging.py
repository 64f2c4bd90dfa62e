"""Tags a finished file in place, with mutagen.

Chapters: CHAP in MP3 and WAV, CHAPTERnnn comments in Opus and FLAC (Xiph); M4B's are written with the sound
(``m4b_writer``).
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from voice_coach.audio.m4b_writer import with_chapters
from voice_coach.media.contents import Contents
from voice_coach.media.id3 import id3_tag, put_before, put_into_wav
from voice_coach.media.languages import three_letters
from voice_coach.media.sidecars import transcript

_FRONT_COVER = 3
_AUDIOBOOK = 2


def write_tags(path: Path, suffix: str, contents: Contents) -> None:
    """Tag ``path``, whose format is ``suffix``'s whatever its name.

    Raises OSError.
    """
    import mutagen

    library: Any = mutagen
    try:
        _TAGGERS[suffix](path, contents)
    except library.MutagenError as error:
        cause = error.__context__ or error.__cause__
        raise (cause if isinstance(cause, OSError) else OSError(str(error))) from error


def _tag_mp3(path: Path, contents: Contents) -> None:
    put_before(path, id3_tag(contents))


def _tag_wav(path: Path, contents: Contents) -> None:
    put_into_wav(path, id3_tag(contents))


def _tag_flac(path: Path, contents: Contents) -> None:
    import mutagen.flac

    flac: Any = mutagen.flac
    file = flac.FLAC(path)
    file.update(_comments(contents))
    if contents.about.cover:
        file.add_picture(_picture(contents.about.cover))
    file.save(padding=_no_padding)


def _tag_opus(path: Path, contents: Contents) -> None:
    import mutagen.oggopus

    opus: Any = mutagen.oggopus
    file = opus.OggOpus(path)
    file.update(_comments(contents))
    if contents.about.cover:
        picture = base64.b64encode(_picture(contents.about.cover).write()).decode()
        file["metadata_block_picture"] = [picture]
    file.save(padding=_no_padding)


def _tag_m4b(path: Path, contents: Contents) -> None:
    import mutagen.mp4

    with_chapters(path, [(each.title, each.start_seconds, each.end_seconds) for each in contents.chapters])
    mp4: Any = mutagen.mp4
    file = mp4.MP4(path)
    about = contents.about
    file["\xa9nam"], file["\xa9ART"], file["\xa9alb"] = [about.title], [about.artist], [about.album]
    file["\xa9gen"], file["\xa9cmt"] = [about.genre], [about.comment]
    file["\xa9lyr"] = [transcript(contents)]
    file["trkn"] = [(contents.track, contents.tracks)]
    file["stik"] = [_AUDIOBOOK]
    if about.cover:
        file["covr"] = [mp4.MP4Cover(about.cover, mp4.MP4Cover.FORMAT_PNG)]
    file.save(padding=_no_padding)


_TAGGERS: Mapping[str, Callable[[Path, Contents], None]] = MappingProxyType(
    {".mp3": _tag_mp3, ".wav": _tag_wav, ".flac": _tag_flac, ".opus": _tag_opus, ".m4b": _tag_m4b}
)


def _comments(contents: Contents) -> dict[str, list[str]]:
    """Vorbis comments."""
    about = contents.about
    comments = {
        "title": about.title,
        "artist": about.artist,
        "album": about.album,
        "tracknumber": str(contents.track),
        "tracktotal": str(contents.tracks),
        "genre": about.genre,
        "language": three_letters(about.language),
        "comment": about.comment,
        "lyrics": transcript(contents),
    }
    for number, chapter in enumerate(contents.chapters, 1):
        comments[f"chapter{number:03d}"] = _chapter_time(chapter.start_seconds)
        comments[f"chapter{number:03d}name"] = chapter.title
    return {key: [text] for key, text in comments.items() if text}


def _chapter_time(seconds: float) -> str:
    whole, milliseconds = divmod(round(1_000 * seconds), 1_000)
    minutes, second = divmod(whole, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}.{milliseconds:03d}"


def _picture(png: bytes) -> Any:
    import mutagen.flac

    flac: Any = mutagen.flac
    picture = flac.Picture()
    picture.type, picture.mime, picture.data = _FRONT_COVER, "image/png", png
    picture.width, picture.height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    picture.depth = 24
    return picture


def _no_padding(_: object) -> int:
    return 0
