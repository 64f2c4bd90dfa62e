"""``python -m bench.enrolment [--again] [--fit]``: what enrolment brings, simulated on people who said a word
several times.

Speakers with four takes of a word or more: three takes enrol, another one measures, and so on for every take;
all they say else must be taken for nothing. `people` are of the measuring set, heard by networks that have
never met them; `crowd` are of the training set (Google Speech Commands, noisy), which the networks have met,
so its rows are flattered alike. `talk` is all other speech and noise of the measuring set against the chains
of synthetic runners who have enrolled the most frequent phrases. ``--fit`` prints the line of
`personal/own_hearing.py`, fitted over the speakers of both.
"""

from __future__ import annotations

import argparse
import csv
import pickle
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from bench.acoustic import FEATURES, calibrator, lessons
from bench.acoustic_evidence import acoustic_rows, lexicon_of
from bench.figures import OUT, Figure, report
from bench.fit_hearing import fit
from bench.hearing_material import HOME, TRAINING, VOICES, voices
from training.corpus import FOLDS, fold_of
from training.synthesise import say
from voice_coach.dialogues.enrolment import phrases_to_enrol
from voice_coach.errors import InputError
from voice_coach.listening.acoustic.mel import Frames, log_mel
from voice_coach.listening.acoustic.net import AcousticModel, load_acoustic_model
from voice_coach.listening.acoustic.own_chain import own_chain
from voice_coach.listening.acoustic.recogniser import STEP_SAMPLES, AcousticRecogniser
from voice_coach.listening.audio_file import read_audio, with_room_tone
from voice_coach.listening.calibrator import Calibrator, parse_calibrator
from voice_coach.listening.decision import evidence_of, needed_nats
from voice_coach.listening.endpointer import Endpointer
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.personal.fitting import Judge, PersonalTake, fit_takes
from voice_coach.listening.personal.own_hearing import OwnHearing
from voice_coach.listening.personal.profile import Profile
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Speech, decode
from voice_coach.listening.segment import Segment
from voice_coach.listening.thresholds import EASIEST_SHIFT, load_thresholds

ENROLLED_TAKES = 3
_RUNNERS = ("flite:rms", "flite:slt", "espeak:en-gb")
_TIMES = 40
_SPEEDS = (0.9, 1.0, 1.1)
NETS = Path("build/training")
Meaning = tuple[str, int | None, int | None]


@dataclass(frozen=True, eq=False)
class Heard:
    """One recording by one speaker, cut and heard by the network of their fold."""

    name: str
    speaker: str
    word: str
    parts: tuple[tuple[Segment, Frames], ...]


@dataclass(frozen=True)
class Trial:
    """One recording in one state: what was ``said`` there (None: no command), and what passed as a command,
    with the surplus, the margin over the rival, and whether its phrase was enrolled."""

    said: Meaning | None
    found: tuple[tuple[Meaning, float, float, bool], ...]
    speaker: str

    def taken(self, shift: float = 0.0) -> set[Meaning]:
        return {meaning for meaning, surplus, _, _ in self.found if surplus >= shift}


@cache
def net(fold: int) -> AcousticModel:
    return load_acoustic_model(NETS / f"fold-{fold}.npz")


def hear(name: str, speaker: str, word: str, sound: Speech) -> Heard:
    endpointer = Endpointer()
    toned = with_room_tone(sound, 0.5, 1)
    segments = [part for part in [*endpointer.feed(toned), *endpointer.flush()] if not part.too_long]
    model = net(fold_of(speaker))
    parts = ((part, model.log_posteriors(log_mel(part.samples))) for part in segments)
    return Heard(name, speaker, word, tuple((replace(one, samples=one.samples[:0]), p) for one, p in parts))


def kept(name: str, make: Iterable[Heard], again: bool) -> list[Heard]:
    """What ``make`` gives, from bench/out where it is kept."""
    path = OUT / f"enrolment_{name}.pickle"
    if again or not path.is_file():
        OUT.mkdir(exist_ok=True)
        path.write_bytes(pickle.dumps(list(make)))
    found: list[Heard] = pickle.loads(path.read_bytes())
    return found


def people() -> Iterator[Heard]:
    takes = [take for take in voices() if take.kind == "command"]
    said = Counter((take.speaker, take.name.split("/")[1]) for take in takes)
    several = {speaker for (speaker, _), count in said.items() if count > ENROLLED_TAKES}
    for take in takes:
        if take.speaker in several:
            yield hear(take.name, take.speaker, take.name.split("/")[1], take.samples())


def crowd() -> Iterator[Heard]:
    lines = (TRAINING / "manifest.csv").read_text(encoding="utf-8").splitlines()
    rows = [row for row in csv.DictReader(lines) if row["origin_corpus"].startswith("Google")]
    said = Counter((row["speaker_id"], row["transcript"].lower()) for row in rows)
    several = {speaker for (speaker, _), count in said.items() if count > ENROLLED_TAKES}
    for row in rows:
        if row["speaker_id"] in several:
            sound = read_audio(TRAINING / row["path"])
            yield hear(row["path"], row["speaker_id"], row["transcript"].lower(), sound)


def talk() -> Iterator[Heard]:
    for take in voices():
        if take.kind in ("talk", "noise"):
            yield hear(take.name, take.speaker, "", take.samples())


def taken_from(one: Heard, phrase: str) -> PersonalTake | None:
    """``one`` as a take of ``phrase``; None where it was cut into several pieces."""
    if len(one.parts) != 1:
        return None
    segment, posteriors = one.parts[0]
    start, end = (
        (at - segment.first_sample) // STEP_SAMPLES for at in (segment.start_sample, segment.end_sample)
    )
    return PersonalTake(phrase, segment, posteriors, own_chain(posteriors, max(0, start), end + 1))


class Bench:
    """The grammar and what decides, by fold."""

    def __init__(self, grammar: Grammar, calibrators: Sequence[Calibrator]) -> None:
        self.grammar = grammar
        self.lexicon = lexicon_of(grammar)
        self.calibrators = calibrators
        self.thresholds = load_thresholds("acoustic")

    def judge(self, fold: int) -> Judge:
        recogniser = AcousticRecogniser(self.grammar, self.lexicon, "working", model=net(fold))
        return Judge(self.grammar, recogniser, self.calibrators[fold], self.thresholds)

    def trial(
        self, judge: Judge, profile: Profile, one: Heard, state: str, said: str | None, raw: bool = False
    ) -> Trial:
        """``one`` heard in ``state``; ``raw`` leaves the surplus of enrolled phrases as everybody's is."""
        recogniser = judge.recogniser.with_own(profile.chains) if profile.chains else judge.recogniser
        recogniser.set_state(state)
        own = OwnHearing(self.grammar, frozenset() if raw else frozenset(profile.chains))
        found = []
        for segment, posteriors in one.parts:
            heard = recogniser.heard(posteriors)
            understood = self.grammar.understand(heard.text, state)
            if understood is None:
                continue
            evidence = evidence_of(heard, segment)
            needed = needed_nats(understood, state, self.grammar, self.thresholds)
            surplus = own(understood, judge.calibrator.log_odds(evidence, state) - needed, evidence)
            meaning = (understood.command, understood.seconds, understood.value)
            enrolled = understood.phrase.text in profile.chains
            found.append((meaning, surplus, evidence["rival_margin"], enrolled))
        return Trial(self.meaning(said, state), tuple(found), one.speaker)

    def meaning(self, said: str | None, state: str) -> Meaning | None:
        understood = None if said is None else self.grammar.understand(said, state)
        return None if understood is None else (understood.command, understood.seconds, understood.value)

    def simulate(self, heard: Sequence[Heard], raw: bool = False) -> tuple[list[Trial], list[Trial]]:
        """Every take that may measure, without and with the enrolment of three others of each word."""
        words: dict[str, dict[str, list[Heard]]] = defaultdict(lambda: defaultdict(list))
        for one in heard:
            words[one.speaker][one.word].append(one)
        before, after = [], []
        for speaker, mine in words.items():
            judge = self.judge(fold_of(speaker))
            several = {word for word, takes in mine.items() if len(takes) > ENROLLED_TAKES and word in HOME}
            for turn in range(ENROLLED_TAKES + 1 + (max(map(len, mine.values())) > ENROLLED_TAKES + 1)):
                lesson = [
                    take
                    for word in several
                    for one in [other for at, other in enumerate(mine[word]) if at != turn][:ENROLLED_TAKES]
                    if (take := taken_from(one, word)) is not None
                ]
                profile = fit_takes(lesson, judge, 0)
                for state in sorted({HOME[word] for word in several}):
                    for word, takes in mine.items():
                        is_command = HOME.get(word) == state
                        if is_command and word not in several:
                            continue
                        chosen = takes[turn : turn + 1] if word in several else takes if turn == 0 else []
                        for one in chosen:
                            said = word if is_command else None
                            before.append(self.trial(judge, Profile(0), one, state, said))
                            after.append(self.trial(judge, profile, one, state, said, raw))
        return before, after


def counts(trials: Sequence[Trial], shift: float = 0.0) -> dict[str, int]:
    """Commands: right, with a wrong one, and all; other words: taken for a command, and all."""
    commands = [trial for trial in trials if trial.said is not None]
    others = [trial for trial in trials if trial.said is None]
    return {
        "right": sum(trial.taken(shift) == {trial.said} for trial in commands),
        "wrong": sum(bool(trial.taken(shift) - {trial.said}) for trial in commands),
        "of": len(commands),
        "false": sum(bool(trial.taken(shift)) for trial in others),
        "other": len(others),
    }


def synthetic_runner(bench: Bench, voice: str) -> Profile:
    """The frequent phrases as one synthetic voice says them: slowly, as usual, and fast."""
    takes = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        for phrase in phrases_to_enrol(bench.grammar):
            for speed in _SPEEDS:
                say(voice, phrase, speed, path)
                take = taken_from(hear(phrase, voice, phrase, read_audio(path)), phrase)
                takes += [take] if take is not None else []
    return fit_takes(takes, bench.judge(fold_of(voice)), 0)


def false_commands(bench: Bench, ambient: Sequence[Heard], profile: Profile, shift: float = 0.0) -> int:
    """How often a command is heard in ``ambient``, in state `working`."""
    judges = [bench.judge(fold) for fold in range(FOLDS)]
    trials = (bench.trial(judges[fold_of(one.speaker)], profile, one, "working", None) for one in ambient)
    return sum(surplus >= shift for trial in trials for _, surplus, _, _ in trial.found)


def slower(bench: Bench, profile: Profile) -> float:
    """How long a decision takes with the chains of ``profile``, against without: network and search together,
    over the same second of noise."""
    recogniser = bench.judge(0).recogniser
    own = recogniser.with_own(profile.chains)
    sound = (np.random.default_rng(1).standard_normal(HEARING_RATE) * 500).astype(np.int16)
    spent: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(_TIMES):
        for taught, one in ((False, recogniser), (True, own)):
            start = time.process_time()
            decode(one, sound)
            spent[taught].append(time.process_time() - start)
    return float(np.median(spent[True]) / np.median(spent[False]))


def line(bench: Bench, *sets: Sequence[Heard]) -> Mapping[str, float]:
    """Weights for `own_hearing.own_surplus`, before caution is put into its bias."""
    rows = [
        (surplus, min(3.0, max(-3.0, rival)), 1.0, float(meaning == trial.said))
        for heard in sets
        for trial in bench.simulate(heard, raw=True)[1]
        for meaning, surplus, rival, enrolled in trial.found
        if enrolled
    ]
    table = np.array(rows)
    found = fit(table[:, :3], table[:, 3], np.ones(len(table)))
    return dict(zip(("surplus", "rival", "bias"), (round(float(value), 3) for value in found), strict=True))


def calibrators(grammar: Grammar) -> list[Calibrator]:
    rows = {
        source: acoustic_rows("folds", source, grammar, NETS, False) for source in ("voices", "synthetic")
    }
    lesson = lessons(rows["voices"], rows["synthetic"], grammar, NETS, False)
    parts = ([row for row in lesson if fold_of(row.speaker) != fold] for fold in range(FOLDS))
    return [parse_calibrator(calibrator(part, FEATURES)) for part in parts]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--again", action="store_true", help="hear everything again")
    parser.add_argument("--fit", action="store_true", help="print the line for enrolled phrases")
    options = parser.parse_args(arguments)
    if not VOICES.is_dir() or not NETS.is_dir():
        print("The recorded voices or the networks of `make train` are missing.", file=sys.stderr)
        return 2
    grammar = load_grammar()
    try:
        bench = Bench(grammar, calibrators(grammar))
    except InputError as error:
        print(str(error), file=sys.stderr)
        return 2
    sets = {"people": kept("people", people(), options.again)}
    if TRAINING.is_dir():
        sets["crowd"] = kept("crowd", crowd(), options.again)
    if options.fit:
        print(line(bench, *sets.values()))
        return 0
    figures = []
    for name, heard in sets.items():
        before, after = (counts(trials) for trials in bench.simulate(heard))
        at_least = 97.0 if name == "people" else 100 * before["right"] / before["of"]
        false = 0.0 if name == "people" else float(before["false"] + before["wrong"])
        for when, found, least in (("before", before, 0.0), ("after three takes", after, at_least)):
            what = f"{name}, {when}"
            figures.append(
                Figure(f"{what}: right", 100 * found["right"] / found["of"], "%", least, True, found)
            )
        taken = float(after["false"] + after["wrong"])
        figures.append(Figure(f"{name}, after: taken for another command", taken, "", false, details=after))
        untaught = float(before["false"] + before["wrong"])
        figures.append(Figure(f"{name}, before: the same", untaught, "", untaught, details=before))
    ambient = kept("talk", talk(), options.again)
    hours = sum(take.seconds for take in voices() if take.kind in ("talk", "noise")) / 3600
    for voice in _RUNNERS:
        profile = synthetic_runner(bench, voice)
        false_an_hour = false_commands(bench, ambient, profile) / hours
        what = f"false commands an hour, {len(profile.chains)} phrases enrolled by {voice}"
        figures.append(Figure(what, false_an_hour, "/h", 3.0))
        figures.append(
            Figure(f"a decision with them against one without, {voice}", slower(bench, profile), "x", 1.25)
        )
    easiest = false_commands(bench, ambient, Profile(0), EASIEST_SHIFT) / hours
    figures.append(Figure(f"false commands an hour, all thresholds {EASIEST_SHIFT:+.1f}", easiest, "/h", 3.0))
    report("enrolment", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
