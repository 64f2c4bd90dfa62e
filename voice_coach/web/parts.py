"""What the page needs of others: Python for browsers, numpy, a decoder; fetched once, by hash.

Python's archive is npm's, with npm's hash; numpy's wheel and hash are in that archive's lock file.
"""

from __future__ import annotations

import io
import json
import tarfile
from dataclasses import dataclass
from pathlib import Path

from voice_coach.errors import MissingPartError
from voice_coach.fetching.download import DownloadBroken, download, forget
from voice_coach.fetching.hashing import sha256_of
from voice_coach.fetching.progress import FetchProgress, Report, no_report
from voice_coach.web.decoder_file import SOURCE, module_in
from voice_coach.web.library_files import needed_library
from voice_coach.web.numpy_files import FILE, needed_numpy

_LOCK_FILE = "package/pyodide-lock.json"
_LIBRARY = "python_stdlib.zip"
_CORE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", _LIBRARY, "pyodide-lock.json")


@dataclass(frozen=True)
class Part:
    """A file's address, size and licence."""

    name: str
    title: str
    url: str
    size_bytes: int
    sha256: str
    licence: str


PYTHON = Part(
    "pyodide-0.27.7.tgz",
    "Python for browsers (Pyodide 0.27.7)",
    "https://registry.npmjs.org/pyodide/-/pyodide-0.27.7.tgz",
    5_898_824,
    "89d5d952675eb08e11286e52c7238f1248ce71726e896db9703e73bef23dc343",
    "MPL-2.0; Python itself PSF-2.0",
)
NUMPY = Part(
    "numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl",
    "numpy 2.0.2 for it",
    "https://cdn.jsdelivr.net/pyodide/v0.27.7/full/numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl",
    3_061_133,
    "ebb61241d962b98b21597d7ce43b67668a6d5bab3acec4fbe958657320d7cd08",
    "BSD-3-Clause",
)
DECODER = Part(
    "opus-decoder-0.7.12.tgz",
    "an Opus decoder for browsers (opus-decoder 0.7.12)",
    "https://registry.npmjs.org/opus-decoder/-/opus-decoder-0.7.12.tgz",
    142_208,
    "da533b53ee80a0c98c58f2ea9e37221c21025145f0b0037def38ae1a31c3d5dc",
    "MIT; libopus in it BSD-3-Clause",
)
PARTS = (PYTHON, NUMPY, DECODER)


class PartStore:
    """The parts in a folder, fetched by ``get`` or placed by hand."""

    def __init__(self, folder: Path, parts: tuple[Part, ...] = PARTS) -> None:
        self.folder = folder
        self._parts = parts

    def missing(self) -> tuple[Part, ...]:
        """Those absent or wrong."""
        return tuple(part for part in self._parts if not self._is_here(part))

    def describe(self) -> str:
        """What would be fetched: size, licences, addresses."""
        missing = self.missing()
        whole = sum(part.size_bytes for part in missing)
        each = "; ".join(f"{part.title}, licence {part.licence}, from {part.url}" for part in missing)
        return f"{whole / 1e6:.1f} MB: {each}"

    def get(self, report: Report = no_report) -> None:
        """Fetch what's missing, resuming.

        Raises MissingPartError (`download-broken`, `part-changed`), OutputError (`cannot-write`).
        """
        missing = self.missing()
        if missing:
            self.folder.mkdir(parents=True, exist_ok=True)
            report(FetchProgress("offered", text=self.describe()))
        for part in missing:
            self._get(part, report)

    def read(self, part: Part) -> bytes:
        """A part's bytes. Raises MissingPartError (`phone-parts`)."""
        if not self._is_here(part):
            raise MissingPartError(
                f"A page for a phone needs {part.title}, once.",
                hint="Get it: voice-coach models get phone",
                code="phone-parts",
            )
        return (self.folder / part.name).read_bytes()

    def files(self) -> dict[str, bytes]:
        """The page's files by name. Raises MissingPartError (`phone-parts`, `phone-part-invalid`)."""
        found = {f"python/{name}": data for name, data in _members(self.read(PYTHON), _CORE).items()}
        found[f"python/{_LIBRARY}"] = needed_library(found[f"python/{_LIBRARY}"])
        found[f"python/{FILE}"] = needed_numpy(self.read(NUMPY))
        source = _members(self.read(DECODER), (Path(SOURCE).name,), Path(SOURCE).parent.as_posix())
        found["opus.wasm"] = module_in(source[Path(SOURCE).name].decode("utf-8"))
        _check_lock(found["python/pyodide-lock.json"])
        return found

    def _is_here(self, part: Part) -> bool:
        path = self.folder / part.name
        return path.is_file() and path.stat().st_size == part.size_bytes and sha256_of(path) == part.sha256

    def _get(self, part: Part, report: Report) -> None:
        target = self.folder / part.name
        try:
            download(part.url, target, most_bytes=part.size_bytes, report=report)
        except DownloadBroken as error:
            raise MissingPartError(
                f"{part.title} couldn't be fetched from {part.url}: {error.reason}.",
                hint=f"Try again, or put the file into {self.folder} by hand.",
                code="download-broken",
            ) from error
        if not self._is_here(part):
            target.unlink(missing_ok=True)
            forget(target)
            raise MissingPartError(
                f"{part.url} isn't the expected file; it was deleted.",
                hint="Update Voice Coach, or try again later.",
                code="part-changed",
            )


def _members(archive: bytes, names: tuple[str, ...], folder: str = "package") -> dict[str, bytes]:
    found = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for name in names:
            file = tar.extractfile(f"{folder}/{name}")
            assert file is not None
            found[name] = file.read()
    return found


def _check_lock(lock: bytes) -> None:
    """Raises unless the archive's lock file names our wheel."""
    named = json.loads(lock)["packages"]["numpy"]
    if (named["file_name"], named["sha256"]) != (NUMPY.name, NUMPY.sha256):
        raise MissingPartError(
            f"{_LOCK_FILE} names another numpy than {NUMPY.name}.", code="phone-part-invalid"
        )
