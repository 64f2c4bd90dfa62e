"""The modules that the browser's part needs, found by its imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_ROOT = "voice_coach.web.phone.worker"


def needed_modules(root: str = _ROOT) -> tuple[Path, ...]:
    """The files of ``root`` and all our modules it imports, packages included; sorted."""
    found: dict[str, Path] = {}
    waiting = [root]
    while waiting:
        name = waiting.pop()
        path = _file_of(name)
        if path is None or name in found:
            continue
        found[name] = path
        waiting.extend(_imports(path))
        waiting.extend(name.rpartition(".")[:1] if "." in name else ())
    return tuple(sorted(found.values()))


def inside(path: Path) -> str:
    """``path`` from the package's parent folder, with forward slashes."""
    return path.relative_to(_PACKAGE.parent).as_posix()


def _file_of(name: str) -> Path | None:
    first, *rest = name.split(".")
    if first != _PACKAGE.name:
        return None
    place = _PACKAGE.joinpath(*rest)
    if (place / "__init__.py").is_file():
        return place / "__init__.py"
    return place.with_suffix(".py") if rest and place.with_suffix(".py").is_file() else None


def _imports(path: Path) -> Iterator[str]:
    """A module's imports, inside functions too, except for types."""
    yield from _names(ast.parse(path.read_text(encoding="utf-8")).body)


def _names(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test) != "TYPE_CHECKING":
            yield from _names(node.body)
            yield from _names(node.orelse)
        elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.Try):
            yield from _names(node.body)
