"""What our own model makes of commands said in a room, over the coach and over music: for its calibrator.

Recordings made close to the mouth teach nothing of reverberation, nor of what an echo remover leaves. The
rooms here are drawn from other seeds than those that `bench.barge_in` measures in, and each speaker is heard
by the network that has not met them. Other people talk there too, as loud as a runner: what is believed more
readily over the coach's voice must not be theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.acoustic_evidence import lexicon_of
from bench.barge_in_hearing import blocks
from bench.barge_in_trials import (
    Placed,
    Said,
    Scene,
    coach_speech,
    coach_texts,
    looped,
    music_pieces,
    recordings,
    scene,
    synthesised,
    talk,
)
from bench.figures import OUT
from bench.hearing_evidence import Row, keep, meaning, read_rows
from bench.rooms import RATE, draw_room
from training.corpus import FOLDS, fold_of
from voice_coach.listening.acoustic.net import load_acoustic_model
from voice_coach.listening.acoustic.recogniser import AcousticRecogniser
from voice_coach.listening.decision import evidence_of, stands_alone
from voice_coach.listening.echo.removal import KalmanEchoRemover
from voice_coach.listening.endpointer import Endpointer
from voice_coach.listening.foreground import Foreground
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.recogniser import decode
from voice_coach.listening.segment import Segment
from voice_coach.speaking.choose import open_voice
from voice_coach.speaking.maker import PromptMaker

_FIRST_ROOM = 1000
_ROUNDS = 2
"""Everything is said so often, each time in another room."""
_IN_A_SCENE = 7
_COACH_SECONDS = 60.0
_TAKES_A_WORD = 40
_MOST_TALK_SECONDS = 4.0
_VOICES = ("slt", "rms", "awb")
_DUCKED_AFTER_SECONDS = 0.15
_LATE_SAMPLES = RATE // 8


def room_rows(grammar: Grammar, folder: Path, *, again: bool = False, fold: int | None = None) -> list[Row]:
    """The rows of all folds, or of ``fold``, from bench/out where they are kept; networks from ``folder``."""
    rows = []
    for part in range(FOLDS) if fold is None else (fold,):
        path = OUT / f"acoustic_evidence_rooms_{part}.jsonl"
        rows += keep(_gather(grammar, folder, part), path) if again or not path.is_file() else read_rows(path)
    return rows


def _gather(grammar: Grammar, folder: Path, fold: int) -> Iterator[Row]:
    texts = [
        (
            phrase.text,
            phrase.command,
            next(name for name in ("working", *phrase.states) if name in phrase.states),
        )
        for phrase in grammar.phrases
    ]
    turned = [texts[number:] + texts[:number] for number in range(len(_VOICES))]
    saids = [*recordings(_TAKES_A_WORD), *(said for part in turned for said in synthesised(part))]
    saids += talk(_MOST_TALK_SECONDS)[::2]
    mine = [said for said in saids if fold_of(_speaker(said)) == fold]
    recogniser = AcousticRecogniser(
        grammar, lexicon_of(grammar), "working", model=load_acoustic_model(folder / f"fold-{fold}.npz")
    )
    sentences, music = coach_texts(), music_pieces()
    with PromptMaker(open_voice("espeak:en-us", "en")) as prompts:
        firsts = range(0, len(mine), _IN_A_SCENE)
        for number, (turn, first) in enumerate((turn, first) for turn in range(_ROUNDS) for first in firsts):
            order = np.random.default_rng(fold + FOLDS * turn).permutation(len(mine))
            group = [mine[at] for at in order[first : first + _IN_A_SCENE]]
            seed = _FIRST_ROOM * (1 + turn) + 100 * fold + number
            coach = coach_speech(prompts, sentences, _COACH_SECONDS, seed) if number % 3 else None
            piece = looped(music[number % len(music)], _COACH_SECONDS, seed) if number % 3 == 2 else None
            echo_db = float(np.random.default_rng(seed).uniform(-12, 3))
            yield from _heard(_ducked(group, seed, coach, piece, echo_db), recogniser, grammar)


def _ducked(
    group: Sequence[Said], seed: int, coach: np.ndarray | None, music: np.ndarray | None, echo_db: float
) -> Scene:
    """The scene with coach and music lowered soon after each command's onset."""
    room = draw_room(seed)
    plain = scene(group, room, coach, seed, echo_db=echo_db, music=music)
    wait = int(_DUCKED_AFTER_SECONDS * RATE)
    spans = [(placed.start_sample + wait, placed.end_sample + RATE // 4) for placed in plain.placed]
    return scene(group, room, coach, seed, echo_db=echo_db, music=music, ducked=spans)


def _heard(scene_: Scene, recogniser: AcousticRecogniser, grammar: Grammar) -> Iterator[Row]:
    remover, endpointer = KalmanEchoRemover(), Endpointer(foreground=Foreground())
    segments = []
    for span in blocks(len(scene_.microphone)):
        clean = remover.process(scene_.microphone[span], scene_.reference[span])
        segments += endpointer.feed(clean.quiet, clean.whole)
    for segment in [*segments, *endpointer.flush()]:
        placed = _said_in(scene_, segment, remover.latency_samples)
        if segment.too_long:
            continue
        state = "working" if placed is None else placed.said.state
        recogniser.set_state(state)
        heard = decode(recogniser, segment.samples)
        understood = grammar.understand(heard.text, state)
        evidence = evidence_of(heard, segment)
        if understood is None or not stands_alone(segment, evidence):
            continue
        wanted = None if placed is None else placed.said.command or None
        yield Row(
            take=f"room {segment.first_sample} {placed.said.name if placed else 'coach'}",
            source="rooms",
            kind="talk" if wanted is None else "command",
            speaker="coach" if placed is None else _speaker(placed.said),
            state=state,
            said=wanted,
            text=heard.text,
            right=wanted is not None and meaning(understood)[0] == wanted,
            evidence={name: round(value, 5) for name, value in evidence.items()},
        )


def _said_in(scene_: Scene, segment: Segment, latency_samples: int) -> Placed | None:
    start, end = segment.start_sample - latency_samples, segment.end_sample - latency_samples
    return next(
        (
            placed
            for placed in scene_.placed
            if start < placed.end_sample + _LATE_SAMPLES and end > placed.start_sample
        ),
        None,
    )


def _speaker(said: Said) -> str:
    name = said.name.rsplit(" ", maxsplit=1)[1]
    return name.replace("flite-", "flite:")
