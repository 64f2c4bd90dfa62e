"""Where the content folders (``audio_cues``, ``routines``, ``models``) lie: in the checkout or inside the
wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def content_folder(name: str) -> Path:
    """Folder ``name`` of the shipped content.

    In a checkout it stands beside the package; in an installed wheel it lies inside the package, so that
    no top-level package called ``models`` lands in anyone's site-packages.
    """
    carried = _PACKAGE / "_content" / name
    return carried if carried.is_dir() else _PACKAGE.parent / name
