"""``python -m bench.fit_hearing``: fit the embedded recogniser's calibrator over speakers.

Gathers the evidence of every take (kept in bench/out; ``--again`` gathers anew), fits five calibrators that
each have not heard a fifth of the speakers (`bench/hearing_folds.json`, what `bench/hearing.py` measures
with), and one on everyone (`models/en/calibrators.json`, what ships).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.figures import OUT
from bench.hearing_evidence import Row, gather, keep, read_rows
from bench.hearing_material import fold_of, synthetic, training, voices
from voice_coach.content import content_folder
from voice_coach.listening.calibrator import Feature, Vector, derived, pairs
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.pocketsphinx_recogniser import PocketSphinxRecogniser

Marks = npt.NDArray[np.bool_]
FOLDS = 5
FOLDS_FILE = Path(__file__).with_name("hearing_folds.json")
ASKED = ("confirm", "rating", "side")
_RIDGE = 4.0
_IN_ROOMS = 2.0
_BYSTANDERS = 0.5
_SETS = ("voices", "training", "synthetic")

FEATURES = (
    Feature("loop_margin", 0.0, 1.0, 3.0),
    Feature("loop_sum", 0.0, 60.0, 3.0),
    Feature("loop_per_phone", 0.0, 8.0, 3.0),
    Feature("rival_margin", 0.5, 0.6, 2.5),
    Feature("rival_sum", 20.0, 25.0, 3.0),
    Feature("rival_per_phone", 5.0, 5.0, 3.0),
    Feature("phone_mean", -2.5, 1.0, 3.0),
    Feature("phone_least", -6.0, 3.0, 2.5),
    Feature("first_phone", -3.0, 2.0, 3.0),
    Feature("last_phone", -3.0, 2.0, 3.0),
    Feature("loop_level", -140.0, 15.0, 3.0),
    Feature("log_phones", 1.6, 0.5, 3.0),
    Feature("log_pace", 2.2, 0.4, 3.0),
    Feature("least_frames", 4.0, 2.0, 3.0),
    Feature("most_frames", 2.5, 1.0, 3.0),
    Feature("coverage", 0.8, 0.2, 3.0),
    Feature("outside_frames", 8.0, 10.0, 3.0),
    Feature("snr_db", 30.0, 12.0, 2.5),
)


def sphinx_fold_of(speaker: str) -> int:
    """The part of the folds file that ``speaker`` is out of."""
    return fold_of(speaker, FOLDS)


def gather_all(again: bool, sets: Sequence[str] = _SETS) -> list[Row]:
    """The evidence of all takes of ``sets``, from bench/out where it is kept already."""
    grammar = load_grammar()
    recogniser = PocketSphinxRecogniser(grammar, "working")
    rows: list[Row] = []
    for name in sets:
        path = OUT / f"hearing_evidence_{name}.jsonl"
        if again or not path.is_file():
            made = {"voices": voices, "training": training}.get(name)
            takes = synthetic(grammar) if made is None else made()
            keep(gather(takes, recogniser, grammar), path)
        rows += read_rows(path)
        print(f"{name}: {len(rows)} rows so far", file=sys.stderr)
    return rows


def design(rows: Sequence[Row]) -> Vector:
    """The scaled features of ``rows``, their products, and ones: shape ``(rows, weights)``."""
    full = [{**row.evidence, **derived(row.evidence)} for row in rows]
    scaled = np.array([[feature.scaled(evidence) for feature in FEATURES] for evidence in full])
    return np.concatenate([scaled, pairs(scaled), np.ones((len(rows), 1))], axis=1)


def importance(row: Row) -> float:
    """Synthetic voices count less than people, the poorest least; so does a wrong answer to a command.

    What was said in a room counts double: it is how the coach is spoken to. What others say there counts less
    than that: nearly half of it is words alone, and people seldom talk so.
    """
    if row.source == "rooms":
        return _BYSTANDERS if row.said is None and row.speaker != "coach" else _IN_ROOMS
    weight = {"flite": 0.5, "espea": 0.1}.get(row.speaker[:5], 1.0) if row.source == "synthetic" else 1.0
    return weight * (0.5 if row.said is not None and not row.right else 1.0)


def fit(columns: Vector, right: Vector, weight: Vector) -> Vector:
    """Logistic regression with a ridge, by Newton's method; the last column, of ones, is left free."""
    found = np.zeros(columns.shape[1])
    ridge = np.full(len(found), _RIDGE)
    ridge[-1] = 1e-3
    for _ in range(40):
        likely = 1 / (1 + np.exp(-np.clip(columns @ found, -40, 40)))
        slope = columns.T @ (weight * (right - likely)) - ridge * found
        curve = (columns * (weight * likely * (1 - likely))[:, None]).T @ columns + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        found = found + step
        if np.abs(step).max() < 1e-7:
            break
    return found


def calibrator(rows: Sequence[Row], columns: Vector, use: Marks) -> dict[str, Any]:
    """A section of `calibrators.json`, fitted on the rows that ``use`` marks."""
    right = np.array([float(row.right) for row in rows])
    weight = np.array([importance(row) for row in rows])
    asked = np.array([row.state in ASKED for row in rows])
    section: dict[str, Any] = {
        "features": [[f.name, f.centre, f.spread, f.limit] for f in FEATURES],
        "asked_states": list(ASKED),
    }
    for name, part in (("usual", ~asked & use), ("asked", asked & use)):
        found = [round(float(value), 4) for value in fit(columns[part], right[part], weight[part])]
        count = len(FEATURES)
        section[name] = {"bias": found[-1], "linear": found[:count], "products": found[count:-1]}
    return section


def main(arguments: Sequence[str]) -> int:
    rows = gather_all("--again" in arguments)
    columns = design(rows)
    folds = np.array([sphinx_fold_of(row.speaker) for row in rows])
    parts = [calibrator(rows, columns, folds != fold) for fold in range(FOLDS)]
    FOLDS_FILE.write_text(json.dumps(parts) + "\n", encoding="utf-8")
    path = content_folder("models") / "en" / "calibrators.json"
    shipped = json.loads(path.read_text(encoding="utf-8"))
    shipped["pocketsphinx"] = calibrator(rows, columns, np.ones(len(rows), bool))
    path.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
