"""What a session obeys of other people's talk and of noise, listening on and on.

A session does not wait for the end of speech before it obeys something urgent, so it may obey what the cut
stretches of `bench.hearing_evidence` never show: "wait a moment" in the middle of a sentence. Here whole
recordings go through the listener, each with a network and a calibrator that never met its speaker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.acoustic_evidence import lexicon_of
from bench.barge_in_hearing import blocks
from bench.hearing_material import Take
from training.corpus import FOLDS, fold_of
from voice_coach.listening.acoustic.net import load_acoustic_model
from voice_coach.listening.acoustic.recogniser import AcousticRecogniser
from voice_coach.listening.audio_file import with_room_tone
from voice_coach.listening.calibrator import parse_calibrator
from voice_coach.listening.decision import Decider
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.heard import CommandHeard
from voice_coach.listening.listener import Listener
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.listening.thresholds import Thresholds

_STATE = "working"
_BEFORE_SECONDS = 0.5


def obeyed(
    takes: Sequence[Take],
    grammar: Grammar,
    thresholds: Thresholds,
    sections: Sequence[Mapping[str, Any]],
    folder: Path,
) -> list[str]:
    """The commands heard in ``takes``, and where; ``sections`` are the calibrators of the folds, ``folder``
    holds their networks. Raises MissingPartError (`acoustic-model-unreadable`)."""
    lexicon = lexicon_of(grammar)
    found = []
    for fold in range(FOLDS):
        model = load_acoustic_model(folder / f"fold-{fold}.npz")
        recogniser = AcousticRecogniser(grammar, lexicon, _STATE, model=model)
        calibrator = parse_calibrator(sections[fold])
        for take in takes:
            if fold_of(take.speaker) == fold:
                listener = Listener(
                    recogniser, grammar, _STATE, decider=Decider(grammar, calibrator, thresholds)
                )
                sound = with_room_tone(take.samples(), _BEFORE_SECONDS, 1)
                events = [event for span in blocks(len(sound)) for event in listener.feed(sound[span])]
                events += listener.flush()
                found += [
                    f"{event.text} ({take.name}, {event.start_sample / HEARING_RATE - _BEFORE_SECONDS:.1f} s)"
                    for event in events
                    if isinstance(event, CommandHeard)
                ]
    return found
