"""Which room of the package imports which, as a chart in Mermaid."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import voice_coach

_PACKAGE = Path(voice_coach.__file__).parent
_FOR_ALL = frozenset({"content", "errors", "files", "__version__", "cli"})
"""Not drawn as anyone's: every room may use them, and ``cli`` is only ``__main__``'s."""

Rooms = Mapping[str, frozenset[str]]


def imports_by_room() -> Rooms:
    """Imports in functions and of types too."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in _PACKAGE.rglob("*.py"):
        room = path.relative_to(_PACKAGE).parts[0]
        if (_PACKAGE / room).is_dir() and room not in _FOR_ALL - {"cli"}:
            found[room] |= {other for other in _rooms_in(path) if other not in {room, *_FOR_ALL}}
    return {room: frozenset(others) for room, others in found.items()}


def room_chart() -> str:
    """An arrow that others imply is left out."""
    rooms = imports_by_room()
    arrows = [
        f"    {room}-->{' & '.join(direct)}"
        for room in sorted(rooms, key=lambda one: (-len(_beneath(one, rooms)), one))
        if (direct := sorted(_direct(room, rooms)))
    ]
    return "\n".join(["```mermaid", "flowchart TD", *arrows, "```", ""])


def _rooms_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{name.name}" for name in node.names]
        elif isinstance(node, ast.Import):
            whole = [name.name for name in node.names]
        else:
            continue
        yield from (
            parts[1] for name in whole if (parts := name.split("."))[0] == "voice_coach" and parts[1:]
        )


def _direct(room: str, rooms: Rooms) -> frozenset[str]:
    return rooms[room].difference(*(_beneath(other, rooms) for other in rooms[room]))


def _beneath(room: str, rooms: Rooms) -> frozenset[str]:
    others = rooms.get(room, frozenset())
    return others.union(*(_beneath(other, rooms) for other in others))
