"""What a voice reads: numbers and units written out, words respelt; and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from voice_coach.audio.clip import Word
from voice_coach.routine.pronunciations import EVERY_VOICE, Pronunciations, Unit
from voice_coach.speaking.numerals import Numerals, numerals

RULES_VERSION = 1
"""In every voice's identity: raise it when the result changes."""

_NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")


@dataclass(frozen=True)
class Piece:
    """``text[start:end]`` of the spoken text stands for ``written[from_:to]``."""

    start: int
    end: int
    from_: int
    to: int


@dataclass(frozen=True)
class SpokenText:
    """``text`` is read for ``written``; ``pieces`` are the differences, in order."""

    written: str
    text: str
    pieces: tuple[Piece, ...] = ()

    def back(self, words: Iterable[Word]) -> tuple[Word, ...]:
        """The author's words at the times of the spoken ones; a piece is one word."""
        found: list[Word] = []
        last: Piece | None = None
        searched = 0
        for word in words:
            place = self.text.find(word.text, searched)
            if place < 0:
                continue
            searched = place + len(word.text)
            piece = self._piece_at(place, searched)
            if piece is None:
                found.append(word)
            elif piece is last:
                found[-1] = Word(found[-1].text, found[-1].start_frame, word.end_frame)
            else:
                found.append(Word(self.written[piece.from_ : piece.to], word.start_frame, word.end_frame))
            last = piece
        return tuple(found)

    def _piece_at(self, start: int, end: int) -> Piece | None:
        return next((piece for piece in self.pieces if piece.start < end and start < piece.end), None)


class SpokenForm:
    def __init__(self, pronunciations: Pronunciations, engine: str) -> None:
        self._numerals = numerals(pronunciations.language)
        self._units = pronunciations.units
        self._as_written: dict[str, str] = {}
        self._any_case: dict[str, str] = {}
        for written, ways in pronunciations.words.items():
            said = ways.get(engine, ways.get(EVERY_VOICE, written))
            if said != written:
                (self._any_case if written == written.lower() else self._as_written)[written] = said
        self._pattern = _pattern((*self._as_written, *self._any_case), self._units, self._numerals)

    def of(self, written: str) -> SpokenText:
        parts: list[str] = []
        pieces: list[Piece] = []
        length = copied = 0
        for start, end, said in self._replaced(written):
            parts += written[copied:start], said
            length += start - copied
            pieces.append(Piece(length, length + len(said), start, end))
            length += len(said)
            copied = end
        return SpokenText(written, "".join((*parts, written[copied:])), tuple(pieces))

    def _replaced(self, text: str) -> Iterator[tuple[int, int, str]]:
        for match in self._pattern.finditer(text):
            if match["word"] is not None:
                yield from self._respelt(match)
            elif self._numerals is not None:
                yield from self._counted(match, self._numerals)

    def _respelt(self, match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
        written = match["word"]
        plain = re.sub(r"[\s-]", " ", written)
        said = self._as_written.get(plain)
        if said is None:
            said = self._any_case[plain.lower()]
            said = said[0].upper() + said[1:] if written[0].isupper() else said
        # Words that both end in stay as they are, and keep their own times.
        left, right = written.split(" "), said.split(" ")
        while min(len(left), len(right)) > 1 and left[-1].lower() == right[-1].lower():
            left.pop()
            right.pop()
        yield match.start("word"), match.start("word") + len(" ".join(left)), " ".join(right)

    def _counted(self, match: re.Match[str], rules: Numerals) -> Iterator[tuple[int, int, str]]:
        values = [_value(digits, rules) for digits in match.group("from", "to") if digits is not None]
        if "" in values:
            return
        start, end = match.start("from"), match.end("to" if match["to"] else "from")
        if match["ordinal"]:
            if rules.ordinal is not None and values[0].isdigit() and len(values) == 1:
                yield start, match.end("ordinal"), rules.ordinal(int(values[0]))
            return
        unit, following = match["unit"], ""
        if unit is not None:
            following = _unit_said(self._units, unit, single=values == ["1"])
        elif after := _NEXT_WORD.match(match.string, match.end()):
            following = after[1]
        words = f" {rules.to} ".join(_in_words(value, rules, following.partition(" ")[0]) for value in values)
        if unit is None:
            yield start, end, words
        elif match.start("unit") == end:
            yield start, match.end("unit"), f"{words} {following}"  # "50%": one word to a reader
        else:
            yield start, end, words
            yield *match.span("unit"), following


def _value(digits: str, rules: Numerals) -> str:
    """Without marks of thousands, with a decimal point; "" if it's no such number."""
    thousands = "," if rules.decimal_mark == "." else r"\."
    if re.fullmatch(rf"\d{{1,3}}(?:{thousands}\d{{3}})+", digits):
        digits = re.sub(thousands, "", digits)
    digits = digits.replace(",", ".")
    return digits if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", digits) else ""


def _in_words(value: str, rules: Numerals, following: str) -> str:
    whole, mark, fraction = value.partition(".")
    if not mark:
        return rules.cardinal(int(whole), following)
    single = " ".join(rules.cardinal(int(digit), "") for digit in fraction)
    return f"{rules.cardinal(int(whole), '')} {rules.point} {single}"


def _unit_said(units: Mapping[str, Unit], written: str, single: bool) -> str:
    known = units.get(written)
    if known is None:
        known = next(unit for unit in units.values() if unit.many.lower() == written.lower())
    return known.one if single else known.many


@lru_cache(maxsize=8)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _pattern(words: tuple[str, ...], units: Mapping[str, Unit], rules: Numerals | None) -> re.Pattern[str]:
    alternatives = []
    if words:
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        listed = "|".join(_word_pattern(word) for word in longest_first)
        alternatives.append(rf"(?<![\w'])(?P<word>{listed})(?!\w|'(?!s\b))")
    else:
        alternatives.append(r"(?P<word>(?!))")
    number = r"\d+(?:[.,]\d+)*"
    ordinal = "|".join(rules.ordinal_ends) if rules is not None and rules.ordinal_ends else "(?!)"
    short = "|".join(re.escape(unit) for unit in sorted(units, key=lambda unit: (-len(unit), unit)))
    whole = "|".join(
        sorted({re.escape(unit.many) for unit in units.values()}, key=lambda unit: (-len(unit), unit))
    )
    unit = rf"(?:\s?(?P<unit>{short}|(?i:{whole}))(?![\w'/]))" if units else r"(?P<unit>(?!))"
    alternatives.append(
        rf"(?<![\w.,:/+-])(?P<from>{number})(?:\s?[-–—]\s?(?P<to>{number}))?"
        rf"(?:(?P<ordinal>{ordinal})(?!\w)|{unit})?(?![\w:/]|[.,–—-]\d)"
    )
    return _compiled("|".join(alternatives))


def _word_pattern(word: str) -> str:
    """Lower case matches any; spaces may be hyphens."""
    plain = r"[\s-]".join(re.escape(part) for part in word.split(" "))
    return f"(?i:{plain})" if word == word.lower() else plain
