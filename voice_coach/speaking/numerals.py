"""Whole numbers as words, in English and Spanish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


_EN_SMALL = _words(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
)
_EN_TENS = _words("- - twenty thirty forty fifty sixty seventy eighty ninety")
_EN_ORDINAL = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_ES_SMALL = _words(
    """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis
    diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco
    veintiséis veintisiete veintiocho veintinueve"""
)
_ES_TENS = _words("- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_ES_HUNDREDS = _words(
    """- ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos
    novecientos"""
)
_ES_FEMININE_ENDS = ("a", "as", "ción", "ciones", "dad", "dades", "vez", "veces")
_ES_MASCULINE = frozenset({"día", "días"})
_ES_NO_NOUNS = frozenset(_words("para hasta contra por con sin que más menos entre cada pero son"))


@dataclass(frozen=True)
class Numerals:
    """Rules for numbers under a million.

    ``cardinal`` takes the number and the next word, or ""; ``point``: the decimal mark's name; ``to``: the
    word in a range.
    """

    cardinal: Callable[[int, str], str]
    ordinal: Callable[[int], str] | None
    ordinal_ends: tuple[str, ...]
    decimal_mark: str
    point: str
    to: str


def numerals(language: str) -> Numerals | None:
    """``en-GB`` has those of ``en``."""
    return _KNOWN.get(language.partition("-")[0].lower())


def _english(number: int) -> str:
    if number < 20:
        return _EN_SMALL[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return _EN_TENS[tens] + (f"-{_EN_SMALL[rest]}" if rest else "")
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    upper, rest = divmod(number, size)
    words = f"{_english(upper)} {name}"
    if not rest:
        return words
    return f"{words} and {_english(rest)}" if rest < 100 else f"{words} {_english(rest)}"


def _english_ordinal(number: int) -> str:
    words = _english(number)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    if last in _EN_ORDINAL:
        return words[:cut] + _EN_ORDINAL[last]
    return words[:cut] + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def _spanish(number: int, noun: str) -> str:
    """For ``noun``: "un" or "una" for "uno", "doscientas" for "doscientos"."""
    words = _spanish_masculine(number)
    if not noun:
        return words
    feminine = noun not in _ES_MASCULINE and noun.endswith(_ES_FEMININE_ENDS)
    if feminine:
        words = words.replace("cientos", "cientas").replace("quinientos", "quinientas")
    if words.endswith("uno"):
        if feminine:
            words = f"{words[:-1]}a"
        else:
            words = f"{words[:-3]}ún" if words.endswith("veintiuno") else words[:-1]
    return words


def _spanish_masculine(number: int) -> str:
    if number < 30:
        return _ES_SMALL[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return _ES_TENS[tens] + (f" y {_ES_SMALL[rest]}" if rest else "")
    if number == 100:
        return "cien"
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return _ES_HUNDREDS[hundreds] + (f" {_spanish_masculine(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    words = "mil" if thousands == 1 else f"{_spanish(thousands, 'mil')} mil"
    return words + (f" {_spanish_masculine(rest)}" if rest else "")


def _spanish_before(number: int, following: str) -> str:
    """Unless ``following`` can't be a noun ("uno a tres")."""
    word = following.lower()
    return _spanish(number, "" if len(word) < 3 or word in _ES_NO_NOUNS else word)


_KNOWN = {
    "en": Numerals(
        lambda number, _: _english(number),
        _english_ordinal,
        ("st", "nd", "rd", "th"),
        ".",
        "point",
        "to",
    ),
    "es": Numerals(_spanish_before, None, (), ",", "coma", "a"),
}
