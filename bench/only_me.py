"""``python -m bench.only_me [--again]``: whose commands `--only-me` obeys, on people who said a word often.

Three takes of each word enrol a speaker, another measures; everybody else in the same fold says the same
words. Only what is heard as the word that was said counts: the rest is no command. *Another word* is one that
was left out of the enrolment. The projection of each fold has met none of its speakers. Thresholds and
dimensions were chosen looking at these counts, and the acoustic network has met most of these people.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bench.figures import OUT, Figure, report
from bench.hearing_material import HOME, TRAINING
from training.corpus import FOLDS, fold_of
from training.voice_words import projection_of, speech_of, words
from voice_coach.listening.audio_file import read_audio
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.personal.own_voice import passes
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Recogniser, Speech, decode
from voice_coach.listening.voiceprint.encoder import Numbers, VoiceEncoder, load_voice_encoder
from voice_coach.listening.voiceprint.voiceprint import voiceprint_of

ENROLLED_TAKES = 3
_KEPT = OUT / "only_me.npz"
_TIMES = 20


@dataclass(frozen=True, eq=False)
class Said:
    """One recording of a word; ``heard`` as what it is, in the state in which it's a command."""

    speaker: str
    word: str
    raw: Numbers
    heard: bool


@dataclass(frozen=True, eq=False)
class Take:
    traits: Numbers
    heard: bool


@dataclass(frozen=True)
class Trial:
    """How like a runner's print somebody's word was; ``enrolled`` if the runner had said it before."""

    is_runner: bool
    enrolled: bool
    nats: float

    @property
    def obeyed(self) -> bool:
        return passes(self.nats, enrolled=self.enrolled)


def everything(again: bool) -> list[Said]:
    """What the encoder makes of every word, from bench/out where it is kept."""
    if again or not _KEPT.is_file():
        encoder, found = load_voice_encoder(), []
        recogniser = open_recogniser("acoustic", load_grammar(), "side")
        for path, speaker, word in words():
            speech = speech_of(read_audio(path))
            raw = None if speech is None else encoder.raw(speech)
            if speech is not None and raw is not None:
                heard = word in HOME and _hears(recogniser, HOME[word], speech) == word
                found.append((speaker, word, raw, heard))
        OUT.mkdir(exist_ok=True)
        speakers, said, raws, heards = zip(*found, strict=True)
        np.savez(_KEPT, speakers=speakers, words=said, raws=np.stack(raws), heard=heards)
    with np.load(_KEPT) as kept:
        parts = zip(*(kept[name] for name in ("speakers", "words", "raws", "heard")), strict=True)
        return [Said(str(speaker), str(word), raw, bool(heard)) for speaker, word, raw, heard in parts]


def _hears(recogniser: Recogniser, state: str, speech: Speech) -> str:
    recogniser.set_state(state)
    return decode(recogniser, speech).text


def projected(said: Sequence[Said], encoder: VoiceEncoder, fold: int) -> VoiceEncoder:
    """``encoder`` with a projection that never met anyone in ``fold``."""
    lesson = [one for one in said if fold_of(one.speaker) != fold]
    raw = np.stack([one.raw for one in lesson]).astype(np.float64)
    mean, projection, spread = projection_of(raw, [one.speaker for one in lesson])
    return replace(encoder, mean=mean, projection=projection, spread=spread)


def trials(said: Sequence[Said], encoder: VoiceEncoder) -> Iterator[Trial]:
    for fold in range(FOLDS):
        own = projected(said, encoder, fold)
        takes: dict[str, dict[str, list[Take]]] = defaultdict(lambda: defaultdict(list))
        for one in said:
            if fold_of(one.speaker) == fold:
                takes[one.speaker][one.word].append(Take(own.place(one.raw), one.heard))
        for speaker, mine in takes.items():
            several = {word: list_ for word, list_ in mine.items() if len(list_) > ENROLLED_TAKES}
            others = [theirs for name, theirs in takes.items() if name != speaker]
            for turn in range(ENROLLED_TAKES + 1 if several else 0):
                yield from _of_runner(several, others, own, turn)


def _of_runner(
    mine: Mapping[str, Sequence[Take]],
    others: Sequence[Mapping[str, Sequence[Take]]],
    encoder: VoiceEncoder,
    turn: int,
) -> Iterator[Trial]:
    """Each word of ``mine`` by its take ``turn``, enrolled by three others, and left out of the enrolment."""
    lesson = {
        word: [one.traits for at, one in enumerate(takes) if at != turn][:ENROLLED_TAKES]
        for word, takes in mine.items()
    }
    for word, takes in mine.items():
        rest = {name: traits for name, traits in lesson.items() if name != word}
        for enrolled, taught in ((True, lesson), (False, rest)):
            known = voiceprint_of(taught, encoder)
            if known is None:
                continue
            if takes[turn].heard:
                yield Trial(True, enrolled, known.likeness(takes[turn].traits, word))
            for theirs in others:
                if word in theirs and theirs[word][0].heard:
                    yield Trial(False, enrolled, known.likeness(theirs[word][0].traits, word))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--again", action="store_true", help="hear everything again")
    options = parser.parse_args(arguments)
    if not TRAINING.is_dir():
        print("The recorded words are missing.", file=sys.stderr)
        return 2
    encoder = load_voice_encoder()
    found = list(trials(everything(options.again), encoder))
    figures = []
    for enrolled, what in ((True, "an enrolled word"), (False, "another word")):
        mine = [one for one in found if one.is_runner and one.enrolled == enrolled]
        theirs = [one for one in found if not one.is_runner and one.enrolled == enrolled]
        lost = 100 * sum(not one.obeyed for one in mine) / len(mine)
        obeyed = 100 * sum(one.obeyed for one in theirs) / len(theirs)
        figures += [
            Figure(f"{what}: own lost", lost, "%", 1.0, details={"of": len(mine)}),
            Figure(f"{what}: others' obeyed", obeyed, "%", 1.0, details={"of": len(theirs)}),
        ]
    sound = (np.random.default_rng(1).standard_normal(HEARING_RATE) * 500).astype(np.int16)
    start = time.process_time()
    for _ in range(_TIMES):
        encoder.traits(sound)
    figures.append(
        Figure("one second of speech compared", 1000 * (time.process_time() - start) / _TIMES, "ms CPU", 60)
    )
    report("only_me", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
