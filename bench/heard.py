"""What the recogniser makes of whole recordings, kept, so that decisions can be tried again in seconds."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.hearing_evidence import Row, meaning
from bench.hearing_material import Take
from voice_coach.listening.audio_file import with_room_tone
from voice_coach.listening.barely_passed import silence_after
from voice_coach.listening.decision import CommandDecision, Decider, evidence_of, stands_alone
from voice_coach.listening.endpointer import Endpointer
from voice_coach.listening.foreground import Foreground
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.listener import THINKING_FRAMES, THOUGHT_OVER
from voice_coach.listening.recogniser import HEARING_RATE, Hypothesis, Recogniser, Speech, decode
from voice_coach.listening.segment import Segment

_NOTICED_SAMPLES = 3 * HEARING_RATE // 100
"""How long speech goes on before the listener notices it."""


@dataclass(frozen=True, eq=False)
class Stretch:
    """A cut of speech, without its sound, and what was heard in it; None if it was too long."""

    segment: Segment
    hypothesis: Hypothesis | None


@dataclass(frozen=True, eq=False)
class Heard:
    """A take without its sound, ``take.seconds`` long, and its stretches in each state."""

    take: Take
    by_state: Mapping[str, tuple[Stretch, ...]]


def heard(takes: Iterable[Take], recogniser: Recogniser) -> Iterator[Heard]:
    """All ``takes``, each in the states of its ``said``."""
    for take in takes:
        sound = take.samples()
        around = with_room_tone(sound, 0.5, 1)
        by_state: dict[str, list[Stretch]] = {state: [] for state in take.said}
        for patient in (False, True):
            states = [state for state in take.said if (state in THOUGHT_OVER) == patient]
            for cut in _cuts(around, patient) if states else ():
                for state in states:
                    by_state[state].append(_stretch(cut, state, recogniser))
        bare = replace(take, seconds=len(sound) / HEARING_RATE, path=None, made=None)
        yield Heard(bare, {state: tuple(found) for state, found in by_state.items()})


def _cuts(sound: Speech, patient: bool) -> list[Segment]:
    endpointer = Endpointer(foreground=Foreground())
    if patient:
        endpointer.trailing_frames = THINKING_FRAMES
    return [*endpointer.feed(sound), *endpointer.flush()]


def _stretch(cut: Segment, state: str, recogniser: Recogniser) -> Stretch:
    bare = replace(cut, samples=np.zeros(0, np.int16))
    if cut.too_long:
        return Stretch(bare, None)
    recogniser.set_state(state)
    found = decode(recogniser, cut.samples)
    return Stretch(bare, replace(found, evidence=dict(found.evidence)))


def keep(found: Sequence[Heard], path: Path) -> None:
    """Write ``found`` to ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps([(one.take, dict(one.by_state)) for one in found]))


def read(path: Path) -> list[Heard]:
    """What ``keep`` wrote."""
    return [Heard(take, by_state) for take, by_state in pickle.loads(path.read_bytes())]


def rows_of(found: Iterable[Heard], grammar: Grammar) -> Iterator[Row]:
    """Evidence to fit a calibrator on: every stretch that's a phrase of its state."""
    for one in found:
        take = one.take
        for state, stretches in one.by_state.items():
            said = take.said[state]
            wanted = None if said is None else grammar.understand(said, state)
            for stretch in stretches:
                heard_as = stretch.hypothesis
                understood = None if heard_as is None else grammar.understand(heard_as.text, state)
                if heard_as is None or understood is None:
                    continue
                evidence = evidence_of(heard_as, stretch.segment)
                if stands_alone(stretch.segment, evidence):
                    right = wanted is not None and meaning(wanted) == meaning(understood)
                    names = (take.name, take.source, take.kind, take.speaker)
                    yield Row(*names, state, said, heard_as.text, right, evidence)


def replayed(one: Heard, state: str, decider: Decider) -> list[CommandDecision]:
    """What's obeyed of ``one`` in ``state`` and not withdrawn, early looks left out."""
    stretches = one.by_state[state]
    kept: list[CommandDecision] = []
    for number, stretch in enumerate(stretches):
        segment = stretch.segment
        if stretch.hypothesis is None:
            decider.surroundings.heard(segment)
            continue
        decision = decider.decide(stretch.hypothesis, segment, state)
        if not isinstance(decision, CommandDecision):
            if not segment.over_sound and getattr(decision, "why", "") != "said-twice":
                decider.surroundings.heard(segment)
            continue
        follows = next(
            (later.segment for later in stretches[number + 1 :] if not later.segment.over_sound), None
        )
        until = segment.decided_sample + silence_after(decision)
        if not segment.over_sound and follows is not None and follows.start_sample + _NOTICED_SAMPLES < until:
            decider.forget_last()
            decider.surroundings.heard(segment)
            continue
        kept.append(decision)
    return kept
