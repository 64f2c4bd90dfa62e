"""The file as the server reads it: like any other, whatever order it is read in."""

from __future__ import annotations

import io
import os

from hypothesis import given
from hypothesis import strategies as st

from voice_coach.sharing.activity import Activity
from voice_coach.sharing.web_app import WatchedFile

_STEPS = st.one_of(
    st.tuples(st.just("read"), st.integers(1, 400_000), st.just(0)),
    st.tuples(st.just("seek"), st.integers(0, 300_000), st.just(os.SEEK_SET)),
    st.tuples(st.just("seek"), st.integers(0, 1_000), st.just(os.SEEK_CUR)),
    st.tuples(st.just("seek"), st.integers(-300_000, 0), st.just(os.SEEK_END)),
)
_CONTENT = b"".join(number.to_bytes(3, "big") for number in range(100_000))


@given(st.integers(0, 1_000), st.lists(_STEPS, max_size=12))
def test_it_reads_as_the_file_itself_does(start: int, steps: list[tuple[str, int, int]]) -> None:
    plain, below = io.BytesIO(_CONTENT), io.BytesIO(_CONTENT)
    plain.seek(start)
    below.seek(start)
    watched = WatchedFile(below, Activity(lambda: 0.0))
    for step, number, whence in steps:
        if step == "seek":
            assert watched.seek(number, whence) == plain.seek(number, whence)
            continue
        at = plain.tell()
        if at >= len(_CONTENT):
            continue
        got = watched.read(number)
        assert 0 < len(got) <= number
        assert got == _CONTENT[at : at + len(got)]
        plain.seek(at + len(got))
        assert watched.tell() == plain.tell()
