"""``python -m bench.which_runner [--again]``: whose session it is, by voice, on people who said a word often.

Households of two and three enrolled people of one fold, three takes a word each; one of them says a word
again, or a guest of the same fold does. The projection of each fold has met none of its people, and the
thresholds were set before anything was measured. Every word counts, whether the coach would understand it or
not.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from bench.figures import Figure, report
from bench.hearing_material import TRAINING
from bench.only_me import ENROLLED_TAKES, Said, everything, projected
from training.corpus import FOLDS, fold_of
from voice_coach.listening.personal.which_runner import guessed
from voice_coach.listening.voiceprint.encoder import Numbers, VoiceEncoder, load_voice_encoder
from voice_coach.listening.voiceprint.voiceprint import Voiceprint, voiceprint_of

_MOST_HOUSEHOLDS = 60
"""Of a size, in a fold."""
_GUESTS_EACH = 40

Trial = tuple[str, str]
"""Who was named and who spoke; empty for no one and for a guest."""
Takes = Mapping[str, Mapping[str, Sequence[Numbers]]]


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
            yield _named(several[turn], word, prints), speaker


def _guests(
    guests: Sequence[Mapping[str, Sequence[Numbers]]], prints: Mapping[str, Voiceprint]
) -> Iterator[Trial]:
    for mine in guests:
        for word, several in mine.items():
            yield _named(several[0], word, prints), ""


def _named(traits: Numbers, word: str, prints: Mapping[str, Voiceprint]) -> str:
    return guessed({name: one.likeness(traits, word) for name, one in prints.items()}).sure


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--again", action="store_true", help="hear everything again")
    options = parser.parse_args(arguments)
    if not TRAINING.is_dir():
        print("The recorded words are missing.", file=sys.stderr)
        return 2
    encoder, said = load_voice_encoder(), everything(options.again)
    found = [one for fold in range(FOLDS) for one in trials(said, encoder, fold)]
    guests = [named for named, who in found if not who]
    runners = [(named, who) for named, who in found if who]
    right = 100 * sum(named == who for named, who in runners) / len(runners)
    wrong = 100 * sum(named not in {"", who} for named, who in runners) / len(runners)
    taken = 100 * sum(named != "" for named in guests) / len(guests)
    report(
        "which_runner",
        [
            Figure(
                "a runner named by one word", right, "%", 60.0, at_least=True, details={"of": len(runners)}
            ),
            Figure("a runner taken for another", wrong, "%", 1.0, details={"of": len(runners)}),
            Figure("a guest taken for a runner", taken, "%", 1.0, details={"of": len(guests)}),
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
