"""Counts docstring words a line of code, by room: ``python -m scripts.docstring_words [FOLDER]``."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path


def docstrings(source: str) -> Iterator[str]:
    """Every string that stands alone as a statement, those of attributes included."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(ast.Constant(str(text))):
                yield text


def count(folder: Path) -> dict[str, tuple[int, int]]:
    """Words and lines of each room of ``folder``."""
    rooms: dict[str, tuple[int, int]] = {}
    for path in sorted(folder.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        inside = path.relative_to(folder).parts
        room = inside[0] if len(inside) > 1 else "."
        words, lines = rooms.get(room, (0, 0))
        found = sum(len(text.split()) for text in docstrings(source))
        rooms[room] = (words + found, lines + len(source.splitlines()))
    return rooms


def main(folder: Path) -> None:
    rooms = count(folder)
    rooms["in all"] = (sum(words for words, _ in rooms.values()), sum(lines for _, lines in rooms.values()))
    for room, (words, lines) in rooms.items():
        sys.stdout.write(f"{room:14} {words:6} words {lines:6} lines {words / lines:5.2f}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "voice_coach"))
