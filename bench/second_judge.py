"""``python -m bench.second_judge [--minutes M] [--nats N]``: what the second judge denies, right and wrong.

Right: every recorded command of `voices` in the state where it is one, cut as a session cuts it. Wrong: what
the listener obeys in `working` in other people's talk (`negatives`, as much of it as ``--minutes``, drawn by
chance), with every threshold lowered by ``--nats`` so that there's something to deny. Urgent ones are left
out: no session asks about them.
"""

from __future__ import annotations

import argparse
import csv
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
from voice_coach.listening.listener import CommandHeard, Listener
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


def said() -> Iterator[tuple[str, Speech]]:
    """Recorded commands that aren't urgent, as a session would show them to the judge."""
    for take in voices():
        word = take.name.split("/")[1]
        if take.kind == "command" and word in HOME and word not in _URGENT_WORDS:
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
    parser.add_argument("--minutes", type=float, default=140.0)
    parser.add_argument("--nats", type=float, default=1.5)
    parser.add_argument("--model", type=Path, default=own_folder() / "judge")
    options = parser.parse_args(arguments)
    if judge_folder(options.model.parent) is None or not NEGATIVES.is_dir():
        sys.stderr.write("The judge's model (voice-coach models get judge) or the recordings are missing.\n")
        return 2
    judge = WhisperJudge(options.model)
    start, denied, count = time.process_time(), 0, 0
    for word, sound in said():
        count += 1
        denied += not judge.believes(sound, word)
    seconds = (time.process_time() - start) / count
    grammar = load_grammar()
    recogniser = open_recogniser("acoustic", grammar, "working")
    wrong, believed, heard_samples = 0, list[str](), 0
    for sound in talk(options.minutes):
        heard_samples += len(sound)
        for event in obeyed_in(sound, recogniser, grammar, options.nats):
            wrong += 1
            if judge.believes(_around(sound, event.start_sample, event.end_sample), event.text):
                believed.append(event.text)
    hours = heard_samples / HEARING_RATE / 3600
    about = {"hours": hours, "obeyed": wrong, "believed": believed}
    report(
        "second_judge",
        [
            Figure(f"of {count} commands: denied", 100 * denied / count, "%", 2.0),
            Figure(f"thresholds -{options.nats} nats: false an hour, ours alone", wrong / hours, "/h", 100.0),
            Figure("of these believed by the judge", len(believed) / hours, "/h", 0.2, details=about),
            Figure("a question", seconds, "s CPU", 0.2),
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
