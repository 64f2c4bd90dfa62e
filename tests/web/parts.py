"""Python for browsers, numpy for it and the decoder, where this machine has them."""

from __future__ import annotations

import hashlib
import os
import tarfile
from pathlib import Path

import pytest

from voice_coach.web.parts import PartStore

AXE = "axe-core-4.14.1.tgz"
_AXE_SHA256 = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"


def parts_here() -> PartStore:
    """The parts in VOICE_COACH_PHONE_PARTS or this user's cache. Skips the test if they aren't all there."""
    default = Path.home() / ".cache" / "voice-coach-tests" / "phone"
    store = PartStore(Path(os.environ.get("VOICE_COACH_PHONE_PARTS") or default))
    missing = store.missing()
    if missing:
        pytest.skip(f"no {missing[0].title} in {store.folder} (scripts/get_phone_parts.py)")
    return store


def axe_here() -> str:
    """The script of axe-core, which looks for what keeps people from using a page. Skips without it."""
    archive = parts_here().folder / AXE
    if not archive.is_file() or hashlib.sha256(archive.read_bytes()).hexdigest() != _AXE_SHA256:
        pytest.skip(f"no {AXE} in {archive.parent} (scripts/get_phone_parts.py)")
    with tarfile.open(archive) as tar:
        file = tar.extractfile("package/axe.min.js")
        assert file is not None
        return file.read().decode()
