"""``python -m bench.refit [--write]``: fit the built-in recogniser's calibrator, strictness and thresholds.

Everything is fitted six times: on all speakers, which is what ships, and five times without a fifth of them,
on whom false commands are then counted. Only these counts tell what to expect from strangers.

The calibrator starts from one that shipped before (`calibrator_before.json`) and moves away from it only as
far as new evidence carries: logistic regression with a ridge towards the old weights, of its own where the
coach has asked something. It's fitted on other people's talk (`bench.other_talk`), on natural voices that the
network hasn't met (VOICE_COACH_NATURAL, see `bench.natural_voices`), and on the people of `../shared/voices`,
whom it has met; all of them in rooms too (`refit_lessons.py`). Then each phrase's strictness and each state's
threshold are chosen (`strictness.py`).

What the recogniser makes of all that is kept in bench/out; ``--again`` listens again. ``--share N`` takes
every Nth recording of other talk. ``--write`` writes `calibrators.json`, `phrases.yaml` and `thresholds.yaml`
in `models/en`, and `other_talk_folds.json`, the five calibrators that each miss a fifth of the speakers.
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
from bench.figures import OUT
from bench.heard import Heard, heard, keep, read, rows_of
from bench.hearing_evidence import Row
from bench.other_talk import FOLDS_FILE
from bench.refit_files import write_calibrators, write_strictness, write_thresholds
from bench.refit_lessons import meant, refused
from bench.refit_rules import ALL, Evidence, careful, false_commands, false_table, heard_table
from bench.strictness import scores
from training.corpus import FOLDS, fold_of
from voice_coach.content import content_folder
from voice_coach.listening.calibrator import Calibrator, Vector, derived, pairs, parse_calibrator
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.thresholds import load_thresholds

BEFORE_FILE = Path(__file__).with_name("calibrator_before.json")
ASKED = ("confirm", "rating", "side", "today", "areas")
_RIDGE = 100.0
_URGENT_TIMES = 2.0
_WEIGHTS: Mapping[str, float] = {
    **{"natural": 2.0, "natural noisy": 2.0, "natural far": 2.0},
    **{"people": 1.0, "people far": 0.35},
}
_KEPT = OUT / "refit_heard.pkl"


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
    for name, asked in (("usual", False), ("asked", True)):
        weights = before.asked if asked else before.usual
        old = np.concatenate([weights.linear, weights.products, [weights.bias]])
        part = [row for row in rows if (row.state in ASKED) == asked]
        full = [{**row.evidence, **derived(row.evidence)} for row in part]
        scaled = np.array([[one.scaled(evidence) for one in before.features] for evidence in full])
        columns = np.concatenate([scaled, pairs(scaled), np.ones((len(part), 1))], axis=1)
        right = np.array([float(row.right) for row in part])
        weight = np.array([_WEIGHTS.get(row.source, 1.0) for row in part])
        weight *= [_URGENT_TIMES if row.said in urgent else 1.0 for row in part]
        fitted = [round(float(value), 4) for value in fit(columns, right, weight, old)]
        found[name] = {"bias": fitted[-1], "linear": fitted[:count], "products": fitted[count:-1]}
    return found


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=int, default=1, help="take every Nth recording of other talk")
    parser.add_argument("--again", action="store_true", help="listen again")
    parser.add_argument("--write", action="store_true", help="write what ships")
    options = parser.parse_args(arguments)
    grammar, thresholds = load_grammar(), load_thresholds("acoustic")
    if options.again or not _KEPT.is_file():
        ears = KeepingRecogniser(grammar, lexicon_of(grammar), "working")
        keep([*heard(refused(options.share), ears), *heard(meant(grammar), ears)], _KEPT)
    found = read(_KEPT)
    sections, everyone = _sections(found, grammar)
    judges = [parse_calibrator(one) for one in sections]

    def judge_of(speaker: str) -> Calibrator:
        return judges[fold_of(speaker)]

    evidence = Evidence(found, list(scores(found, judge_of, grammar)))
    false: list[tuple[str, str, str]] = []
    for fold in ALL:
        rules = careful(evidence, grammar, thresholds, ALL - {fold})
        theirs = [one for one in found if fold_of(one.take.speaker) == fold]
        false += false_commands(theirs, judge_of, rules)
    print(false_table("False commands an hour, on people on whom nothing was set", false, evidence))
    rules = careful(evidence, grammar, thresholds, ALL)
    again = list(false_commands(found, judge_of, rules))
    print(false_table("On everyone, which flatters what ships", again, evidence))
    print("Meant and right / wrong:\n" + "\n".join(heard_table(found, judge_of, rules)))
    print(rules.thresholds)
    if options.write:
        models = content_folder("models") / "en"
        write_calibrators(models / "calibrators.json", "acoustic", everyone)
        FOLDS_FILE.write_text(json.dumps(sections) + "\n", encoding="utf-8")
        write_strictness(models / "phrases.yaml", {one.text: one.strictness for one in rules.grammar.phrases})
        write_thresholds(models / "thresholds.yaml", "acoustic", rules.thresholds)
    return 0


def _sections(found: Sequence[Heard], grammar: Grammar) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Calibrators that each miss a fifth of the speakers, and one of everyone."""
    before = parse_calibrator(json.loads(BEFORE_FILE.read_text(encoding="utf-8")))
    setup_only = {phrase.text for phrase in grammar.phrases if phrase.states == {"setup"}}
    rows = [row for row in rows_of(found, grammar) if row.state != "setup" or row.text in setup_only]
    urgent = frozenset(phrase.text for phrase in grammar.phrases if phrase.command in grammar.urgent)
    folds = [
        section([row for row in rows if fold_of(row.speaker) != fold], before, urgent)
        for fold in range(FOLDS)
    ]
    return folds, section(rows, before, urgent)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
