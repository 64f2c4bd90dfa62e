"""Reads `models/<language>/phrases.yaml`; complaints have file and line.

Scalars are text, so `yes`, `no`, `on` and `off` stay words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from voice_coach.content import content_folder
from voice_coach.errors import InputError
from voice_coach.listening.grammar import Decoy, Grammar, Phrase, normalise

_KEYS = ("language", "address_words", "numbers", "urgent", "states", "commands")
_PHRASE_KEYS = ("say", "seconds", "value", "only_in", "strictness", "alone")
_SLOT = re.compile(r"\{(\w+)\}")


def load_grammar(language: str = "en", folder: Path | None = None) -> Grammar:
    """From ``folder`` or the shipped `models`. Raises InputError: `no-such-language`, `phrases-invalid`."""
    path = (folder or content_folder("models")) / language / "phrases.yaml"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(
            f"There are no phrases for the language “{language}”: {path} doesn't exist.",
            hint="Use en, or write that file.",
            code="no-such-language",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"Can't read {path}: {error}.", hint="Save it as UTF-8.", code="phrases-invalid"
        ) from None
    return parse_grammar(text, str(path))


def parse_grammar(text: str, source: str = "phrases.yaml") -> Grammar:
    """Raises InputError (`phrases-invalid`) with ``source`` and the line."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark: Any = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it isn't YAML"
        raise _Reader(source).wrong(mark.line + 1 if mark else 1, str(problem)) from None
    return _Reader(source).grammar(root)


@dataclass(frozen=True)
class _Reader:
    source: str

    def wrong(
        self, line: int, problem: str, hint: str = "See the comment at the top of the file."
    ) -> InputError:
        return InputError(f"{self.source}, line {line}: {problem}.", hint=hint, code="phrases-invalid")

    def grammar(self, root: yaml.Node | None) -> Grammar:
        top = self.fields(root, _KEYS)
        numbers = {
            name.value: {normalise(word.value): self.number(amount, int) for word, amount in self.pairs(node)}
            for name, node in self.pairs(top.get("numbers"))
        }
        states = {
            name.value: self.fields(node, ("commands", "expects", "decoys"))
            for name, node in self.pairs(top.get("states"))
        }
        urgent = [self.word(node) for node in self.items(top.get("urgent"))]
        expects = {
            state: frozenset(self.word(node) for node in self.items(parts.get("expects")))
            for state, parts in states.items()
        }
        hears: dict[str, frozenset[str]] = {}
        known = {name.value for name, _ in self.pairs(top.get("commands"))}
        for state, parts in states.items():
            for node in self.items(parts.get("commands")):
                hears[self.word(node)] = hears.get(node.value, frozenset()) | {state}
                if node.value not in known:
                    raise self.wrong(_line(node), f"state {state} names “{node.value}”, not a command")
        for command in urgent:
            hears[command] = frozenset(states)
        phrases: dict[tuple[str, str], Phrase] = {}
        for name, node in self.pairs(top.get("commands")):
            for item in self.items(node):
                for phrase in self.expand(item, name.value, hears.get(name.value, frozenset()), numbers):
                    for state in phrase.states:
                        other = phrases.setdefault((phrase.text, state), phrase)
                        if other is not phrase:
                            where = f"line {other.line} ({other.command})"
                            raise self.wrong(phrase.line, f"“{phrase.text}” is said in {where} already")
        decoys = tuple(
            Decoy(normalise(self.word(node)), frozenset({state}), _line(node))
            for state, parts in states.items()
            for node in self.items(parts.get("decoys"))
        )
        if not states or not phrases:
            raise self.wrong(1, "it needs at least one state and one phrase")
        return Grammar(
            language=self.word(top["language"]) if "language" in top else "en",
            states=tuple(states),
            phrases=tuple(dict.fromkeys(phrases.values())),
            decoys=decoys,
            urgent=frozenset(urgent),
            address_words=tuple(normalise(self.word(node)) for node in self.items(top.get("address_words"))),
            expects=expects,
            numbers={word: amount for slot in numbers.values() for word, amount in slot.items()},
            source=self.source,
        )

    def expand(
        self, item: yaml.Node, command: str, states: frozenset[str], numbers: dict[str, dict[str, int]]
    ) -> Iterator[Phrase]:
        """One for each number of a slot."""
        parts = {"say": item} if isinstance(item, yaml.ScalarNode) else self.fields(item, _PHRASE_KEYS)
        line = _line(item)
        if "say" not in parts:
            raise self.wrong(line, "a phrase needs “say”")
        said = self.word(parts["say"])
        only = frozenset(self.word(node) for node in self.items(parts.get("only_in")))
        if not only <= states:
            raise self.wrong(
                line, f"“{said}” is only in {', '.join(sorted(only - states))}, but {command} isn't"
            )
        given = {slot: self.number(parts[slot], int) for slot in ("seconds", "value") if slot in parts}
        strictness = self.number(parts["strictness"], float) if "strictness" in parts else 0.0
        alone = "alone" in parts and self.word(parts["alone"]) == "yes"
        slots = _SLOT.findall(said)
        if len(slots) > 1 or any(slot not in numbers or slot not in ("seconds", "value") for slot in slots):
            raise self.wrong(
                line, f"“{said}” may hold one of {{seconds}} and {{value}}, listed under numbers"
            )
        choices: list[tuple[str, dict[str, int]]] = [(said, given)]
        if slots:
            choices = [
                (_SLOT.sub(word, said), {**given, slots[0]: amount})
                for word, amount in numbers[slots[0]].items()
            ]
        for text, amounts in choices:
            plain = normalise(text)
            if not plain:
                raise self.wrong(line, "a phrase needs words")
            seconds, value = amounts.get("seconds"), amounts.get("value")
            yield Phrase(plain, command, seconds, value, strictness, only or states, line, alone)

    def fields(self, node: yaml.Node | None, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        """Unknown keys are errors."""
        found: dict[str, yaml.Node] = {}
        for key, value in self.pairs(node):
            if key.value not in known:
                raise self.wrong(_line(key), f"“{key.value}” isn't one of {', '.join(known)}")
            found[key.value] = value
        return found

    def pairs(self, node: yaml.Node | None) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
        if node is None:
            return []
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(_line(node), "expected a map (name: ...)")
        seen: set[str] = set()
        for key, _ in node.value:
            name = self.word(key)
            if name in seen:
                raise self.wrong(_line(key), f"“{name}” is here twice")
            seen.add(name)
        return list(node.value)

    def items(self, node: yaml.Node | None) -> list[yaml.Node]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong(_line(node), "expected a list")
        return list(node.value)

    def word(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
            raise self.wrong(_line(node), "expected a word")
        return str(node.value).strip()

    def number(self, node: yaml.Node, kind: Callable[[str], Any]) -> Any:
        try:
            amount = kind(self.word(node))
        except ValueError:
            amount = math.nan
        if not math.isfinite(amount):
            raise self.wrong(_line(node), f"“{self.word(node)}” isn't a {kind.__name__} number")
        return amount


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
