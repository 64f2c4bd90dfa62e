"""What a runner taught this phone's ears: the computer's ``profile.npz``, kept by the page as text."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

from voice_coach.errors import InputError
from voice_coach.listening.acoustic.recogniser import acoustic_model_path
from voice_coach.listening.personal.profile import Profile, fingerprint, load_profile, save_profile

NAME = "voice.txt"
_PROFILE = "profile.npz"


def load_voice(folder: Path) -> Profile | None:
    """None if there's none, or it's damaged or another model's."""
    text = folder / NAME
    if not text.is_file():
        return None
    try:
        (folder / _PROFILE).write_bytes(base64.b64decode(text.read_bytes(), validate=True))
        profile = load_profile(folder / _PROFILE)
    except (InputError, binascii.Error):
        return None
    return profile if profile.model == fingerprint(acoustic_model_path()) else None


def keep_voice(folder: Path, profile: Profile) -> Path:
    """The file for the page to keep."""
    save_profile(profile, folder / _PROFILE)
    (folder / NAME).write_bytes(base64.b64encode((folder / _PROFILE).read_bytes()))
    return folder / NAME
