"""``python -m bench.second_judge [--commands C] [--minutes M] [--nats N]``: what the second judge denies.

Right: recorded commands of `voices`, ``--commands`` of them drawn by chance, cut as a session cuts them; each
is also asked about as another command of its state. Wrong: what the listener obeys in `working` in other
people's talk (`negatives`, ``--minutes`` of it drawn by chance), with all thresholds lowered by ``--nats`` so
that there's something to deny. Urgent ones are left out: no session asks about them.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.figures import Figure, report
from bench.hearing_material import HOME, VOICES, voices
from voice_coach.content import own_folder
from voice_coach.listening.audio_file import read_audio, with_room_tone
from voice_coach.listening.calibrator import load_calibrator
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.decision import Decider
from voice_coach.listening.endpointer import Endpointer
from voice_coach.listening.grammar import Grammar, Understood
from voice_coach.listening.heard import CommandHeard
from voice_coach.listening.listener import Listener
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Recogniser, Speech
from voice_coach.listening.second_judge.port import LEAD_SAMPLES
from voice_coach.listening.second_judge.store import judge_folder
from voice_coach.listening.second_judge.whisper import WhisperJudge
from voice_coach.listening.segment import Segment
from voice_coach.listening.thresholds import load_thresholds
from voice_coach.routine.vital_commands import VITAL

NEGATIVES = VOICES.parent / "negatives"
_SEED = 5
_URGENT_WORDS = frozenset({"stop", "pause"})


def said(most: int) -> Iterator[tuple[str, Speech]]:
    """Recorded commands that aren't urgent, as a session would show them to the judge."""
    takes = list(voices())
    random.Random(_SEED).shuffle(takes)
    for take in itertools.islice((take for take in takes if take.kind == "command"), most):
        word = take.name.split("/")[1]
        if word in HOME and word not in _URGENT_WORDS:
            endpointer, toned = Endpointer(), with_room_tone(take.samples(), 0.5, 1)
            parts = [part for part in [*endpointer.feed(toned), *endpointer.flush()] if not part.too_long]
            if len(parts) == 1:
                yield word, _around(toned, parts[0].start_sample, parts[0].end_sample)


def _around(sound: Speech, start: int, end: int) -> Speech:
    return sound[max(0, start - LEAD_SAMPLES) : end + LEAD_SAMPLES]


class Lenient(Decider):
    """Needs ``nats`` less for everything."""

    nats = 0.0

    def _judge(
        self, understood: Understood, evidence: Mapping[str, float], state: str, segment: Segment
    ) -> tuple[float, float]:
        log_odds, surplus = super()._judge(understood, evidence, state, segment)
        return log_odds, surplus + self.nats


def obeyed_in(sound: Speech, recogniser: Recogniser, grammar: Grammar, nats: float) -> Iterator[CommandHeard]:
    decider = Lenient(grammar, load_calibrator("acoustic"), load_thresholds("acoustic"))
    decider.nats = nats
    listener = Listener(recogniser, grammar, "working", decider=decider)
    for event in (*listener.feed(sound), *listener.flush()):
        if isinstance(event, CommandHeard) and event.command not in VITAL:
            yield event


def talk(minutes: float) -> Iterator[Speech]:
    """Other people's talk, by chance, until there are so many minutes of it."""
    rows = list(csv.DictReader((NEGATIVES / "manifest.csv").read_text(encoding="utf-8").splitlines()))
    random.Random(_SEED).shuffle(rows)
    left = minutes * 60
    for row in rows:
        if left <= 0:
            return
        sound = with_room_tone(read_audio(NEGATIVES / row["path"]), 1.0, 1)
        left -= len(sound) / HEARING_RATE
        yield sound


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commands", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=140.0)
    parser.add_argument("--nats", type=float, default=1.5)
    parser.add_argument("--model", type=Path, default=own_folder() / "judge")
    options = parser.parse_args(arguments)
    if judge_folder(options.model.parent) is None or not NEGATIVES.is_dir():
        sys.stderr.write("The judge's model (voice-coach models get judge) or the recordings are missing.\n")
        return 2
    judge = WhisperJudge(options.model)
    seconds, denied, count, mistaken = 0.0, 0, 0, 0
    for word, sound in said(options.commands):
        start = time.process_time()
        count += 1
        denied += not judge.believes(sound, word)
        seconds += time.process_time() - start
        others = [other for other, state in HOME.items() if state == HOME[word] and other != word]
        mistaken += judge.believes(sound, others[count % len(others)]) if others else False
    if not count:
        sys.stderr.write("None of so few recordings is a command that the judge is asked about.\n")
        return 2
    figures = [
        Figure(f"of {count} commands: denied", 100 * denied / count, "%", 2.0),
        Figure("taken for another of their state", 100 * mistaken / count, "%", 2.0),
        Figure("a question", seconds / count, "s CPU", 0.2),
    ]
    if options.minutes:
        figures += in_talk(judge, options.minutes, options.nats)
    report("second_judge", figures)
    return 0


def in_talk(judge: WhisperJudge, minutes: float, nats: float) -> list[Figure]:
    """False commands an hour with thresholds lowered by ``nats``, and those that the judge believes."""
    grammar = load_grammar()
    recogniser = open_recogniser("acoustic", grammar, "working")
    wrong, believed, heard_samples = 0, list[str](), 0
    for sound in talk(minutes):
        heard_samples += len(sound)
        for event in obeyed_in(sound, recogniser, grammar, nats):
            wrong += 1
            if judge.believes(_around(sound, event.start_sample, event.end_sample), event.text):
                believed.append(event.text)
    hours = heard_samples / HEARING_RATE / 3600
    about = {"hours": hours, "obeyed": wrong, "believed": believed}
    return [
        Figure(f"thresholds -{nats} nats: false an hour, ours alone", wrong / hours, "/h", 100.0),
        Figure("of these believed by the judge", len(believed) / hours, "/h", 0.2, details=about),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
