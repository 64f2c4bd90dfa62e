"""Sound files as strangers' programs leave them: odd kinds, odd names, and heads that lie."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import soundfile

from voice_coach.audio.clip import Samples

RATE_HZ = 16_000
TONE_HZ = 440
SECONDS = 6.0
"""More than music must have."""
FFMPEG = shutil.which("ffmpeg")


def tone(seconds: float = SECONDS) -> Samples:
    place = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (0.3 * np.sin(2 * np.pi * TONE_HZ * place)).astype(np.float32)


def wav(path: Path, samples: Samples | None = None) -> Path:
    soundfile.write(path, tone() if samples is None else samples, RATE_HZ, subtype="PCM_16", format="WAV")
    return path


def by_ffmpeg(path: Path, *options: str, to: Path | None = None) -> Path:
    """The tone as ffmpeg writes it with ``options``, renamed ``to`` where that is given."""
    assert FFMPEG
    source = wav(path.with_name("source.wav"))
    command = [FFMPEG, "-v", "error", "-y", "-i", str(source), *options, f"file:{path}"]
    subprocess.run(command, check=True, timeout=60, stdin=subprocess.DEVNULL)
    source.unlink()
    return path if to is None else path.rename(to)


def piped(path: Path, *options: str) -> Path:
    """The tone as ffmpeg writes it into a pipe, where it can't go back to say how long it was."""
    assert FFMPEG
    source = wav(path.with_name("source.wav"))
    command = [FFMPEG, "-v", "error", "-i", str(source), *options, "pipe:1"]
    done = subprocess.run(command, check=True, timeout=60, stdin=subprocess.DEVNULL, capture_output=True)
    source.unlink()
    path.write_bytes(done.stdout)
    return path


def patched(path: Path, **places: int) -> Path:
    """A WAV whose numbers are changed: ``riff`` and ``data`` are sizes."""
    content = bytearray(wav(path).read_bytes())
    if "riff" in places:
        struct.pack_into("<I", content, 4, places["riff"])
    if "data" in places:
        struct.pack_into("<I", content, content.index(b"data") + 4, places["data"])
    path.write_bytes(content)
    return path


def inverted(path: Path, share: float = 1.0, kind: str = "WAV") -> Path:
    stereo = np.stack([tone(), -share * tone()], axis=1)
    soundfile.write(path, stereo, RATE_HZ, format=kind)
    return path


def with_a_list_before(path: Path) -> Path:
    """A chunk of notes before a data chunk of size 0."""
    content = patched(path, data=0, riff=0).read_bytes()
    at = content.index(b"data")
    path.write_bytes(content[:at] + struct.pack("<4sI4s", b"LIST", 4, b"INFO") + content[at:])
    return path


def with_a_cover(path: Path, bytes_of_cover: int = 60_000) -> Path:
    """An MP3 with a large picture before it and no header that tells its length."""
    by_ffmpeg(path, "-write_xing", "0", "-id3v2_version", "0", "-b:a", "48k")
    picture = b"\0image/png\0\3\0" + b"\x55" * bytes_of_cover
    frame = struct.pack(">4sIH", b"APIC", len(picture), 0) + picture
    size = bytes(len(frame) >> shift & 0x7F for shift in (21, 14, 7, 0))
    path.write_bytes(b"ID3\3\0\0" + size + frame + path.read_bytes())
    return path


def rf64(path: Path) -> Path:
    """RF64 whose 64-bit sizes were never filled in."""
    content = wav(path).read_bytes()
    ds64 = struct.pack("<4sIQQQI", b"ds64", 28, 0, 0, 0, 0)
    at = content.index(b"data")
    head = b"RF64\xff\xff\xff\xffWAVE" + ds64 + content[12:at] + b"data\xff\xff\xff\xff"
    path.write_bytes(head + content[at + 8 :])
    return path


def not_utf8(folder: Path) -> Path:
    return wav(folder / "a.wav").rename(folder / os.fsdecode(b"caf\xe9.wav"))


WITHOUT_FFMPEG: Mapping[str, Callable[[Path], Path]] = {
    "sizes of zero": lambda at: patched(at / "a.wav", riff=0, data=0),
    "only the data's size is zero": lambda at: patched(at / "a.wav", data=0),
    "sizes of four gigabytes": lambda at: patched(at / "a.wav", riff=0xFFFFFFFF, data=0xFFFFFFFF),
    "the data's size is too large": lambda at: patched(at / "a.wav", data=50_000_000),
    "the data's size stood still": lambda at: patched(at / "a.wav", data=20_000),
    "the RIFF's size is too small": lambda at: patched(at / "a.wav", riff=1_000),
    "a list before data of size zero": lambda at: with_a_list_before(at / "a.wav"),
    "RF64 that was never finished": lambda at: rf64(at / "a.wav"),
    "one channel inverted": lambda at: inverted(at / "a.wav"),
    "one channel inverted and softer": lambda at: inverted(at / "a.wav", 0.8),
    "one channel inverted, FLAC": lambda at: inverted(at / "a.flac", 0.9, "FLAC"),
    "a name with a colon": lambda at: wav(at / "http:a.wav"),
    "a name that is a dash": lambda at: wav(at / "-"),
    "a name that begins with a dash": lambda at: wav(at / "-i.wav"),
    "a name that isn't UTF-8": not_utf8,
    "a WAV called m4a": lambda at: wav(at / "a.m4a"),
    "a WAV without an ending": lambda at: wav(at / "a"),
    "a WAV called au": lambda at: wav(at / "a.au"),
}

BY_FFMPEG: Mapping[str, Callable[[Path], Path]] = {
    "WebM": lambda at: by_ffmpeg(at / "a.webm", "-c:a", "libopus"),
    "Matroska from a pipe": lambda at: piped(at / "a.mka", "-c:a", "libopus", "-f", "matroska"),
    "M4B": lambda at: by_ffmpeg(at / "a.m4a", to=at / "a.m4b"),
    "an M4A called wav": lambda at: by_ffmpeg(at / "a.m4a", to=at / "a.wav"),
    "an MP3 called m4a": lambda at: by_ffmpeg(at / "a.mp3", to=at / "a.m4a"),
    "CAF with ALAC": lambda at: by_ffmpeg(at / "a.caf", "-c:a", "alac"),
    "CAF from a pipe": lambda at: piped(at / "a.caf", "-c:a", "pcm_s16be", "-f", "caf"),
    "GSM": lambda at: by_ffmpeg(at / "a.gsm", "-ar", "8000", "-c:a", "libgsm"),
    "GSM in a WAV": lambda at: by_ffmpeg(at / "a.wav", "-ar", "8000", "-c:a", "libgsm_ms"),
    "AMR": lambda at: by_ffmpeg(at / "a.amr", "-ar", "8000", "-c:a", "libopencore_amrnb"),
    "WMA": lambda at: by_ffmpeg(at / "a.wma"),
    "AAC without a container": lambda at: by_ffmpeg(at / "a.aac"),
    "an M4A called b:c.m4a": lambda at: by_ffmpeg(at / "b:c.m4a"),
    "an M4A called -y.m4a": lambda at: by_ffmpeg(at / "-y.m4a"),
    "an M4A in fragments": lambda at: by_ffmpeg(at / "a.m4a", "-movflags", "empty_moov+frag_keyframe"),
    "FLAC of unknown length": lambda at: piped(at / "a.flac", "-f", "flac"),
    "WAV from a pipe": lambda at: piped(at / "a.wav", "-f", "wav"),
    "AU from a pipe": lambda at: piped(at / "a.au", "-f", "au"),
    "MP3 without Xing": lambda at: by_ffmpeg(at / "a.mp3", "-write_xing", "0"),
    "MP3 without Xing, with a cover": lambda at: with_a_cover(at / "a.mp3"),
    "variable MP3 without Xing": lambda at: by_ffmpeg(at / "a.mp3", "-write_xing", "0", "-q:a", "5"),
    "MP3 from a pipe": lambda at: piped(at / "a.mp3", "-f", "mp3"),
    "Opus with a name of nothing": lambda at: by_ffmpeg(at / "a.opus", to=at / "x.txt"),
    "AIFF from a pipe": lambda at: piped(at / "a.aif", "-f", "aiff"),
}

_NEEDS_ENCODER = {"GSM": "libgsm", "GSM in a WAV": "libgsm_ms", "AMR": "libopencore_amrnb"}


def can_write(name: str) -> bool:
    """Can this machine's ffmpeg write the file ``name`` of ``BY_FFMPEG``?"""
    if FFMPEG is None:
        return False
    encoder = _NEEDS_ENCODER.get(name)
    if encoder is None:
        return True
    listed = subprocess.run([FFMPEG, "-v", "quiet", "-encoders"], capture_output=True, check=True).stdout
    return f" {encoder} ".encode() in listed
