"""The house as docs/architecture.md has it: no two modules need each other, every room is on the page."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def _modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for top in ("voice_coach", "bench")
        for path in (ROOT / top).rglob("*.py")
    }


def _imports(path: Path, modules: dict[str, Path]) -> set[str]:
    """What ``path`` imports of ``modules``, late imports and types included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                whole if (whole := f"{node.module}.{name.name}") in modules else node.module
                for name in node.names
            }
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found & modules.keys()


def test_no_two_modules_need_each_other() -> None:
    modules = _modules()
    needs = {name: _imports(path, modules) - {name} for name, path in modules.items()}
    assert sum(map(len, needs.values())) > 1_000
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as circle:
        pytest.fail(f"a circle: {' -> '.join(circle.args[1])}")


def test_few_modules_lie_loose_at_the_top() -> None:
    loose = {path.name for path in (ROOT / "voice_coach").glob("*.py")}
    assert loose == {"__init__.py", "__main__.py", "content.py", "errors.py"}


def test_the_page_names_every_room() -> None:
    rooms = [path.parent.name for path in (ROOT / "voice_coach").glob("*/__init__.py")]
    assert len(rooms) > 12
    assert [room for room in rooms if f"`{room}/`" not in PAGE] == []
