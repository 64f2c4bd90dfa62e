"""``python -m bench.hearing [--engine NAME]``: what a recogniser hears, in counts, against the targets.

``acoustic``, the embedded one, or ``vosk``, the same network in libvosk; on people and rooms that
`bench/hearing_material.py` names. Every recording is decided by a network and a calibrator that never met its
speaker, with the thresholds that ship; synthetic voices likewise, a fifth of them out each time. Evidence is
kept in bench/out and gathered again with ``--again``. ``--curve`` writes the operating curve into
docs/measurements/hearing.md and docs/measurements/hearing-curve.svg.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.acoustic import FEATURES, calibrator, lessons
from bench.acoustic_evidence import acoustic_rows
from bench.built_in_vosk import FEATURES as VOSK_FEATURES
from bench.built_in_vosk import lessons as vosk_lessons
from bench.built_in_vosk import vosk_rows
from bench.continuous_hearing import obeyed
from bench.figures import Figure, report
from bench.hearing_counts import Counts, Judge
from bench.hearing_evidence import Row
from bench.hearing_material import HOME, VOICES, Take, synthetic, voices
from bench.hearing_speed import answers, opened, share_of_a_core, silence
from training.corpus import FOLDS, fold_of
from voice_coach.errors import InputError
from voice_coach.listening.built_in_vosk import BuiltInVosk
from voice_coach.listening.calibrator import Feature
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import Recogniser
from voice_coach.listening.thresholds import load_thresholds

_LOSES_SOMETHING = frozenset({"stop", "next", "switch", "undo", "back"})


def heard(counts: Counts) -> list[Figure]:
    """The rows of the table that count what real people said."""
    digits = [word for word, state in HOME.items() if state == "rating" and word != "ten"]
    asks = (
        ("stop, pause in working", ["stop", "pause"], 85.0, 0.0),
        ("yes, no in confirm", ["yes", "no"], 94.0, 0.0),
        ("digits one to nine in rating", digits, 95.0, 3.0),
        ("left, right in side", ["left", "right"], 96.0, 3.0),
        ("go in setup", ["go"], 92.0, 3.0),
    )
    found = []
    for what, words, target, most_wrong in asks:
        right, wrong, total = counts.answered(words)
        details = {"right": right, "wrong": wrong, "of": total}
        found.append(Figure(f"{what}: right", 100 * right / total, "%", target, True, details))
        found.append(Figure(f"{what}: wrong", 100 * wrong / total, "%", most_wrong, details=details))
    return found


def misled(counts: Counts) -> list[Figure]:
    """The rows that count what was taken for a command."""
    ambient, _ = counts.false(lambda take: take.kind in ("talk", "noise"))
    hours = sum(take.seconds for take in counts.takes if take.kind in ("talk", "noise")) / 3600
    said = [f"{row.text} ({row.take})" for row in ambient]
    bad = [row for row in ambient if counts.judge.command(row) in _LOSES_SOMETHING]
    words, total = counts.false(lambda take: take.kind == "word")
    share = 100 * len({row.take for row in words}) / total
    return [
        Figure(
            "false commands an hour, talk and noise", len(ambient) / hours, "/h", 0.0, details={"said": said}
        ),
        Figure("of these stop, or losing something", float(len(bad)), "", 0.0),
        Figure("isolated words taken for a command", share, "%", 1.5, details={"of": total}),
    ]


def listening_on(
    takes: Sequence[Take], grammar: Grammar, sections: Sequence[Mapping[str, Any]]
) -> list[Figure]:
    """False commands again, of a listener that obeys what is urgent before speech is surely over."""
    around = [take for take in takes if take.kind in ("talk", "noise")]
    said = obeyed(around, grammar, load_thresholds("acoustic"), sections, Path("build/training"))
    hours = sum(take.seconds for take in around) / 3600
    what = "the same, through the listener, urgent ones early"
    return [Figure(what, len(said) / hours, "/h", 0.0, details={"said": said})]


def synthesised(counts: Counts) -> list[Figure]:
    """Multi-word phrases by synthetic voices: flite's three good ones and all there are."""
    found = []
    for kind, target in (("clean", 97.0), ("noisy", 95.0)):
        for who, start in (("flite slt, rms, awb", "flite"), ("all voices", "")):
            takes = [
                take
                for take in counts.takes
                if take.kind == kind
                and take.speaker.startswith(start)
                and not (start and take.speaker.endswith("kal"))
                and " " in str(next(iter(take.said.values())))
            ]
            right = sum(any(row.right for row in counts.passed.get(take.name, [])) for take in takes)
            what = f"multi-word, {who}, {kind if kind == 'clean' else '12 dB of room noise'}"
            details = {"right": right, "of": len(takes)}
            found.append(Figure(what, 100 * right / max(1, len(takes)), "%", target, True, details))
    return found


def speed(takes: Sequence[Take], grammar: Grammar, engine: str) -> list[Figure]:
    """Latency, cost and memory."""
    recogniser: Recogniser = open_recogniser(engine, grammar, "working")
    commands = [take for take in takes if take.kind == "command" and any(take.said.values())]
    all_words = answers(commands[::4], recogniser, grammar)
    urgent = answers([take for take in commands if take.said.get("working")], recogniser, grammar)
    talk = [take for take in takes if take.kind == "talk"][::12]
    sound = np.concatenate([take.samples() for take in talk])
    memory_mb, opening_seconds = opened(engine)
    return [
        Figure("end of speech to decision, p95", _p95([a.seconds for a in all_words]), "s", 0.30),
        Figure(
            "of that the work, p95", 1000 * _p95([a.worked_seconds for a in all_words + urgent]), "ms", 40.0
        ),
        Figure("the same for stop and pause", _p95([a.seconds for a in urgent]), "s", 0.25),
        Figure(
            "cost while no one speaks", share_of_a_core(silence(60), recogniser, grammar), "% of a core", 1.0
        ),
        Figure("cost while somebody does", share_of_a_core(sound, recogniser, grammar), "% of a core", 6.0),
        Figure("memory of the recogniser", memory_mb, "MB", 80.0),
        Figure("opening it, imports included", opening_seconds, "s CPU", 0.5),
    ]


def _p95(values: Sequence[float]) -> float:
    return float(np.percentile(values, 95))


def evidence(engine: str, grammar: Grammar, again: bool) -> tuple[list[Row], list[Mapping[str, Any]]]:
    """What ``engine`` makes of all takes, and its calibrators by fold.

    Raises InputError (`nets-missing`) where the networks of the folds have not been trained here.
    """
    nets = Path("build/training")
    if engine == "vosk":
        people = vosk_rows("voices", grammar, nets, again)
        made = vosk_rows("synthetic", grammar, nets, again)
        lesson = vosk_lessons(people, grammar, nets, again=False)
        features: Sequence[Feature] = VOSK_FEATURES
    else:
        people, made = (
            acoustic_rows("folds", source, grammar, nets, again) for source in ("voices", "synthetic")
        )
        lesson, features = lessons(people, made, grammar, nets, again), FEATURES
    return [*people, *made], [
        calibrator([row for row in lesson if fold_of(row.speaker) != fold], features) for fold in range(FOLDS)
    ]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["acoustic", "vosk"], default="acoustic")
    parser.add_argument("--again", action="store_true", help="gather the evidence again")
    parser.add_argument("--curve", action="store_true", help="write the operating curve into docs")
    parser.add_argument("--no-speed", action="store_true", help="count only")
    options = parser.parse_args(arguments)
    if not VOICES.is_dir():
        print(f"There are no recorded voices in {VOICES}; set VOICE_COACH_VOICES.", file=sys.stderr)
        return 2
    grammar = load_grammar()
    try:
        rows, sections = evidence(options.engine, grammar, options.again)
    except InputError as error:
        print(f"{error.message} {error.hint}", file=sys.stderr)
        return 2
    named = BuiltInVosk.name if options.engine == "vosk" else options.engine
    judge = Judge(grammar, load_thresholds(named), sections, fold_of)
    people = list(voices())
    real = [row for row in rows if row.source == "voices"]
    counts = Counts(people, real, judge)
    made = list(synthetic(grammar, silent=True))
    figures = [
        *heard(counts),
        *misled(counts),
        *(listening_on(people, grammar, sections) if options.engine == "acoustic" else ()),
        *synthesised(Counts(made, [row for row in rows if row.source == "synthetic"], judge)),
    ]
    if not options.no_speed:
        figures += speed(people, grammar, options.engine)
    if options.curve:
        from bench.hearing_curve import write

        write([(shift, Counts(people, real, judge, shift)) for shift in np.arange(-2.0, 3.01, 0.5).tolist()])
    report("hearing" if options.engine == "acoustic" else f"hearing_{options.engine}", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
