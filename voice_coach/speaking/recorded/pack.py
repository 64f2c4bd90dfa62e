"""A voice pack on disk: ``pack.json``, and in ``clips`` a FLAC file a line, named by its id.

Nothing can point outside. A clip counts only if it's the very file described.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import InputError
from voice_coach.speaking.recorded.limited import read_limited
from voice_coach.speaking.recorded.line_id import is_line_id, line_id
from voice_coach.speaking.voice import resampled

FORMAT = 1
MANIFEST = "pack.json"
CLIPS = "clips"
LONGEST_CLIP_FRAMES = 60 * SAMPLE_RATE
_RATES_HZ = (SAMPLE_RATE, 22_050)
"""22,050 for packs from before the coach ran at 24 kHz."""
MOST_LINES = 20_000

_LARGEST_MANIFEST_BYTES = 10_000_000
_LARGEST_CLIP_BYTES = 8_000_000
_LONGEST_TEXT = 2_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FALLBACK = re.compile(r"(?!pack:)[a-z][a-z0-9]*(:[^/\\+:]{1,80})?")
_KEYS = {"format", "name", "language", "licence", "fallback", "lines"}
_LINE_KEYS = {"id", "text", "sha256", "frames"}


@dataclass(frozen=True)
class PackLine:
    """``sha256`` of the FLAC; ``frames`` at its own rate."""

    id: str
    text: str
    sha256: str
    frames: int


@dataclass(frozen=True)
class Pack:
    """``fallback``: the voice for the rest, as for ``open_voice``."""

    name: str
    language: str
    licence: str
    fallback: str
    lines: Mapping[str, PackLine]

    def to_json(self) -> str:
        """Reproducible."""
        lines = [vars(self.lines[key]) for key in sorted(self.lines)]
        head = {"format": FORMAT, "name": self.name, "language": self.language}
        head |= {"licence": self.licence, "fallback": self.fallback}
        return json.dumps({**head, "lines": lines}, ensure_ascii=False, indent=1) + "\n"


def is_pack_name(name: str) -> bool:
    """Whether it fits a folder and ``pack:``."""
    return _NAME.fullmatch(name) is not None


def is_fallback(name: str) -> bool:
    """Whether it may say what isn't recorded; never a pack, so there are no circles."""
    return _FALLBACK.fullmatch(name) is not None


def clip_path(folder: Path, identifier: str) -> Path:
    return folder / CLIPS / f"{identifier}.flac"


def read_pack(folder: Path) -> Pack:
    """Raises InputError (`voicepack-invalid`)."""
    path = folder / MANIFEST
    try:
        content = json.loads(read_limited(path, _LARGEST_MANIFEST_BYTES).decode("utf-8"))
        return _pack(content)
    except OSError as error:
        raise _invalid(path, f"can't be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise _invalid(path, "isn't UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise _invalid(path, f"isn't JSON (line {error.lineno})") from error
    except RecursionError as error:
        raise _invalid(path, "is nested too deeply") from error
    except ValueError as error:
        raise _invalid(path, str(error)) from error


def read_clip(folder: Path, line: PackLine) -> Samples | None:
    """None unless it's the file that was built."""
    import soundfile

    data = _verified_bytes(folder, line)
    if data is None:
        return None
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as sound:
            if (sound.format, sound.channels) != ("FLAC", 1) or sound.samplerate not in _RATES_HZ:
                return None
            if sound.frames != line.frames:
                return None
            samples = np.asarray(sound.read(dtype="float32"), np.float32)
    except (soundfile.LibsndfileError, OSError, ValueError, RuntimeError):
        return None
    return resampled(samples, sound.samplerate) if samples.shape == (line.frames,) else None


def is_whole(folder: Path, line: PackLine) -> bool:
    return _verified_bytes(folder, line) is not None


def flac(samples: Samples) -> bytes:
    """A 16-bit FLAC file."""
    import soundfile

    memory = io.BytesIO()
    soundfile.write(memory, samples, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    return memory.getvalue()


def _verified_bytes(folder: Path, line: PackLine) -> bytes | None:
    try:
        data = read_limited(clip_path(folder, line.id), _LARGEST_CLIP_BYTES)
    except (OSError, ValueError):
        return None
    return data if hashlib.sha256(data).hexdigest() == line.sha256 else None


def _pack(content: Any) -> Pack:
    if not isinstance(content, dict):
        raise ValueError("must hold one JSON object")
    form = content.get("format")
    if isinstance(form, int) and not isinstance(form, bool) and form > FORMAT:
        raise ValueError(f"has the format {form}, which a newer Voice Coach wrote; update this one")
    if form != FORMAT or isinstance(form, bool):
        raise ValueError(f'must say "format": {FORMAT}')
    _check_keys(content, _KEYS, "it")
    raw_lines = content["lines"]
    if not isinstance(raw_lines, list) or len(raw_lines) > MOST_LINES:
        raise ValueError(f"lines must be a list of {MOST_LINES} at most")
    language = _text(content, "language", _LANGUAGE)
    lines: dict[str, PackLine] = {}
    for position, raw in enumerate(raw_lines, start=1):
        line = _line(raw, language, position)
        if line.id in lines:
            raise ValueError(f"line {position}: {line.id} stands there twice")
        lines[line.id] = line
    licence = content["licence"]
    if not isinstance(licence, str) or len(licence) > _LONGEST_TEXT:
        raise ValueError("licence must be a text")
    return Pack(
        _text(content, "name", _NAME), language, licence, _text(content, "fallback", _FALLBACK), lines
    )


def _line(raw: Any, language: str, position: int) -> PackLine:
    if not isinstance(raw, dict):
        raise ValueError(f"line {position} must be keys and values")
    _check_keys(raw, _LINE_KEYS, f"line {position}")
    identifier, text, frames = raw["id"], raw["text"], raw["frames"]
    if not isinstance(text, str) or not 0 < len(text) <= _LONGEST_TEXT or not _is_encodable(text):
        raise ValueError(f"line {position}: text must be what is spoken")
    if not isinstance(identifier, str) or not is_line_id(identifier) or identifier != line_id(text, language):
        raise ValueError(f"line {position}: id doesn't belong to its text")
    if isinstance(frames, bool) or not isinstance(frames, int) or not 0 < frames <= LONGEST_CLIP_FRAMES:
        raise ValueError(f"line {position}: frames must be a whole number from 1 to {LONGEST_CLIP_FRAMES}")
    if not isinstance(raw["sha256"], str) or not _SHA256.fullmatch(raw["sha256"]):
        raise ValueError(f"line {position}: sha256 must be 64 hexadecimal digits")
    return PackLine(identifier, text, raw["sha256"], frames)


def _check_keys(raw: Mapping[Any, Any], wanted: set[str], where: str) -> None:
    keys = {str(key) for key in raw}
    if missing := wanted - keys:
        raise ValueError(f"{where} lacks {', '.join(sorted(missing))}")
    if unknown := keys - wanted:
        raise ValueError(f"{where} has unknown keys: {', '.join(sorted(unknown))[:200]}")


def _text(raw: Mapping[str, Any], key: str, pattern: re.Pattern[str]) -> str:
    value = raw[key]
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"{key} is {str(value)[:80]!r}, which doesn't fit")
    return value


def _is_encodable(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _invalid(path: Path, what: str) -> InputError:
    return InputError(
        f"The voice pack {path} {what}.",
        hint="Build it again with voice-coach voicepack build, or ask for it again.",
        code="voicepack-invalid",
    )
