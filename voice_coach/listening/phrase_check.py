"""Checks phrases for `voice-coach commands --check`: pronounceable, unlike other commands' in their state,
not said by the coach there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from voice_coach.listening.candidates import meaning_of
from voice_coach.listening.grammar import Grammar, Phrase
from voice_coach.listening.pronunciation import Lexicon, Phones

NEAR_DISTANCE = 1.0
"""One sound apart ("wait", "eight") gets a note; nearer can't be told apart."""

_KINDS = (
    "P B, T D, K G, F V, TH DH F, S Z, SH ZH CH JH, M N NG, L R W Y, "
    "IH IY, EH AE EY, AA AO AH, UH UW, OW AO, AY AA, AW AA, ER AH"
)
_OF_A_KIND = frozenset(pair for kind in _KINDS.split(", ") for pair in permutations(kind.split(), 2))


@dataclass(frozen=True)
class Prompt:
    """Said by the coach; its state (None: any) and place."""

    text: str
    state: str | None = None
    where: str = ""


@dataclass(frozen=True)
class PhraseFinding:
    """``code`` is kebab-case. A ``note`` isn't a fault."""

    file: str
    line: int
    code: str
    message: str
    note: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def check_phrases(
    grammar: Grammar, lexicon: Lexicon, prompts: Iterable[Prompt] = ()
) -> tuple[PhraseFinding, ...]:
    """In file order. Reports words that ``lexicon`` lacks."""
    silent = [
        _finding(grammar, phrase, "no-pronunciation", f"“{phrase.text}”: no pronunciation for “{word}”")
        for phrase in grammar.phrases
        for word in lexicon.missing(phrase.words)
    ]
    guessed = [
        _finding(
            grammar,
            phrase,
            "guessed-pronunciation",
            f"“{phrase.text}”: “{word}” is in no dictionary; guessed as {' '.join(lexicon.words[word][0])}",
            note=True,
        )
        for phrase in grammar.phrases
        for word in phrase.words
        if word in lexicon.guessed
    ]
    spoken = [phrase for phrase in grammar.phrases if not lexicon.missing(phrase.words)]
    found = [*silent, *guessed, *_confusable(grammar, spoken, lexicon), *_said_by_the_coach(grammar, prompts)]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: finding.line))


def _confusable(grammar: Grammar, spoken: Sequence[Phrase], lexicon: Lexicon) -> Iterable[PhraseFinding]:
    sounds = {
        phrase.text: [
            tuple(phone for word in way for phone in word) for way in lexicon.pronounce(phrase.text)
        ]
        for phrase in spoken
    }
    for one, other in combinations(spoken, 2):
        if not one.states & other.states or meaning_of(one) == meaning_of(other):
            continue
        near = min(phone_distance(a, b) for a in sounds[one.text] for b in sounds[other.text])
        if near <= NEAR_DISTANCE:
            yield _finding(
                grammar,
                other,
                "sounds-like-another",
                f"“{other.text}” ({other.command}) sounds like “{one.text}” ({one.command}, line {one.line})",
                note=near == NEAR_DISTANCE,
            )


def _said_by_the_coach(grammar: Grammar, prompts: Iterable[Prompt]) -> Iterable[PhraseFinding]:
    for prompt in prompts:
        for phrase in grammar.contained_phrases(prompt.text, prompt.state):
            where = f" ({prompt.where})" if prompt.where else ""
            yield _finding(
                grammar,
                phrase,
                "said-by-the-coach",
                f"the coach says “{phrase.text}” ({phrase.command}) itself: “{prompt.text}”{where}",
            )


def phone_distance(one: Phones, other: Phones) -> float:
    """1 for a phone more, less or different, 0.5 for one of its kind; above `NEAR_DISTANCE` a lower bound."""
    if abs(len(one) - len(other)) > NEAR_DISTANCE:
        return float(abs(len(one) - len(other)))
    row = [float(at) for at in range(len(other) + 1)]
    for count, phone in enumerate(one, 1):
        diagonal, row[0] = row[0], float(count)
        for at, against in enumerate(other, 1):
            different = 0.0 if phone == against else 0.5 if (phone, against) in _OF_A_KIND else 1.0
            diagonal, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, diagonal + different)
        if min(row) > NEAR_DISTANCE:
            break
    return min(row) if min(row) > NEAR_DISTANCE else row[-1]


def _finding(
    grammar: Grammar, phrase: Phrase, code: str, message: str, *, note: bool = False
) -> PhraseFinding:
    return PhraseFinding(grammar.source, phrase.line, code, message, note)
