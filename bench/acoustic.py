"""``python -m bench.acoustic [FOLDER] [--again] [--write]``: our own acoustic model beside PocketSphinx.

Commands of real people in their states, against what the same settings take for a command in state
``working`` in all other speech and noise. Networks and calibrators never met the speaker they are measured
on. PocketSphinx gets a calibrator fitted in the same way: the fair control. FOLDER (default build/training)
holds the networks that `make train` leaves. ``--write`` fits the calibrator that ships.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.acoustic_evidence import acoustic_rows
from bench.figures import Figure, report
from bench.fit_hearing import fit, importance
from bench.hearing_evidence import Row
from bench.hearing_material import HOME, VOICES
from bench.pocketsphinx_evidence import FEATURES as SPHINX_FEATURES
from bench.pocketsphinx_evidence import pocketsphinx_rows
from bench.room_lessons import room_rows
from training.corpus import FOLDS, fold_of
from voice_coach.content import content_folder
from voice_coach.listening.calibrator import Calibrator, Feature, derived, pairs, parse_calibrator
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.phrase_file import load_grammar

FALSE_ACCEPTS = (2, 5, 10, 20, 35)
_TAKES_A_WORD = 25
_CAUTION = 3.0
"""Every take counts a third, so that the ridge weighs three times as much: the takes teach 17 features and
their products."""
FEATURES = (
    Feature("loop_margin", -0.5, 0.5, 3.0),
    Feature("loop_margin_sum", -15.0, 15.0, 3.0),
    Feature("rival_margin", 1.0, 0.8, 3.0),
    Feature("rival_margin_sum", 20.0, 20.0, 3.0),
    Feature("phone_mean", -1.2, 1.0, 3.0),
    Feature("phone_least", -3.5, 2.5, 3.0),
    Feature("phone_second", -2.0, 2.0, 3.0),
    Feature("first_phone", -1.5, 1.5, 3.0),
    Feature("last_phone", -1.5, 1.5, 3.0),
    Feature("path_share", 0.7, 0.2, 3.0),
    Feature("certainty", -0.5, 0.3, 3.0),
    Feature("silence_inside", 0.08, 0.1, 3.0),
    Feature("speech_outside", 4.0, 6.0, 3.0),
    Feature("log_phones", 1.4, 0.5, 3.0),
    Feature("log_pace", 2.4, 0.4, 3.0),
    Feature("shortest_phone", 6.0, 3.0, 3.0),
    Feature("longest_phone", 20.0, 10.0, 3.0),
    Feature("snr_db", 30.0, 12.0, 2.5),
)


@dataclass(frozen=True)
class Judged:
    """A row with the log odds of a calibrator that has not met its speaker."""

    row: Row
    log_odds: float


def no_commands(rows: Sequence[Row]) -> list[Row]:
    """Those of ``rows`` in which nothing was meant for the coach.

    Of the speech that trained the networks only these are used: it fits them better than any stranger's will,
    which makes it a hard lesson in what to refuse and a poor one in what to accept.
    """
    return [row for row in rows if row.said is None and not row.right]


def lessons(
    people: Sequence[Row], made: Sequence[Row], grammar: Grammar, folder: Path, again: bool
) -> list[Row]:
    """What a calibrator is fitted on: ``people``, the ``made`` phrases (people say only short words here;
    without these it would believe no long one), rooms with coach and music, and much to refuse."""
    met = acoustic_rows("folds", "training", grammar, folder, again)
    return [*people, *made, *no_commands(met), *room_rows(grammar, folder, again=again)]


def calibrator(rows: Sequence[Row], features: Sequence[Feature]) -> dict[str, Any]:
    """A section of `calibrators.json`, fitted on ``rows``."""
    full = [{**row.evidence, **derived(row.evidence)} for row in rows]
    scaled = np.array([[feature.scaled(evidence) for feature in features] for evidence in full])
    columns = np.concatenate([scaled, pairs(scaled), np.ones((len(rows), 1))], axis=1)
    right = np.array([float(row.right) for row in rows])
    weight = np.array([importance(row) for row in rows]) / _CAUTION
    found = [round(float(value), 4) for value in fit(columns, right, weight)]
    count = len(features)
    usual = {"bias": found[-1], "linear": found[:count], "products": found[count:-1]}
    return {"features": [[f.name, f.centre, f.spread, f.limit] for f in features], "usual": usual}


def judge(rows: Sequence[Row], features: Sequence[Feature]) -> list[Judged]:
    """All ``rows``, each by the calibrator of the other folds."""
    found = []
    for fold in range(FOLDS):
        others = [row for row in rows if fold_of(row.speaker) != fold]
        fitted: Calibrator = parse_calibrator(calibrator(others, features))
        mine = [row for row in rows if fold_of(row.speaker) == fold]
        found += [Judged(row, fitted.log_odds(row.evidence, row.state)) for row in mine]
    return found


@dataclass(frozen=True)
class Point:
    """What is heard at the threshold that lets ``false`` accepts through."""

    false: int
    threshold: float
    right: int
    wrong: int
    total: int
    words_taken: int
    words: int
    by_state: Mapping[str, tuple[int, int, int]]


def curve(judged: Sequence[Judged]) -> list[Point]:
    """The points of `FALSE_ACCEPTS`, with at most 25 takes of each word."""
    asked: dict[tuple[str, str], dict[str, list[Judged]]] = {}
    for one in judged:
        row = one.row
        if (
            row.source == "voices"
            and row.kind == "command"
            and row.said is not None
            and HOME.get(row.said) == row.state
        ):
            asked.setdefault((row.state, row.said), {}).setdefault(row.take, []).append(one)
    takes = {key: [found[take] for take in sorted(found)[:_TAKES_A_WORD]] for key, found in asked.items()}
    people = [one for one in judged if one.row.source == "voices"]
    working = [one for one in people if one.row.state == "working" and one.row.said is None]
    false = sorted((one.log_odds for one in working if one.row.kind in ("talk", "noise")), reverse=True)
    words: dict[str, float] = {}
    for one in working:
        if one.row.kind in ("word", "command"):
            words[one.row.take] = max(one.log_odds, words.get(one.row.take, -np.inf))
    points = []
    for accepts in FALSE_ACCEPTS:
        threshold = false[accepts]
        states: dict[str, tuple[int, int, int]] = {}
        for (state, _), found in takes.items():
            heard = [[one.row.right for one in take if one.log_odds > threshold] for take in found]
            right = sum(bool(said) and all(said) for said in heard)
            wrong = sum(bool(said) and not all(said) for said in heard)
            before = states.get(state, (0, 0, 0))
            states[state] = (before[0] + right, before[1] + wrong, before[2] + len(found))
        right, wrong, total = (sum(values) for values in zip(*states.values(), strict=True))
        taken = sum(value > threshold for value in words.values())
        points.append(Point(accepts, threshold, right, wrong, total, taken, len(words), states))
    return points


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("build/training"))
    parser.add_argument("--again", action="store_true", help="gather the evidence again")
    parser.add_argument("--write", action="store_true", help="fit what ships: models/en/calibrators.json")
    options = parser.parse_args()
    if not VOICES.is_dir():
        print(f"There are no recorded voices in {VOICES}; set VOICE_COACH_VOICES.", file=sys.stderr)
        sys.exit(2)
    grammar = load_grammar()
    sphinx = pocketsphinx_rows(grammar, options.again)
    strangers, folds = (
        acoustic_rows(nets, "voices", grammar, options.folder, options.again)
        for nets in ("strangers", "folds")
    )
    made = acoustic_rows("folds", "synthetic", grammar, options.folder, options.again)
    lesson = lessons([], made, grammar, options.folder, options.again)
    systems = {
        "PocketSphinx, own calibrator": judge(sphinx, SPHINX_FEATURES),
        "ours, no speaker of the set in training": judge([*strangers, *lesson], FEATURES),
        "ours, folds over speakers": judge([*folds, *lesson], FEATURES),
    }
    figures = []
    for name, judged in systems.items():
        for point in curve(judged):
            at = f"{name}, at {point.false} false"
            details = {**vars(point), "by_state": dict(point.by_state)}
            share, wrong = 100 * point.right / point.total, 100 * point.wrong / point.total
            print(f"{at}: {point.right} right, {point.wrong} wrong of {point.total}; {point.by_state}")
            figures += [Figure(f"{at}: right", share, "%", 90.0, True, details)]
            figures += [Figure(f"{at}: wrong", wrong, "%", 2.0)]
    if options.write:
        path = content_folder("models") / "en" / "calibrators.json"
        shipped = json.loads(path.read_text(encoding="utf-8"))
        shipped["acoustic"] = calibrator([*folds, *lesson], FEATURES)
        path.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")
    report("acoustic", figures)


if __name__ == "__main__":
    main()
