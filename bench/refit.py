"""``python -m bench.refit [--write]``: fit the built-in recogniser's calibrator on talk it must refuse.

Starts from the calibrator in `calibrator_before.json` (the one that shipped before) and moves away from it
only as far as new evidence carries: logistic regression with a ridge towards the old weights. New are other
people's talk (`bench.other_talk`), natural voices that the network hasn't met (VOICE_COACH_NATURAL, see
`bench.natural_voices`), at twice the weight, and the people of `../shared/voices`, whom it has met; all of
them in rooms too (`refit_lessons.py`). Urgent commands count twice.
Where the coach has asked something the weights are of their own. ``--write`` writes
`models/en/calibrators.json` and, for measuring, `other_talk_folds.json`: five that each miss a fifth of the
speakers.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.acoustic_evidence import KeepingRecogniser, lexicon_of
from bench.hearing_evidence import Row, gather
from bench.other_talk import FOLDS_FILE
from bench.refit_lessons import meant, refused
from training.corpus import FOLDS, fold_of
from voice_coach.content import content_folder
from voice_coach.listening.calibrator import Calibrator, Vector, derived, pairs, parse_calibrator
from voice_coach.listening.phrase_file import load_grammar

BEFORE_FILE = Path(__file__).with_name("calibrator_before.json")
ASKED = ("confirm", "rating", "side", "today", "areas")
_RIDGE = 100.0
_URGENT_TIMES = 2.0
_WEIGHTS: Mapping[str, float] = {
    **{"natural": 2.0, "natural noisy": 2.0, "natural far": 2.0},
    **{"people": 1.0, "people far": 0.35},
}


def fit(columns: Vector, right: Vector, weight: Vector, before: Vector) -> Vector:
    """Logistic regression with a ridge towards ``before``, by Newton's method with shorter steps at need; the
    last column, of ones, is nearly free."""
    ridge = np.full(len(before), _RIDGE)
    ridge[-1] = 0.5

    def cost(weights: Vector) -> float:
        odds = columns @ weights
        away = float((ridge * (weights - before) ** 2).sum()) / 2
        return float((weight * (np.logaddexp(0, odds) - right * odds)).sum()) + away

    found: Vector = before.copy()
    now = cost(found)
    for _ in range(40):
        likely = 1 / (1 + np.exp(-np.clip(columns @ found, -40, 40)))
        slope = columns.T @ (weight * (right - likely)) - ridge * (found - before)
        curve = (columns * (weight * likely * (1 - likely))[:, None]).T @ columns + np.diag(ridge)
        step, size = np.linalg.solve(curve, slope), 1.0
        while size > 1e-4 and cost(found + size * step) > now:
            size /= 2
        found = found + size * step
        last, now = now, cost(found)
        if last - now < 1e-3:
            break
    return found


def section(rows: Sequence[Row], before: Calibrator, urgent: frozenset[str]) -> dict[str, Any]:
    """A section of `calibrators.json`, fitted on ``rows``; ``urgent`` phrases are heavier."""
    found: dict[str, Any] = {
        "features": [[one.name, one.centre, one.spread, one.limit] for one in before.features],
        "asked_states": list(ASKED),
    }
    count = len(before.features)
    old = np.concatenate([before.usual.linear, before.usual.products, [before.usual.bias]])
    for name, asked in (("usual", False), ("asked", True)):
        part = [row for row in rows if (row.state in ASKED) == asked]
        full = [{**row.evidence, **derived(row.evidence)} for row in part]
        scaled = np.array([[one.scaled(evidence) for one in before.features] for evidence in full])
        columns = np.concatenate([scaled, pairs(scaled), np.ones((len(part), 1))], axis=1)
        right = np.array([float(row.right) for row in part])
        weight = np.array([_WEIGHTS.get(row.source, 1.0) for row in part])
        weight *= [_URGENT_TIMES if row.said in urgent else 1.0 for row in part]
        weights = [round(float(value), 4) for value in fit(columns, right, weight, old)]
        found[name] = {"bias": weights[-1], "linear": weights[:count], "products": weights[count:-1]}
    return found


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=int, default=1, help="take every Nth recording of other talk")
    parser.add_argument("--write", action="store_true", help="write what ships")
    options = parser.parse_args(arguments)
    grammar = load_grammar()
    before = parse_calibrator(json.loads(BEFORE_FILE.read_text(encoding="utf-8")))
    ears = KeepingRecogniser(grammar, lexicon_of(grammar), "working")
    rows = list(gather(refused(options.share), ears, grammar))
    setup_only = {phrase.text for phrase in grammar.phrases if phrase.states == {"setup"}}
    rows = [row for row in rows if row.state != "setup" or row.text in setup_only]
    rows += gather(meant(grammar), ears, grammar)
    print(f"{len(rows)} stretches, {sum(row.right for row in rows)} of them commands", file=sys.stderr)
    urgent = frozenset(phrase.text for phrase in grammar.phrases if phrase.command in grammar.urgent)
    folds = [
        section([row for row in rows if fold_of(row.speaker) != fold], before, urgent)
        for fold in range(FOLDS)
    ]
    everyone = section(rows, before, urgent)
    if options.write:
        path = content_folder("models") / "en" / "calibrators.json"
        shipped = json.loads(path.read_text(encoding="utf-8"))
        shipped["acoustic"] = everyone
        path.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")
        FOLDS_FILE.write_text(json.dumps(folds) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
