"""Keeps compiled modules: compiling is a good part of a phone's start.

The page keeps them under the folder's version. It's done in steps, so that a session may begin meanwhile.
"""

from __future__ import annotations

import importlib.util
import io
import py_compile
import sys
import tempfile
import zipfile
from collections.abc import Generator
from pathlib import Path

_UNCHECKED = py_compile.PycInvalidationMode.UNCHECKED_HASH

Steps = Generator[None, None, bytes]


class Compiling:
    """Modules in ``below``, and the library ``archive``; see the functions."""

    def __init__(self, below: tuple[str, ...], archive: Path) -> None:
        self._steps = self._all(below, archive)
        self.modules = self.library = b""

    def step(self) -> bool:
        """False once all is done."""
        try:
            next(self._steps)
        except StopIteration:
            return False
        return True

    def _all(self, below: tuple[str, ...], archive: Path) -> Generator[None, None, None]:
        self.modules = yield from compiled_modules(below)
        self.library = yield from compiled_library(archive)


def compiled_modules(below: tuple[str, ...]) -> Steps:
    """A zip of the compiled code of loaded modules in ``below``, where Python looks for it. The source isn't
    checked again."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(_sources(below)):
            target = importlib.util.cache_from_source(path)
            Path(target).parent.mkdir(exist_ok=True)
            py_compile.compile(path, target, doraise=True, invalidation_mode=_UNCHECKED)
            archive.write(target, target.lstrip("/"))
            yield
    return memory.getvalue()


def compiled_library(archive: Path) -> Steps:
    """``archive``, Python's own modules, with the compiled code of the loaded ones beside their source."""
    loaded = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    memory = io.BytesIO()
    with (
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(archive) as own,
        zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
    ):
        source, target = Path(folder) / "source.py", Path(folder) / "code.pyc"
        for name in own.namelist():
            content = own.read(name)
            made.writestr(name, content)
            if f"{archive}/{name}" in loaded and name.endswith(".py"):
                source.write_bytes(content)
                py_compile.compile(
                    str(source), str(target), f"{archive}/{name}", doraise=True, invalidation_mode=_UNCHECKED
                )
                made.write(target, f"{name}c")
            yield
    return memory.getvalue()


def _sources(below: tuple[str, ...]) -> set[str]:
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    ours = {path for path in files if path and path.endswith(".py") and path.startswith(below)}
    return {path for path in ours if Path(path).is_file()}  # Some of Python's own are frozen.
