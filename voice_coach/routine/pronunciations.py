"""How words are said: ``pronunciations.LANGUAGE.yaml`` in any content folder."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from voice_coach.routine.yaml_source import Node, plain

EVERY_VOICE = "say"
"""Read by engines without a respelling of their own."""


class Unit(NamedTuple):
    """After one, and after other numbers."""

    one: str
    many: str


class Pronunciations(NamedTuple):
    """``words``: respellings by engine (or `EVERY_VOICE`)."""

    language: str
    words: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    units: Mapping[str, Unit] = MappingProxyType({})

    def over(self, others: Pronunciations) -> Pronunciations:
        """Both; ``self`` wins."""
        return Pronunciations(self.language, {**others.words, **self.words}, {**others.units, **self.units})


def pronunciations_from(node: Node) -> Pronunciations:
    """``node`` has passed its schema."""
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
