"""What `bench.refit` fits on: talk that's meant for somebody else, and commands by people and natural voices.

Most of it comes as it was recorded and a part in simulated rooms, half a metre to two and a half from the
phone: an ordinary flat smears short words, and what's believed there must not be other people's talk. The
rooms are none of those that `bench.barge_in` or `bench.natural_check` measure in.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.hearing_material import HOME, VOICES, Take, voices
from bench.other_talk import STATES, says_numbers, talks
from bench.rooms import active_rms, convolve, draw_room
from training.corpus import KEPT_FOR_FITTING
from voice_coach.listening.audio_file import read_audio
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.recogniser import HEARING_RATE, Speech

NATURAL = Path(os.environ.get("VOICE_COACH_NATURAL", VOICES.parent / "natural"))
BEFORE_A_SESSION = ("today", "areas")
_ROOM_NOISES = ("kitchen", "rain", "typing", "pink")
_NOISE_DB = 12.0
_FIRST_ROOM = 20_000
_ROOMS_A_PERSON = 3
_TALK_IN_ROOMS = 5
"""Every so manieth recording of other talk is also heard in a room."""
_READ_SHARE = 10
"""Of the read speech, which the network has met, every so manieth."""

Noise = npt.NDArray[np.float64]


def refused(share: int) -> Iterator[Take]:
    """Other people's talk, as takes that hold no command in any state."""
    noises = _noises()
    chosen = [talk for at, talk in enumerate(talks()) if talk.kind != "read" or at % _READ_SHARE == 0]
    for turn, talk in enumerate(chosen[::share]):
        states = (*STATES, *BEFORE_A_SESSION)
        said = {state: None for state in states if state != "rating" or not says_numbers(talk)}
        sound = talk.samples()
        yield Take(talk.name, "other", talk.kind, talk.speaker, said, 0.0, made=sound)
        if turn % _TALK_IN_ROOMS == 0:
            far = in_room(sound, _FIRST_ROOM + turn, noises)
            yield Take(f"{talk.name} far", "other", talk.kind, talk.speaker, said, 0.0, made=far)


def meant(grammar: Grammar) -> Iterator[Take]:
    """People's commands, clean and in rooms; natural voices also over 12 dB of a room's noise."""
    noises = _noises()
    turn = _FIRST_ROOM
    for take in voices():
        home = {state: word for state, word in take.said.items() if word and HOME.get(word) == state}
        if take.kind == "command" and home:
            yield replace(take, said=home, source="people")
            for _ in range(_ROOMS_A_PERSON):
                turn += 1
                far = in_room(take.samples(), turn, noises)
                yield replace(take, said=home, source="people far", path=None, made=far)
    yield from natural(grammar, noises)


def natural(grammar: Grammar, noises: Sequence[Noise]) -> Iterator[Take]:
    """Natural voices that the network hasn't met; none if there are no clips."""
    if not NATURAL.is_dir():
        return
    chance = np.random.default_rng(3)
    rows = csv.DictReader((NATURAL / "manifest.csv").read_text(encoding="utf-8").splitlines())
    for turn, row in enumerate(rows):
        if row["speaker"] not in KEPT_FOR_FITTING:
            continue
        phrase = next(one for one in grammar.phrases if one.text == row["phrase"])
        home = next(name for name in ("working", *grammar.states) if name in phrase.states)
        said = {state: phrase.text for state in (home, *BEFORE_A_SESSION) if state in phrase.states}
        clean = read_audio(NATURAL / row["path"])
        ways = {
            "natural": clean,
            "natural noisy": noisy(clean, noises, chance),
            "natural far": in_room(clean, 2 * _FIRST_ROOM + turn, noises),
        }
        for source, sound in ways.items():
            yield Take(f"{row['path']} {source}", source, "command", row["speaker"], said, 0.0, made=sound)


def noisy(clean: Speech, noises: Sequence[Noise], chance: np.random.Generator) -> Speech:
    """``clean`` with a second before and after it, over 12 dB of a room's noise."""
    around = np.concatenate([np.zeros(HEARING_RATE), clean.astype(np.float64), np.zeros(HEARING_RATE)])
    noise = np.resize(noises[int(chance.integers(len(noises)))], len(around))
    loud = np.abs(clean) > 0.02 * np.abs(clean).max()
    speech = np.sqrt((clean[loud].astype(np.float64) ** 2).mean())
    return _whole(around + noise * _gain(noise, speech, _NOISE_DB))


def in_room(sound: Speech, seed: int, noises: Sequence[Noise]) -> Speech:
    """``sound`` from somewhere in a room drawn by ``seed``, over hiss or another noise 15 to 45 dB below."""
    chance = np.random.default_rng(seed)
    half = np.zeros(HEARING_RATE // 2)
    around = np.concatenate([half, sound.astype(np.float64) / 32768, half]).astype(np.float32)
    far = convolve(around, draw_room(seed).voice_path).astype(np.float64)
    level = 32768 * chance.uniform(0.01, 0.08)
    far *= level / max(1e-9, active_rms(far.astype(np.float32)))
    hiss = chance.standard_normal(len(far))
    noise = np.resize(noises[int(chance.integers(len(noises)))], len(far)) if noises else hiss
    under = hiss if chance.random() < 0.5 else noise
    return _whole(far + under * _gain(under, level, chance.uniform(15, 45)))


def _gain(noise: Noise, speech: float, below_db: float) -> float:
    """What brings ``noise`` ``below_db`` under an RMS of ``speech``."""
    return float(speech / np.sqrt((noise**2).mean() + 1e-9) * 10 ** (-below_db / 20))


def _whole(sound: Noise) -> Speech:
    whole: Speech = np.clip(np.round(sound), -32768, 32767).astype(np.int16)
    return whole


def _noises() -> list[Noise]:
    folder = VOICES / "noise"
    paths = [path for kind in _ROOM_NOISES for path in sorted(folder.glob(f"{kind}*"))]
    return [read_audio(path).astype(np.float64) for path in paths]
