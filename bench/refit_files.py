"""Writes what `bench.refit` chose into the files that ship, comments and all else as they were."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from voice_coach.listening.thresholds import Thresholds

_STRICTNESS = re.compile(r", strictness: -?[\d.]+")


def write_calibrators(path: Path, engine: str, section: Mapping[str, Any]) -> None:
    """Replace the section of ``engine``."""
    every = json.loads(path.read_text(encoding="utf-8"))
    every[engine] = section
    path.write_text(json.dumps(every, indent=1) + "\n", encoding="utf-8")


def write_strictness(path: Path, chosen: Mapping[str, float]) -> None:
    """Give each phrase of the phrase file its ``chosen`` strictness; 0 isn't written."""
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(_line(line, chosen) for line in lines) + "\n", encoding="utf-8")


def _line(line: str, chosen: Mapping[str, float]) -> str:
    found = re.fullmatch(r"    - (?:\{say: (?P<said>\"[^\"]*\"|[^,}]*)(?P<rest>[^}]*)\}|(?P<alone>.*))", line)
    if found is None:
        return line
    said, rest = found["said"] or found["alone"], _STRICTNESS.sub("", found["rest"] or "")
    text = said.strip('"')
    if text not in chosen:
        return line
    strictness = f", strictness: {chosen[text]:g}" if chosen[text] else ""
    before, alone, after = rest.partition(", alone:")
    rest = before + strictness + alone + after
    return f"    - {{say: {said}{rest}}}" if rest else f"    - {said}"


def write_thresholds(path: Path, engine: str, chosen: Thresholds) -> None:
    """Replace the part of ``engine``, which must be the last one."""
    head, found, _ = path.read_text(encoding="utf-8").partition(f"\n{engine}:\n")
    assert found, f"there is no {engine} in {path}"
    states, commands = (
        ", ".join(f"{name}: {round(nats, 1):g}" for name, nats in several.items())
        for several in (chosen.states, chosen.commands)
    )
    lines = [
        f"usual: {chosen.usual:g}",
        f"states: {{{states}}}",
        f"unasked: {chosen.unasked:g}",
        f"urgent: {chosen.urgent:g}",
        f"nearly: {chosen.nearly:g}",
    ]
    if commands:
        lines.append(f"commands: {{{commands}}}")
    path.write_text(head + found + "".join(f"  {line}\n" for line in lines), encoding="utf-8")
