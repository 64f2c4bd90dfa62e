"""Unpacks a model's zip without trusting it: no way out, no links, no bombs."""

from __future__ import annotations

import errno
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voice_coach.errors import InputError, OutputError
from voice_coach.fetching.folders import replace_folder
from voice_coach.fetching.progress import FetchProgress, Report
from voice_coach.files.unfinished import workshop
from voice_coach.listening.model_store.layout import model_root

_CHUNK_BYTES = 1 << 18
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
# What zipfile lets through from a damaged file; a fuzzing test keeps the list complete.
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError, IndexError)
# A name that means something else on Windows: a device, or one that ends in a dot or a space.
_STRANGE_PART = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?|.*[. ]")


@dataclass(frozen=True)
class Limits:
    """Official small models hold under 30 entries and unpack to under 100 MB, at most threefold; the largest
    to under 4 GB.
    """

    entries: int = 1_000
    unpacked_bytes: int = 5_000_000_000
    ratio: int = 50
    depth: int = 8
    name_characters: int = 200


def unpack(archive: Path, target: Path, *, report: Report, limits: Limits | None = None) -> None:
    """To ``target``, without a single folder around it, by a temporary folder and rename; replaces an older
    one.

    Raises InputError (`model-archive-invalid`), OutputError (`cannot-write`).
    """
    limits = limits or Limits()
    try:
        with workshop(target) as name:
            try:
                with zipfile.ZipFile(archive) as file:
                    infos = _checked(archive, file, limits)
                    report(FetchProgress("unpacking"))
                    for written in _write_entries(file, infos, Path(name)):
                        report(FetchProgress("unpacking", written))
            except _DAMAGED as error:
                raise _invalid(archive, f"is damaged or isn't a zip file ({error})") from error
            root = model_root(Path(name))
            if root is None:
                raise _invalid(archive, "holds no Vosk model")
            replace_folder(root, target)
    except OSError as error:
        if error.errno == errno.EINVAL:  # an offset in the zip that leads before its beginning
            raise _invalid(archive, "is damaged or isn't a zip file") from error
        raise OutputError(
            f"{archive} couldn't be unpacked into {target}: {error.strerror or error}.",
            hint="Free some space or choose another folder, then run it again.",
        ) from error


def _checked(archive: Path, file: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    """All checked before the first byte.

    Sizes are claims, but zipfile gives no more, so their sum is a limit.
    """
    infos = file.infolist()
    if len(infos) > limits.entries:
        raise _invalid(archive, f"holds {len(infos)} entries; at most {limits.entries} are allowed")
    if sum(info.file_size for info in infos) > limits.unpacked_bytes:
        raise _invalid(archive, f"would unpack to more than {limits.unpacked_bytes} bytes")
    files: set[str] = set()
    folders: set[str] = set()
    for info in infos:
        if (problem := _problem(info, limits)) is not None:
            raise _invalid(archive, f"holds {info.orig_filename[:80]!r}, {problem}")
        name = info.filename.rstrip("/").casefold()
        folders.update(_parents(name))
        if info.is_dir():
            folders.add(name)
        elif name in files:
            raise _invalid(archive, f"holds {info.filename!r} twice")
        else:
            files.add(name)
    if clash := files & folders:
        raise _invalid(archive, f"holds {min(clash)!r} both as a file and as a folder")
    return infos


def _parents(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _problem(info: zipfile.ZipInfo, limits: Limits) -> str | None:
    # orig_filename is what the zip really says: zipfile cuts at a NUL and turns backslashes on Windows.
    name = info.orig_filename
    parts = name.removesuffix("/").split("/")
    kind = stat.S_IFMT(info.external_attr >> 16)
    too_long = len(name) > limits.name_characters or len(parts) > limits.depth
    if too_long or not name.isprintable() or any(sign in name for sign in '\\:*?"<>|'):
        return "a name that no model uses"
    if any(part in ("", ".", "..") or _STRANGE_PART.fullmatch(part) for part in parts):
        return "a path that leads out of the folder or isn't plain"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR) > info.is_dir():
        return "which is a link or a device, not a plain file"
    if info.flag_bits & _ENCRYPTED or info.compress_type not in _STORED_OR_DEFLATED:
        return "which is encrypted or packed in an unusual way"
    if info.file_size > limits.ratio * max(info.compress_size, 1_000):
        return "which unpacks to suspiciously more than its size"
    return None


def _write_entries(file: zipfile.ZipFile, infos: list[zipfile.ZipInfo], folder: Path) -> Iterator[int]:
    """Yields the bytes so far."""
    written = 0
    for info in infos:
        target = folder / info.filename
        if info.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with file.open(info) as packed, target.open("xb") as plain:
            while chunk := packed.read(_CHUNK_BYTES):
                plain.write(chunk)
                written += len(chunk)
                yield written


def _invalid(archive: Path, what: str) -> InputError:
    return InputError(
        f"The file {archive} {what}.",
        hint="Remove it and fetch the model again.",
        code="model-archive-invalid",
    )
