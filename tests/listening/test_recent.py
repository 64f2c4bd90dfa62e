"""The last seconds of a sound are cut out where they lie."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.listening.recent import Recent

_LONGEST = 50


@given(st.lists(st.integers(0, 40), min_size=1, max_size=20), st.integers(0, 400), st.integers(0, _LONGEST))
def test_what_is_cut_out_lies_where_it_was(sizes: list[int], back: int, count: int) -> None:
    sound = np.arange(sum(sizes)).astype(np.int16)
    recent = Recent(_LONGEST)
    at = 0
    for size in sizes:
        recent.keep(sound[at : at + size])
        at += size
    first = max(0, at - back)
    found = recent.cut(first, count)
    if back <= _LONGEST:
        assert np.array_equal(found, sound[first : first + count])
    else:
        assert len(found) <= count
