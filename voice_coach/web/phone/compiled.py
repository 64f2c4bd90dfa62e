"""Modules compiled once and kept: compiling ours and numpy's again is a good part of a phone's start.

The page keeps the archive under the folder's version, so that it never outlives the sources it was made of.
"""

from __future__ import annotations

import importlib.util
import io
import py_compile
import sys
import zipfile
from pathlib import Path

_UNCHECKED = py_compile.PycInvalidationMode.UNCHECKED_HASH


def compiled_modules(below: tuple[str, ...]) -> bytes:
    """A zip with the compiled code of each loaded module whose file lies in one of the folders ``below``, at
    the place where Python looks for it, from the root on. It isn't compared with the source again."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(_sources(below)):
            target = importlib.util.cache_from_source(path)
            Path(target).parent.mkdir(exist_ok=True)
            py_compile.compile(path, target, doraise=True, invalidation_mode=_UNCHECKED)
            archive.write(target, target.lstrip("/"))
    return memory.getvalue()


def _sources(below: tuple[str, ...]) -> set[str]:
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    ours = {path for path in files if path and path.endswith(".py") and path.startswith(below)}
    return {path for path in ours if Path(path).is_file()}  # Some of Python's own are frozen.
