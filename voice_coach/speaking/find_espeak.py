"""The one espeak-ng of this process: the wheel's, or the system's."""

from __future__ import annotations

import atexit
import ctypes
import ctypes.util
import os
from functools import lru_cache

from voice_coach.errors import MissingPartError
from voice_coach.files.unfinished import open_temporary_folder
from voice_coach.speaking.espeak_library import EspeakLibrary

_LONGEST_DATA_PATH = 150  # at 160 bytes espeak no longer finds its data


@lru_cache(maxsize=1)
def espeak_library() -> EspeakLibrary:
    """The ``espeakng-loader`` wheel's, or the system's. Raises MissingPartError."""
    reasons: list[str] = []
    for find in (_from_wheel, _from_system):
        try:
            return EspeakLibrary(*find())
        except (OSError, ImportError, RuntimeError, AttributeError) as error:
            reasons.append(str(error))
    raise MissingPartError(
        f"The speech engine espeak-ng isn't usable: {'; '.join(reasons)}.",
        hint="Install it with: pip install espeakng-loader (or your system's libespeak-ng1).",
        code="voice-missing",
    )


def _from_wheel() -> tuple[ctypes.CDLL, str | None]:
    import espeakng_loader

    return ctypes.CDLL(espeakng_loader.get_library_path()), _short(espeakng_loader.get_data_path())


def _short(data_path: str) -> str:
    """A temporary link if the path is too long for espeak."""
    if len(os.fsencode(data_path)) <= _LONGEST_DATA_PATH:
        return data_path
    folder, forget = open_temporary_folder("vc-")
    atexit.register(forget)
    link = folder / "espeak-ng-data"
    link.symlink_to(data_path, target_is_directory=True)
    return str(link)


def _from_system() -> tuple[ctypes.CDLL, str | None]:
    name = ctypes.util.find_library("espeak-ng")
    if name is None:
        raise OSError("the system has no libespeak-ng")
    return ctypes.CDLL(name), None
