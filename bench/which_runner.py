"""``python -m bench.which_runner [--again]``: whose session it is, by voice, on people who said a word often.

Households of two and three enrolled people of one fold, three takes a word each; one of them says a word
again, or a guest of the same fold does. The projection of each fold has met none of its people, and for each
fold the thresholds are those that the other folds would have chosen: at most half a percent wrong there.
Every word counts, whether the coach would understand it or not.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from bench.figures import OUT, Figure, report
from bench.hearing_material import TRAINING
from bench.only_me import ENROLLED_TAKES, Said, projected
from training.corpus import FOLDS, fold_of
from training.voice_words import speech_of, words
from voice_coach.listening.audio_file import read_audio
from voice_coach.listening.personal.which_runner import lead
from voice_coach.listening.voiceprint.encoder import Numbers, VoiceEncoder, load_voice_encoder
from voice_coach.listening.voiceprint.voiceprint import Voiceprint, voiceprint_of

_MOST_WRONG = 0.005
_MOST_HOUSEHOLDS = 60
"""Of a size, in a fold."""
_GUESTS_EACH = 40
LEASTS, LEADS = range(0, 50, 5), range(0, 50, 5)

Trial = tuple[bool, bool, float, float]
"""Was it a guest, is the likeliest runner right, their nats, and their lead over the next."""
Takes = Mapping[str, Mapping[str, Sequence[Numbers]]]
_KEPT = OUT / "which_runner.npz"


def everything(again: bool) -> list[Said]:
    """What the encoder makes of every word, from bench/out if it's kept there."""
    if again or not _KEPT.is_file():
        encoder, found = load_voice_encoder(), []
        for path, speaker, word in words():
            speech = speech_of(read_audio(path))
            raw = None if speech is None else encoder.raw(speech)
            if raw is not None:
                found.append((speaker, word, raw))
        OUT.mkdir(exist_ok=True)
        speakers, said, raws = zip(*found, strict=True)
        np.savez(_KEPT, speakers=speakers, words=said, raws=np.stack(raws))
    with np.load(_KEPT) as kept:
        parts = zip(*(kept[name] for name in ("speakers", "words", "raws")), strict=True)
        return [Said(str(speaker), str(word), raw, True) for speaker, word, raw in parts]


def trials(said: Sequence[Said], encoder: VoiceEncoder, fold: int) -> list[Trial]:
    own, chance = projected(said, encoder, fold), random.Random(fold)
    takes: dict[str, dict[str, list[Numbers]]] = defaultdict(lambda: defaultdict(list))
    for one in said:
        if fold_of(one.speaker) == fold:
            takes[one.speaker][one.word].append(own.place(one.raw))
    runners = {
        speaker: often
        for speaker, mine in takes.items()
        if (often := {word: several for word, several in mine.items() if len(several) > ENROLLED_TAKES})
    }
    guests = [speaker for speaker in takes if speaker not in runners]
    found: list[Trial] = []
    for size in (2, 3):
        households = list(combinations(sorted(runners), size))
        for household in chance.sample(households, min(len(households), _MOST_HOUSEHOLDS)):
            for turn in range(ENROLLED_TAKES + 1):
                prints = {name: _print_of(runners[name], turn, own) for name in household}
                found += _own(household, runners, prints, turn)
                if turn == 0:
                    visiting = chance.sample(guests, min(len(guests), _GUESTS_EACH))
                    found += _guests([takes[name] for name in visiting], prints)
    return found


def _print_of(mine: Mapping[str, Sequence[Numbers]], turn: int, encoder: VoiceEncoder) -> Voiceprint:
    """Without everyone's take ``turn``."""
    found = voiceprint_of(
        {
            word: [one for at, one in enumerate(several) if at != turn][:ENROLLED_TAKES]
            for word, several in mine.items()
        },
        encoder,
    )
    assert found is not None
    return found


def _own(
    household: Sequence[str], runners: Takes, prints: Mapping[str, Voiceprint], turn: int
) -> Iterator[Trial]:
    for speaker in household:
        for word, several in runners[speaker].items():
            yield _trial(speaker, several[turn], word, prints)


def _guests(
    guests: Sequence[Mapping[str, Sequence[Numbers]]], prints: Mapping[str, Voiceprint]
) -> Iterator[Trial]:
    for mine in guests:
        for word, several in mine.items():
            yield _trial("", several[0], word, prints)


def _trial(speaker: str, traits: Numbers, word: str, prints: Mapping[str, Voiceprint]) -> Trial:
    nats = {name: one.likeness(traits, word) for name, one in prints.items()}
    likeliest = max(nats, key=lambda name: nats[name])
    return not speaker, likeliest == speaker, nats[likeliest], lead(nats)


def shares(found: Sequence[Trial], least: float, least_lead: float) -> tuple[float, float, float]:
    """Of runners: named rightly, as another; of guests: named at all."""
    rows = np.array(found)
    named = (rows[:, 2] >= least) & (rows[:, 3] >= least_lead)
    is_guest, is_right = rows[:, 0] == 1, rows[:, 1] == 1
    runners = np.count_nonzero(~is_guest)
    return (
        float(np.count_nonzero(named & is_right) / runners),
        float(np.count_nonzero(named & ~is_guest & ~is_right) / runners),
        float(np.count_nonzero(named & is_guest) / np.count_nonzero(is_guest)),
    )


def chosen(found: Sequence[Trial]) -> tuple[float, float]:
    """Least nats and lead that name most runners rightly with few wrong."""

    def worth(pair: tuple[float, float]) -> tuple[bool, float]:
        right, wrong, guests = shares(found, *pair)
        few = max(wrong, guests) <= _MOST_WRONG
        return few, right if few else -max(wrong, guests)

    return max(((least, least_lead) for least in LEASTS for least_lead in LEADS), key=worth)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--again", action="store_true", help="hear everything again")
    options = parser.parse_args(arguments)
    if not TRAINING.is_dir():
        print("The recorded words are missing.", file=sys.stderr)
        return 2
    encoder, said = load_voice_encoder(), everything(options.again)
    folds = [trials(said, encoder, fold) for fold in range(FOLDS)]
    held_out = []
    for fold in range(FOLDS):
        pair = chosen([one for other in range(FOLDS) if other != fold for one in folds[other]])
        held_out.append((pair, shares(folds[fold], *pair), len(folds[fold])))
    counts = {
        "thresholds of folds": [pair for pair, _, _ in held_out],
        "by fold": [share for _, share, _ in held_out],
        "of": [count for _, _, count in held_out],
        "chosen on all": chosen([one for several in folds for one in several]),
    }
    right, wrong, guests = 100 * np.mean([share for _, share, _ in held_out], axis=0)
    report(
        "which_runner",
        [
            Figure("a runner named by one word", right, "%", 80.0, at_least=True, details=counts),
            Figure("taken for another runner", wrong, "%", 1.0),
            Figure("a guest taken for a runner", guests, "%", 1.0),
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
