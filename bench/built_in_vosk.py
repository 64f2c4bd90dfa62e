"""``python -m bench.built_in_vosk [FOLDER] [--again] [--write]``: our network in libvosk's
decoder, beside our own search and calibrator.

The same people, folds and networks as in `bench.acoustic`, and a calibrator of its own fitted in the same
way. FOLDER (default build/training) holds the networks that `make train` leaves. ``--write`` fits the
calibrator that ships.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.acoustic import FEATURES as OWN_FEATURES
from bench.acoustic import calibrator, curve, judge, no_commands
from bench.acoustic import lessons as own_lessons
from bench.acoustic_evidence import acoustic_rows
from bench.figures import Figure, report
from bench.hearing_evidence import Row
from bench.hearing_material import VOICES
from voice_coach.content import content_folder
from voice_coach.errors import InputError
from voice_coach.listening.built_in_vosk import BuiltInVosk
from voice_coach.listening.calibrator import Feature
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.phrase_file import load_grammar

FEATURES = (
    Feature("garbage_margin", 0.0, 0.6, 3.0),
    Feature("garbage_margin_sum", 0.0, 20.0, 2.0),
    Feature("rival_margin", 0.8, 0.6, 3.0),
    Feature("rival_margin_sum", 20.0, 15.0, 2.0),
    Feature("log_phones", 1.4, 0.5, 3.0),
    Feature("log_pace", 2.4, 0.4, 3.0),
    Feature("words", 1.5, 1.0, 3.0),
    Feature("coverage", 0.8, 0.2, 3.0),
    Feature("outside_frames", 8.0, 10.0, 3.0),
    Feature("late_frames", 4.0, 6.0, 3.0),
    Feature("snr_db", 30.0, 12.0, 2.5),
)


def vosk_rows(source: str, grammar: Grammar, folder: Path, again: bool) -> list[Row]:
    """The evidence of the takes of ``source`` by the networks of the folds. Raises as `acoustic_rows`."""
    return acoustic_rows("folds", source, grammar, folder, again, engine=BuiltInVosk)


def lessons(people: Sequence[Row], grammar: Grammar, folder: Path, again: bool) -> list[Row]:
    """What its calibrator is fitted on: ``people``, every phrase by synthetic voices, and much to refuse."""
    made, met = (vosk_rows(source, grammar, folder, again) for source in ("synthetic", "training"))
    return [*people, *made, *no_commands(met)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("build/training"))
    parser.add_argument("--again", action="store_true", help="gather libvosk's evidence again")
    parser.add_argument("--write", action="store_true", help="fit what ships: models/en/calibrators.json")
    options = parser.parse_args()
    if not VOICES.is_dir():
        print(f"There are no recorded voices in {VOICES}; set VOICE_COACH_VOICES.", file=sys.stderr)
        sys.exit(2)
    grammar, folder = load_grammar(), options.folder
    try:
        people = vosk_rows("voices", grammar, folder, options.again)
        taught = lessons(people, grammar, folder, options.again)
        own, own_made = (
            acoustic_rows("folds", source, grammar, folder, again=False) for source in ("voices", "synthetic")
        )
        own_taught = own_lessons(own, own_made, grammar, folder, again=False)
    except InputError as error:
        print(f"{error.message} {error.hint}", file=sys.stderr)
        sys.exit(2)
    figures = []
    for name, judged in (
        ("libvosk", judge(taught, FEATURES)),
        ("our own search", judge(own_taught, OWN_FEATURES)),
    ):
        for point in curve(judged):
            at = f"{name}, at {point.false} false"
            print(f"{at}: {point.right} right, {point.wrong} wrong of {point.total}")
            share = 100 * point.right / point.total
            details = {**vars(point), "by_state": dict(point.by_state)}
            figures.append(Figure(f"{at}: right", share, "%", 0.0, True, details))
    if options.write:
        path = content_folder("models") / "en" / "calibrators.json"
        shipped = json.loads(path.read_text(encoding="utf-8"))
        shipped[BuiltInVosk.name] = calibrator(taught, FEATURES)
        path.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")
    report("built_in_vosk", figures)


if __name__ == "__main__":
    main()
