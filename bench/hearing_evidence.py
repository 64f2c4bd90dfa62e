"""What an engine makes of a take: per segment and state its words and evidence, before any decision."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bench.hearing_material import Take
from voice_coach.listening.audio_file import with_room_tone
from voice_coach.listening.decision import evidence_of, stands_alone
from voice_coach.listening.endpointer import Endpointer
from voice_coach.listening.foreground import Foreground
from voice_coach.listening.grammar import Grammar, Understood
from voice_coach.listening.listener import THINKING_FRAMES, THOUGHT_OVER
from voice_coach.listening.recogniser import Recogniser, Speech, decode


@dataclass(frozen=True)
class Row:
    """One segment in one state. ``right`` where the words mean what was said there."""

    take: str
    source: str
    kind: str
    speaker: str
    state: str
    said: str | None
    text: str
    right: bool
    evidence: Mapping[str, float]


def gather(takes: Iterable[Take], recogniser: Recogniser, grammar: Grammar) -> Iterator[Row]:
    """The rows of ``takes`` whose words are a phrase of the state."""
    for take in takes:
        sound = with_room_tone(take.samples(), 0.5, 1)
        for patient in (False, True):
            asked = {state: said for state, said in take.said.items() if (state in THOUGHT_OVER) == patient}
            if asked:
                yield from _rows(replace(take, said=asked), sound, patient, recogniser, grammar)


def _rows(
    take: Take, sound: Speech, patient: bool, recogniser: Recogniser, grammar: Grammar
) -> Iterator[Row]:
    endpointer = Endpointer(foreground=Foreground() if recogniser.tells_silence else None)
    if patient:
        endpointer.trailing_frames = THINKING_FRAMES
    for segment in [*endpointer.feed(sound), *endpointer.flush()]:
        for state, said in () if segment.too_long else take.said.items():
            recogniser.set_state(state)
            heard = decode(recogniser, segment.samples)
            understood = grammar.understand(heard.text, state)
            evidence = evidence_of(heard, segment)
            if understood is not None and stands_alone(segment, evidence):
                wanted = None if said is None else grammar.understand(said, state)
                yield Row(
                    take=take.name,
                    source=take.source,
                    kind=take.kind,
                    speaker=take.speaker,
                    state=state,
                    said=said,
                    text=heard.text,
                    right=wanted is not None and meaning(wanted) == meaning(understood),
                    evidence={name: round(value, 5) for name, value in evidence.items()},
                )


def meaning(understood: Understood) -> tuple[str, int | None, int | None]:
    """What two phrases share that are one command."""
    return understood.command, understood.seconds, understood.value


def keep(rows: Iterable[Row], path: Path) -> list[Row]:
    """``rows``, also written to ``path``, one JSON object a line."""
    kept = list(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(asdict(row)) + "\n" for row in kept), encoding="utf-8")
    return kept


def read_rows(path: Path) -> list[Row]:
    """What ``keep`` wrote."""
    return [Row(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
