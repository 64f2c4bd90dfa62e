"""How words are said: ``pronunciations.LANGUAGE.yaml`` in any content folder."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from voice_coach.routine.yaml_source import Node, plain

EVERY_VOICE = "say"
"""The key of a respelling that any engine reads unless it has its own."""


class Unit(NamedTuple):
    """How a unit is said after one, and after any other number."""

    one: str
    many: str


class Pronunciations(NamedTuple):
    """``words``: respellings by engine (or `EVERY_VOICE`); ``units``: what follows a number."""

    language: str
    words: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    units: Mapping[str, Unit] = MappingProxyType({})

    def over(self, others: Pronunciations) -> Pronunciations:
        """Both together; an entry of ``self`` replaces one of ``others``."""
        return Pronunciations(self.language, {**others.words, **self.words}, {**others.units, **self.units})


def pronunciations_from(node: Node) -> Pronunciations:
    """From a tree that has passed its schema."""
    whole = plain(node)
    words = {
        _one_line(written): {EVERY_VOICE: _one_line(said)}
        if isinstance(said, str)
        else {engine: _one_line(text) for engine, text in said.items()}
        for written, said in whole.get("words", {}).items()
    }
    units = {
        written: Unit(_one_line(said["one"]), _one_line(said["many"]))
        for written, said in whole.get("units", {}).items()
    }
    return Pronunciations(whole["language"], words, units)


def _one_line(text: str) -> str:
    return " ".join(text.split())
