"""A site as a folder for any web host; files appear whole, and others' are untouched."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from voice_coach.audio.partial_file import PartialFile, cannot_write
from voice_coach.errors import InputError
from voice_coach.sharing import addresses
from voice_coach.sharing.feed import GENERATOR
from voice_coach.sharing.shared_file import open_shared
from voice_coach.sharing.site import Resource, Site

_CHUNK_BYTES = 1 << 20
_OURS = {
    addresses.PAGE: f'<meta name="generator" content="{GENERATOR}">'.encode(),
    addresses.FEED: f"<generator>{GENERATOR} ".encode(),
}
"""What our files with common names contain. Others are named by content."""


def write_site(site: Site, folder: Path) -> None:
    """Write ``site`` into ``folder``, the feed last.

    Raises InputError for somebody else's page or feed, OutputError; existing files stay as they were.
    """
    for name, mark in _OURS.items():
        _check_ours(folder / name, mark)
    # The page and the feed name the others: they must not appear before them.
    for name in sorted(site, key=lambda name: (name in _OURS, name == addresses.FEED, name)):
        target = folder / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(target, error) from error
        if not _is_there(target, site[name]):
            _write(target, site[name])


def _write(target: Path, resource: Resource) -> None:
    partial = PartialFile(target)
    try:
        if isinstance(resource.content, bytes):
            _put(partial.file, resource.content, target)
        else:
            try:
                source = open_shared(resource.content)
            except OSError as error:
                raise InputError(f"{resource.content} is gone.", code="not-a-sound") from error
            with source:
                while chunk := source.read(_CHUNK_BYTES):
                    _put(partial.file, chunk, target)
        partial.keep()
    except BaseException:
        partial.discard()
        raise


def _put(file: BinaryIO, content: bytes, target: Path) -> None:
    try:
        file.write(content)
    except OSError as error:
        raise cannot_write(target, error) from error


def _is_there(target: Path, resource: Resource) -> bool:
    """Whether a sound file was written earlier, by name and size."""
    if isinstance(resource.content, bytes):
        return False
    try:
        return target.is_file() and target.stat().st_size == resource.content.stat().st_size
    except OSError:
        return False


def _check_ours(path: Path, mark: bytes) -> None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        raise cannot_write(path, error) from error
    if mark not in content:
        raise InputError(
            f"{path} exists, and voice-coach share didn't write it.",
            hint="Choose another folder, or move that file away.",
            code="not-ours",
        )
