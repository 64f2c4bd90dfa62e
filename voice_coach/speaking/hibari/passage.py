"""Sentences spoken in one breath and cut apart.

So the melody falls only at the end. The network gives lengths; cuts are at the quietest place between
sentences.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.speaking.hibari.network import MOST_SOUNDS, RATE_HZ, Network, Utterance

_HOP_FRAMES = RATE_HZ // 200
_QUIET_BELOW_PEAK = 10 ** (-40 / 20)
_ROUND_FRAMES = RATE_HZ // 5
"""Searched on either side: sounds may ring into the pause."""


def speak_passage(network: Network, texts: Sequence[str], speed: float) -> tuple[Samples, ...]:
    """Each text's sound at ``network``'s rate; none if it says nothing."""
    said = [network.phonemes(text) if text else "" for text in texts]
    made: list[Samples] = [np.zeros(0, np.float32)] * len(said)
    for group in _groups(said):
        if len(group) == 1:
            (only,) = group
            made[only] = _alone(network, said[only], speed)
            continue
        utterance = network.speak(" ".join(said[index] for index in group), speed)
        if not utterance.starts.size:  # the network doesn't tell where one ends
            for index in group:
                made[index] = _alone(network, said[index], speed)
            continue
        cuts = _cuts(utterance, [len(said[index]) for index in group])
        for index, start, end in zip(group, (0, *cuts), (*cuts, utterance.samples.size), strict=True):
            made[index] = utterance.samples[start:end]
    return tuple(made)


def _groups(said: Sequence[str]) -> list[list[int]]:
    """Indices, in groups the network can take."""
    groups: list[list[int]] = []
    sounds = MOST_SOUNDS + 1
    for index, phonemes in enumerate(said):
        if not phonemes.strip():
            continue
        sounds += 1 + len(phonemes)
        if sounds > MOST_SOUNDS:
            groups.append([])
            sounds = len(phonemes)
        groups[-1].append(index)
    return groups


def _alone(network: Network, phonemes: str, speed: float) -> Samples:
    return np.concatenate([network.speak(part, speed).samples for part in parts_of(phonemes)])


def parts_of(phonemes: str) -> list[str]:
    """Pieces the network can take, cut between words."""
    parts = []
    while len(phonemes) > MOST_SOUNDS:
        cut = phonemes.rfind(" ", 0, MOST_SOUNDS) + 1 or MOST_SOUNDS
        parts.append(phonemes[:cut])
        phonemes = phonemes[cut:]
    return [part for part in (*parts, phonemes) if part.strip()]


def _cuts(utterance: Utterance, lengths: Sequence[int]) -> list[int]:
    """Between each two sentences, by their lengths in phonemes."""
    hops = utterance.samples[: utterance.samples.size // _HOP_FRAMES * _HOP_FRAMES].reshape(-1, _HOP_FRAMES)
    peaks = np.abs(hops).max(axis=1)
    cuts, past, least = [], 0, 0
    for length in lengths[:-1]:
        past += length  # the space between two sentences is a sound of its own, between ``past`` and the next
        space = slice(int(utterance.starts[past]), int(utterance.starts[past + 1]))
        first = max(least, (space.start - _ROUND_FRAMES) // _HOP_FRAMES)
        last = min(peaks.size, (space.stop + _ROUND_FRAMES) // _HOP_FRAMES)
        cuts.append((first + _quietest(peaks[first:last], peaks.max())) * _HOP_FRAMES)
        least, past = cuts[-1] // _HOP_FRAMES + 1, past + 1
    return cuts


def _quietest(peaks: Samples, loudest: float) -> int:
    """The longest quiet run's middle; else the quietest hop."""
    quiet = np.concatenate(([False], peaks < loudest * _QUIET_BELOW_PEAK, [False]))
    edges = np.flatnonzero(quiet[1:] != quiet[:-1]).reshape(-1, 2)
    if not edges.size:
        return int(np.argmin(peaks))
    start, end = edges[np.argmax(edges[:, 1] - edges[:, 0])]
    return int(start + end) // 2
