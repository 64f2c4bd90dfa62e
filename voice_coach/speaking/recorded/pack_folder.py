"""Where packs lie, and their names.

``pack:NAME`` is the runner's, a path any other; ``+VOICE`` replaces a pack's voice for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voice_coach.errors import InputError
from voice_coach.speaking.recorded.line_id import base_language
from voice_coach.speaking.recorded.pack import MANIFEST, Pack, is_fallback, is_pack_name, is_whole, read_pack
from voice_coach.speaking.recorded.voice import pack_info
from voice_coach.speaking.voice import VoiceInfo

_PREFIX = "pack:"


@dataclass(frozen=True)
class PackChoice:
    """A pack, and the voice for the rest. ``asked``: the runner named that."""

    folder: Path
    pack: Pack
    fallback: str
    asked: bool


def names_a_pack(name: str) -> bool:
    return name.startswith(_PREFIX) or "/" in name or "\\" in name


def find_pack(name: str, language: str, packs: Path) -> PackChoice:
    """``packs`` holds the runner's. Raises InputError: `voice-unknown` (name, language or other voice),
    `voicepack-invalid`.
    """
    folder, fallback = _places(name, packs)
    if not (folder / MANIFEST).is_file():
        known = ", ".join(f"{_PREFIX}{path.name}" for path in _folders(packs))
        raise InputError(
            f"There is no voice pack {name.removeprefix(_PREFIX)!r}.",
            hint=f"There are {known}." if known else "voice-coach voicepack build makes one.",
            code="voice-unknown",
        )
    pack = read_pack(folder)
    if pack.language != base_language(language):
        raise InputError(
            f"The voice pack {pack.name} speaks the language {pack.language!r}, not {language!r}.",
            hint=f"Choose another voice, or --language {pack.language}.",
            code="voice-unknown",
        )
    return PackChoice(folder, pack, fallback or pack.fallback, asked=bool(fallback))


def list_packs(language: str, packs: Path) -> list[VoiceInfo]:
    """Readable ones for ``language``, with counts of whole lines."""
    found: list[VoiceInfo] = []
    for folder in _folders(packs):
        try:
            pack = read_pack(folder)
        except InputError:
            continue
        if pack.language == base_language(language):
            damaged = _count_damaged(folder, pack)
            found.append(pack_info(f"{_PREFIX}{folder.name}", pack, damaged=damaged))
    return found


def all_packs(packs: Path) -> list[Path]:
    """All the runner's, damaged ones too."""
    return _folders(packs)


def damaged_lines(folder: Path) -> tuple[int, int]:
    """All lines, and those missing or damaged. Raises InputError (`voicepack-invalid`)."""
    pack = read_pack(folder)
    return len(pack.lines), _count_damaged(folder, pack)


def damage(name: str, language: str, packs: Path) -> str:
    """A warning; empty if it's no pack, or whole. Raises as ``find_pack``."""
    if not names_a_pack(name):
        return ""
    choice = find_pack(name, language, packs)
    lines, damaged = damaged_lines(choice.folder)
    if not damaged:
        return ""
    return (
        f"Of the {lines} recordings of {name}, {damaged} are missing or damaged; "
        f"{choice.fallback} speaks those lines. Build the pack again: voice-coach voicepack build."
    )


def _count_damaged(folder: Path, pack: Pack) -> int:
    return sum(not is_whole(folder, line) for line in pack.lines.values())


def _places(name: str, packs: Path) -> tuple[Path, str]:
    """The folder, and the other voice ("": the pack's own)."""
    whole = _folder(name, packs)
    if "+" not in name or (whole is not None and whole.is_dir()):
        return whole or packs / "-", ""
    before, _, fallback = name.rpartition("+")
    if not is_fallback(fallback):
        raise InputError(
            f"{fallback!r} can't speak what the voice pack lacks.",
            hint="Write a voice after the plus, such as +espeak.",
            code="voice-unknown",
        )
    return _folder(before, packs) or packs / "-", fallback


def _folder(name: str, packs: Path) -> Path | None:
    if not name.startswith(_PREFIX):
        return Path(name).expanduser()
    short = name.removeprefix(_PREFIX)
    return packs / short if is_pack_name(short) else None


def _folders(packs: Path) -> list[Path]:
    try:
        return sorted(path for path in packs.iterdir() if (path / MANIFEST).is_file())
    except OSError:
        return []
