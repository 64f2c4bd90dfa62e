"""Islands: whatever the blocks, the same pieces; put back in their places they are the whole sound."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.audio.mp3.form import FRAME_SAMPLES
from voice_coach.audio.mp3.islands import GAP_FRAMES, LEAD_FRAMES, LONGEST_PIECE_FRAMES, IslandFinder, Piece

runs = st.lists(st.tuples(st.booleans(), st.integers(1, 9_000)), max_size=12)
cuts = st.lists(st.integers(1, 9_000), min_size=1, max_size=8)


def sound_of(lengths: list[tuple[bool, int]]) -> bytes:
    parts = [np.full(count, 7 if sounds else 0, "<i2") for sounds, count in lengths]
    return b"".join(part.tobytes() for part in parts)


def pieces_of(pcm: bytes, blocks: list[int]) -> list[Piece]:
    finder = IslandFinder()
    pieces: list[Piece] = []
    at = turn = 0
    while at < len(pcm):
        size = 2 * blocks[turn % len(blocks)]
        pieces += finder.feed(pcm[at : at + size])
        at, turn = at + size, turn + 1
    return pieces + finder.finish()


@given(runs, cuts, cuts)
def test_the_blocks_do_not_matter(lengths: list[tuple[bool, int]], one: list[int], other: list[int]) -> None:
    pcm = sound_of(lengths)
    assert pieces_of(pcm, one) == pieces_of(pcm, other)


@given(runs, cuts)
def test_the_islands_are_all_that_sounds(lengths: list[tuple[bool, int]], blocks: list[int]) -> None:
    pcm = sound_of(lengths)
    rebuilt = bytearray(len(pcm) + 2 * FRAME_SAMPLES)
    end = 0
    for piece in pieces_of(pcm, blocks):
        assert piece.opens
        assert piece.closes
        start = piece.first * FRAME_SAMPLES * 2
        assert start >= end  # the encoder's tail of the one before has room
        rebuilt[start : start + len(piece.pcm)] = piece.pcm
        end = start + len(piece.pcm) + (GAP_FRAMES - LEAD_FRAMES) * FRAME_SAMPLES * 2
    assert bytes(rebuilt[: len(pcm)]) == pcm
    assert not any(rebuilt[len(pcm) :])


def test_what_sounds_for_long_comes_in_pieces() -> None:
    seconds = 4 * LONGEST_PIECE_FRAMES * FRAME_SAMPLES
    pieces = pieces_of(sound_of([(True, seconds)]), [44_100])
    assert len(pieces) >= 4
    assert [piece.opens for piece in pieces] == [True] + [False] * (len(pieces) - 1)
    assert [piece.closes for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert b"".join(piece.pcm for piece in pieces) == sound_of([(True, seconds)])


def test_silence_has_no_islands() -> None:
    assert pieces_of(bytes(100_000), [5_000]) == []
    assert pieces_of(b"", [1]) == []
