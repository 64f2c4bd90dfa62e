"""How words sound: the recogniser's own dictionary, completed by `models/<language>/pronunciations.dict`.

Both files are CMU style: a word, white space, its phones; further ways to say it as ``word(2)``. A word of
ours that neither knows is an error with its name, never a silent drop.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

from voice_coach.content import content_folder
from voice_coach.errors import InputError, MissingPartError

Phones = tuple[str, ...]
_MOST_VARIANTS = 12


@dataclass(frozen=True)
class Lexicon:
    """The ways to say each word."""

    words: Mapping[str, tuple[Phones, ...]]

    def missing(self, words: Iterable[str]) -> tuple[str, ...]:
        """Those of ``words`` that have no pronunciation, sorted."""
        return tuple(sorted(word for word in set(words) if word not in self.words))

    def require(self, words: Iterable[str], language: str) -> None:
        """Raises InputError (`word-without-pronunciation`) where one of ``words`` has none."""
        missing = self.missing(words)
        if missing:
            raise InputError(
                f"No pronunciation for {', '.join(f'“{word}”' for word in missing)}.",
                hint=f"Add it to models/{language}/pronunciations.dict, as: hello HH AH L OW.",
                code="word-without-pronunciation",
            )

    def pronounce(self, text: str) -> tuple[tuple[Phones, ...], ...]:
        """The ways to say ``text``, word by word: at most 12, the dictionary's first choices first."""
        choices = [self.words[word] for word in text.split()]
        return tuple(islice(product(*choices), _MOST_VARIANTS))


def load_lexicon(
    dictionary: Path, words: Iterable[str], language: str, folder: Path | None = None
) -> Lexicon:
    """The pronunciations of ``words``: ours first, then those of ``dictionary``, the recogniser's.

    ``folder`` stands in for the shipped `models`. Raises InputError (`pronunciations-invalid`,
    `word-without-pronunciation`), MissingPartError (`dictionary-unreadable`).
    """
    wanted = frozenset(words)
    own = (folder or content_folder("models")) / language / "pronunciations.dict"
    found: dict[str, list[Phones]] = {}
    sources = [own] if own.exists() else []
    for path in [*sources, dictionary]:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise MissingPartError(
                f"The dictionary {path} cannot be read: {error}.",
                hint="Reinstall the recogniser: pip install --force-reinstall pocketsphinx.",
                code="dictionary-unreadable",
            ) from None
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
            if spoken not in found.setdefault(word, []):
                found[word].append(spoken)
    lexicon = Lexicon({word: tuple(spoken) for word, spoken in found.items()})
    lexicon.require(wanted, language)
    return lexicon
