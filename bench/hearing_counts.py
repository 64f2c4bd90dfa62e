"""Rows of evidence judged as the shipped thresholds would, and what comes of it in counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.hearing_evidence import Row
from bench.hearing_material import HOME, Take
from voice_coach.listening.calibrator import parse_calibrator
from voice_coach.listening.decision import needed_nats
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.thresholds import Thresholds


class Judge:
    """Decides about rows as the shipped thresholds would, with calibrators that never heard the speaker."""

    def __init__(
        self,
        grammar: Grammar,
        thresholds: Thresholds,
        sections: Sequence[Mapping[str, Any]],
        fold: Callable[[str], int],
    ) -> None:
        """``sections`` are calibrators by fold, each fitted without the speakers of whom ``fold`` says so."""
        self._grammar = grammar
        self._thresholds = thresholds
        self._fold = fold
        self._calibrators = [parse_calibrator(section) for section in sections]

    def surplus(self, row: Row) -> float:
        """By how much ``row`` passes its threshold; below 0 it does not."""
        understood = self._grammar.understand(row.text, row.state)
        assert understood is not None
        needed = needed_nats(understood, row.state, self._grammar, self._thresholds)
        calibrator = self._calibrators[self._fold(row.speaker)]
        return calibrator.log_odds(row.evidence, row.state) - needed

    def command(self, row: Row) -> str:
        understood = self._grammar.understand(row.text, row.state)
        assert understood is not None
        return understood.command


class Counts:
    """Takes, and the rows that passed for commands among theirs."""

    def __init__(self, takes: Sequence[Take], rows: Sequence[Row], judge: Judge, shift: float = 0.0) -> None:
        self.takes = takes
        self.judge = judge
        self.passed: dict[str, list[Row]] = {}
        for row in rows:
            if judge.surplus(row) >= shift:
                self.passed.setdefault(row.take, []).append(row)

    def answered(self, words: Sequence[str]) -> tuple[int, int, int]:
        """Takes of ``words`` in their states: right, with a wrong command, all."""
        chosen = [take for take in self.takes if any(take.said.get(HOME[word]) == word for word in words)]
        state = HOME[words[0]]
        mine = [[row for row in self.passed.get(take.name, []) if row.state == state] for take in chosen]
        right = sum(any(row.right for row in rows) for rows in mine)
        wrong = sum(any(not row.right for row in rows) for rows in mine)
        return right, wrong, len(chosen)

    def false(self, chosen: Callable[[Take], bool], state: str = "working") -> tuple[list[Row], int]:
        """Commands heard in takes that hold none in ``state``, and how many takes there are."""
        takes = [
            take for take in self.takes if chosen(take) and state in take.said and take.said[state] is None
        ]
        return [row for take in takes for row in self.passed.get(take.name, []) if row.state == state], len(
            takes
        )
