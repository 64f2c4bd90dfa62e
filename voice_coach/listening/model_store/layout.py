"""A Vosk model's folder, and what the model can do.

Checked first: libvosk ends the process over some damage.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ModelLayout:
    """``runtime_grammar``: takes phrases while running; otherwise its graph is fixed."""

    folder: Path
    runtime_grammar: bool


@dataclass(frozen=True)
class _Places:
    """libvosk's: ``required``, and one of the two graphs."""

    required: tuple[str, ...]
    fixed_graph: str
    dynamic_graph: tuple[str, ...]


# libvosk takes the first for every folder with am/final.mdl, else the second (older models).
_NEW = _Places(
    required=("am/final.mdl", "conf/mfcc.conf", "conf/model.conf"),
    fixed_graph="graph/HCLG.fst",
    dynamic_graph=("graph/HCLr.fst", "graph/Gr.fst", "graph/disambig_tid.int"),
)
_OLD = _Places(
    required=("final.mdl", "mfcc.conf"),
    fixed_graph="HCLG.fst",
    dynamic_graph=("HCLr.fst", "Gr.fst", "disambig_tid.int"),
)


def inspect(folder: Path) -> ModelLayout | None:
    """The complete model in ``folder``, if any."""
    return None if missing_parts(folder) else _layout(folder)


def missing_parts(folder: Path) -> tuple[str, ...]:
    """Necessary files that are missing or empty."""
    places = _places(folder)
    missing = tuple(part for part in places.required if not _filled(folder / part))
    has_fixed = _filled(folder / places.fixed_graph)
    absent = tuple(part for part in places.dynamic_graph if not _filled(folder / part))
    return missing if has_fixed or not absent else missing + absent


def model_root(folder: Path) -> Path | None:
    """``folder`` or the only one in it, if it's a model."""
    if inspect(folder) is not None:
        return folder
    try:
        inside = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("__MACOSX")]
    except OSError:
        return None
    return inside[0] if len(inside) == 1 and inspect(inside[0]) is not None else None


def _places(folder: Path) -> _Places:
    return _NEW if (folder / "am" / "final.mdl").is_file() else _OLD


def _layout(folder: Path) -> ModelLayout:
    # If both are there, libvosk takes the fixed graph and has no runtime grammar.
    places = _places(folder)
    return ModelLayout(folder, runtime_grammar=not _filled(folder / places.fixed_graph))


def _filled(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False
