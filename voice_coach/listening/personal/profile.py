"""A runner's own chains by phrase, in one file.

`profile.npz`: chains end to end, and a JSON text; no sound, but made from a voice, so it stays with the
takes. One of another model or format counts as none.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from voice_coach.audio.partial_file import PartialFile
from voice_coach.errors import InputError
from voice_coach.listening.acoustic.mel import Frames
from voice_coach.listening.acoustic.own_chain import MOST_STATES, OwnChain
from voice_coach.listening.acoustic.units import OUTPUTS
from voice_coach.listening.array_file import UNREADABLE

FORMAT = 1
_MOST_PHRASES = 500
_MOST_CHAINS = 20
_MOST_BYTES = 64_000_000
"""Unpacked."""


@dataclass(frozen=True, eq=False)
class PersonalPhrase:
    """Of ``takes``, ``before`` and ``after`` were understood without and with the other takes; ``on``: in
    use.
    """

    text: str
    takes: int
    before: int
    after: int
    on: bool
    chains: tuple[OwnChain, ...] = ()


@dataclass(frozen=True, eq=False)
class Profile:
    """``model``: fingerprint of the chains' weights."""

    model: int
    phrases: tuple[PersonalPhrase, ...] = ()

    @property
    def chains(self) -> Mapping[str, tuple[OwnChain, ...]]:
        """By phrase, of those on."""
        return {phrase.text: phrase.chains for phrase in self.phrases if phrase.on}

    def phrase(self, text: str) -> PersonalPhrase | None:
        return next((phrase for phrase in self.phrases if phrase.text == text), None)


def fingerprint(weights: Path) -> int:
    """Tells files of weights apart."""
    return zlib.crc32(weights.read_bytes())


def save_profile(profile: Profile, path: Path) -> None:
    """Whole or not at all. Raises OutputError."""
    about = {
        "model": profile.model,
        "phrases": [
            {
                "text": phrase.text,
                "takes": phrase.takes,
                "before": phrase.before,
                "after": phrase.after,
                "on": phrase.on,
                "chains": [len(chain.states) for chain in phrase.chains],
            }
            for phrase in profile.phrases
        ],
    }
    states = [chain.states for phrase in profile.phrases for chain in phrase.chains]
    joined = np.concatenate(states) if states else np.zeros((0, OUTPUTS))
    text = np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), np.uint8)
    partial = PartialFile(path, private=True)
    try:
        np.savez_compressed(
            partial.file, format=np.array(FORMAT), about=text, states=joined.astype(np.float16)
        )
    except BaseException:
        partial.discard()
        raise
    partial.keep()


def load_profile(path: Path) -> Profile:
    """Raises InputError (`profile-damaged`) for a missing or other file."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
                raise ValueError("it is too large")
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if int(stored["format"].item()) != FORMAT:
                raise ValueError("its format is another")
            about = json.loads(bytes(stored["about"].astype(np.uint8)).decode())
            return _parse(about, np.asarray(stored["states"]))
    except UNREADABLE as error:
        raise InputError(
            f"The voice profile {path} can't be read: {type(error).__name__}: {error}.",
            hint="Remake it from the recordings: voice-coach enrol.",
            code="profile-damaged",
        ) from None


def _parse(about: Any, states: Frames) -> Profile:
    if states.dtype != np.float16 or states.ndim != 2 or states.shape[1] != OUTPUTS:
        raise ValueError("its chains aren't as expected")
    states = states.astype(np.float32)
    sums = states.sum(axis=1, keepdims=True)
    if not (np.isfinite(states).all() and (states >= 0).all() and (sums > 0.5).all() and (sums < 2).all()):
        raise ValueError("its chains are no probabilities")
    if len(about["phrases"]) > _MOST_PHRASES:
        raise ValueError("it has too many phrases")
    states /= sums
    found, at = [], 0
    for entry in about["phrases"]:
        lengths = [int(length) for length in entry["chains"]]
        if len(lengths) > _MOST_CHAINS or not all(1 <= length <= MOST_STATES for length in lengths):
            raise ValueError("a chain is longer than any phrase")
        chains = []
        for length in lengths:
            chains.append(OwnChain(states[at : at + length]))
            at += length
        if not isinstance(entry["text"], str):
            raise ValueError("a phrase isn't as expected")
        takes, before, after = (int(entry[key]) for key in ("takes", "before", "after"))
        found.append(PersonalPhrase(entry["text"], takes, before, after, entry["on"] is True, tuple(chains)))
    if at != len(states):
        raise ValueError("it has more or fewer chains than it says")
    return Profile(int(about["model"]), tuple(found))
