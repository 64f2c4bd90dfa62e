"""Graphs of phone states for a known text, and the best path through one: what every alignment is made with.

A text becomes words in a row, with every way to say each word side by side and an optional silence between
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_coach.listening.acoustic.units import SILENCE, STATES_PER_PHONE

_NEVER = np.float32(-1e30)
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Chain:
    """States in topological order: ``phone[i]`` with its neighbours ``left`` and ``right`` (for models of
    phones in context), its ``state``, and ``before``: the states it may follow, shape ``(states, most)``,
    -1 where there is none."""

    phone: tuple[str, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    place: tuple[str, ...]
    state: npt.NDArray[np.int64]
    before: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]


def build_chain(words: Sequence[str], pronunciations: Mapping[str, Sequence[tuple[str, ...]]]) -> Chain:
    """The graph of ``words``. Raises KeyError for a word without a pronunciation."""
    phone: list[str] = []
    left: list[str] = []
    right: list[str] = []
    place: list[str] = []
    state: list[int] = []
    before: list[list[int]] = []

    def add(name: str, around: tuple[str, str], where: str, entries: list[int]) -> int:
        for number in range(STATES_PER_PHONE):
            before.append(list(entries) if number == 0 else [len(phone) - 1])
            if number == 2 and name != SILENCE:
                before[-1].append(len(phone) - 2)
            phone.append(name)
            left.append(around[0])
            right.append(around[1])
            place.append(where)
            state.append(number)
        return len(phone) - 1

    spoken = [list(pronunciations[word])[:4] for word in words]
    exits = [add(SILENCE, (SILENCE, SILENCE), "single", [])]
    for at, ways in enumerate(spoken):
        ends: list[int] = []
        for way in ways:
            previous = spoken[at - 1][0][-1] if at else SILENCE
            following = spoken[at + 1][0][0] if at + 1 < len(spoken) else SILENCE
            around = (previous, *way, following)
            entries = exits
            for position, name in enumerate(way):
                where = _place(position, len(way))
                end = add(name, (around[position], around[position + 2]), where, entries)
                entries = [end]
            ends.append(entries[0])
        pause = add(SILENCE, (SILENCE, SILENCE), "single", ends)
        exits = [pause, *ends]
    width = max(len(entries) for entries in before) or 1
    table = np.full((len(before), width), -1, np.int64)
    for row, entries in enumerate(before):
        table[row, : len(entries)] = entries
    return Chain(
        phone=tuple(phone),
        left=tuple(left),
        right=tuple(right),
        place=tuple(place),
        state=np.array(state),
        before=table,
        first=np.array([0, *(row for row in range(len(before)) if 2 in before[row] and state[row] == 0)]),
        last=np.array(exits),
    )


def best_path(chain: Chain, emitted: Scores) -> tuple[npt.NDArray[np.int64], float] | None:
    """The state of ``chain`` at each frame and the path's mean score a frame; None where the frames are too
    few.

    ``emitted`` holds log scores, shape ``(frames, states)``.
    """
    frames, states = emitted.shape
    alive = np.full(states + 1, _NEVER, np.float32)
    alive[chain.first] = emitted[0, chain.first]
    sources = np.concatenate([np.arange(states)[:, None], chain.before], axis=1)
    sources[sources < 0] = states
    back = np.zeros((frames, states), np.int16)
    rows = np.arange(states)
    for frame in range(1, frames):
        ways = alive[sources]
        back[frame] = ways.argmax(axis=1)
        alive[:states] = ways[rows, back[frame]] + emitted[frame]
    end = int(chain.last[alive[chain.last].argmax()])
    if alive[end] <= _NEVER / 2:
        return None
    path = np.zeros(frames, np.int64)
    path[-1] = end
    for frame in range(frames - 1, 0, -1):
        path[frame - 1] = sources[path[frame], back[frame, path[frame]]]
    return path, float(alive[end]) / frames


def _place(position: int, length: int) -> str:
    if length == 1:
        return "single"
    return "begin" if position == 0 else "end" if position == length - 1 else "internal"
