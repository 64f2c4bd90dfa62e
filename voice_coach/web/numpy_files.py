"""The part of numpy's wheel that's needed: no tests, random numbers, masked arrays, descriptions."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

FILE = "numpy.zip"
"""In the page's folder of Python."""
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_NEEDED = re.compile(
    r"numpy/(\w+\.py|(_core|_typing|_utils|fft|lib|linalg|matrixlib|typing)/.*)|numpy-[^/]*/LICENSE[^/]*"
)
_ONLY_WORDS = ("numpy/_core/_add_newdocs.py", "numpy/_core/_add_newdocs_scalars.py")
"""Only descriptions, slow to import; kept empty."""
_UNNEEDED = re.compile(r".*(/tests/.*|/include/.*|\.pyi|\.a|\.pc|\.typed|/lapack_lite\..*|/_\w+_tests\..*)")

_NOTHING_MASKED = b"""def isMaskedArray(x):
    return False


is_masked = isMaskedArray
"""
"""For ``numpy.ma``, which a median asks; loading it would interrupt a session's first second."""


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A reproducible zip."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), data, zipfile.ZIP_DEFLATED, compresslevel=9)
    return memory.getvalue()


def needed_numpy(wheel: bytes) -> bytes:
    """For ``import numpy`` and Fourier transforms, with its licence."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        names = sorted(archive.namelist())
        found = [name for name in names if _NEEDED.fullmatch(name) and not _UNNEEDED.fullmatch(name)]
        files = {name: b"" if name in _ONLY_WORDS else archive.read(name) for name in found}
        return zipped({**files, "numpy/ma/__init__.py": _NOTHING_MASKED})
