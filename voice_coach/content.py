"""Where files lie: the content that ships (``audio_cues``, ``routines``, ``models``), and the user's own."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def content_folder(name: str) -> Path:
    """Folder ``name`` of the shipped content.

    In a checkout it stands beside the package; in an installed wheel it lies inside the package, so that
    no top-level package called ``models`` lands in anyone's site-packages.
    """
    carried = _PACKAGE / "_content" / name
    return carried if carried.is_dir() else _PACKAGE.parent / name


def own_folder() -> Path:
    """The user's own folder: routines, settings, history, voices, models. VOICE_COACH_HOME moves it."""
    from platformdirs import user_data_path

    home = os.environ.get("VOICE_COACH_HOME")
    return Path(home).expanduser() if home else user_data_path("voice-coach", appauthor=False)
