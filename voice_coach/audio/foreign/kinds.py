"""A file's kind by its first bytes, and sound files' endings."""

from __future__ import annotations

from pathlib import PurePath

FIRST_BYTES = 4_096

SUFFIXES = frozenset(
    f".{ending}"
    for ending in (
        *("wav", "wave", "bwf", "w64", "rf64", "aif", "aiff", "aifc", "caf", "au", "snd", "flac"),
        *("mp3", "mp2", "ogg", "oga", "opus", "m4a", "m4b", "aac", "mp4", "mov", "3gp", "amr", "gsm"),
        *("wma", "webm", "mka", "mkv"),
    )
)
"""Tell recordings from notes and pictures in a folder."""

_PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"[playlist]")
_MATROSKA = b"\x1aE\xdf\xa3"
_CONTAINERS = (_MATROSKA, b"caff", b"RIFF", b"RIFX", b"RF64", b"FORM", b"fLaC", b"OggS", b"ID3", b"#!AMR")


def is_playlist(head: bytes) -> bool:
    """Whether it's a list of other files, which ffmpeg would open."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_PLAYLISTS)


def looks_like_sound(head: bytes) -> bool:
    """Whether it's sound or film, readable here or not."""
    return head.startswith(_CONTAINERS) or head[4:8] == b"ftyp" or _is_mpeg(head)


def is_text(head: bytes) -> bool:
    if not head or b"\0" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 4  # the piece's end cuts a letter in two
    return True


def media_kind(head: bytes, name: str) -> tuple[str, str] | None:
    """Ending and media type of what phones play, else None. ``name`` decides only between kinds in one
    container.
    """
    ending = PurePath(name).suffix.lower()
    if head[4:8] == b"ftyp":
        return (ending if ending in {".m4a", ".m4b", ".mp4"} else ".m4a"), "audio/mp4"
    if head.startswith(b"OggS"):
        is_opus = b"OpusHead" in head[:64]
        return (
            ending if ending in {".ogg", ".oga", ".opus"} else ".opus" if is_opus else ".ogg"
        ), "audio/ogg"
    for magic, found in _PLAIN.items():
        if head.startswith(magic):
            return found
    after_tag = head[id3_bytes(head) :]
    if after_tag.startswith(b"fLaC"):
        return ".flac", "audio/flac"
    if head.startswith(b"ID3") or _is_mpeg(head):
        is_adts = len(after_tag) > 1 and after_tag[0] == 0xFF and after_tag[1] & 0xF6 == 0xF0
        return (".aac", "audio/aac") if is_adts else (".mp3", "audio/mpeg")
    return None


_PLAIN = {
    b"fLaC": (".flac", "audio/flac"),
    b"RIFF": (".wav", "audio/wav"),
    b"RF64": (".wav", "audio/wav"),
    b"caff": (".caf", "audio/x-caf"),
    b"FORM": (".aiff", "audio/aiff"),
    _MATROSKA: (".webm", "audio/webm"),
}


def id3_bytes(head: bytes) -> int:
    """Length of a leading ID3v2 tag, or 0."""
    if len(head) < 10 or not head.startswith(b"ID3") or any(byte & 0x80 for byte in head[6:10]):
        return 0
    length = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return 10 + length + (10 if head[5] & 0x10 else 0)


def _is_mpeg(head: bytes) -> bool:
    """An MPEG audio header without reserved values; ADTS has the same sync."""
    if len(head) < 3 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    return head[1] & 0xF6 == 0xF0 or (
        head[1] & 0x18 != 0x08 and head[1] & 0x06 != 0 and head[2] & 0xF0 != 0xF0
    )
