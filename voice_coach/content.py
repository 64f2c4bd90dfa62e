"""Where the content that ships (``audio_cues``, ``routines``, ``models``) and the user's files are."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def content_folder(name: str) -> Path:
    """Beside the package in a checkout; inside it in a wheel, so no top-level ``models`` lands in
    site-packages.
    """
    carried = _PACKAGE / "_content" / name
    return carried if carried.is_dir() else _PACKAGE.parent / name


def own_folder() -> Path:
    """Routines, settings, history, voices, models. VOICE_COACH_HOME moves it."""
    from platformdirs import user_data_path

    home = os.environ.get("VOICE_COACH_HOME")
    return Path(home).expanduser() if home else user_data_path("voice-coach", appauthor=False)
