"""A measured figure beside its target: how it is shown and kept."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

OUT = Path(__file__).parent / "out"
_HEADINGS = ("what", "figure", "target", "met")


@dataclass(frozen=True)
class Figure:
    """``value`` in ``unit`` (``x``, ``MB``, ``s`` ...) against ``target``: at most it, or at least it."""

    what: str
    value: float
    unit: str
    target: float
    at_least: bool = False
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        return self.value >= self.target if self.at_least else self.value <= self.target

    def row(self) -> tuple[str, str, str, str]:
        bound = "at least" if self.at_least else "at most"
        return (
            self.what,
            f"{_number(self.value)} {self.unit}".rstrip(),
            f"{bound} {_number(self.target)} {self.unit}".rstrip(),
            "yes" if self.met else "NO",
        )


def report(name: str, figures: Sequence[Figure]) -> None:
    """Print ``figures``, write ``bench/out/<name>.json``, and leave: exit code 1 where a target is missed."""
    OUT.mkdir(exist_ok=True)
    kept = {"machine": machine(), "figures": [{**asdict(figure), "met": figure.met} for figure in figures]}
    (OUT / f"{name}.json").write_text(json.dumps(kept, indent=2, default=str) + "\n", encoding="utf-8")
    print(table(figure.row() for figure in figures))
    sys.exit(not all(figure.met for figure in figures))


def forget(name: str) -> None:
    """Remove what ``report`` wrote under ``name``, so that no older figure passes for a new one."""
    (OUT / f"{name}.json").unlink(missing_ok=True)


def read(name: str) -> list[Figure]:
    """The figures that ``report`` last wrote under ``name``; none where it never did."""
    path = OUT / f"{name}.json"
    if not path.is_file():
        return []
    found = json.loads(path.read_text(encoding="utf-8"))["figures"]
    return [
        Figure(**{key: value for key, value in figure.items() if key in Figure.__dataclass_fields__})
        for figure in found
    ]


def table(rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table that can be read as it stands."""
    lines = [_HEADINGS, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    )


def machine() -> str:
    """This machine in words, without its name."""
    import os

    model = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.is_file():
        lines = cpus.read_text(encoding="utf-8").splitlines()
        model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), model)
    busy = f", {os.getloadavg()[0]:.1f} processes waiting at the end" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores of {model}, {platform.system()}, Python {platform.python_version()}{busy}"


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2f}"
