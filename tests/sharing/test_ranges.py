"""Byte ranges, held against a plain list of bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.sharing.ranges import ByteRange, Unsatisfiable, read_range

SIZES = st.integers(0, 40)
PLACES = st.integers(0, 60)


def outcome(header: str, size: int) -> ByteRange | str | None:
    try:
        return read_range(header, size)
    except Unsatisfiable:
        return "416"


@given(PLACES, PLACES, SIZES)
def test_from_one_byte_to_another(first: int, last: int, size: int) -> None:
    there = list(range(size))[first : last + 1]
    if last < first:
        expected: ByteRange | str | None = None
    else:
        expected = ByteRange(there[0], len(there)) if there else "416"
    assert outcome(f"bytes={first}-{last}", size) == expected


@given(PLACES, SIZES)
def test_from_one_byte_on(first: int, size: int) -> None:
    there = list(range(size))[first:]
    assert outcome(f"bytes={first}-", size) == (ByteRange(there[0], len(there)) if there else "416")


@given(PLACES, SIZES)
def test_the_last_bytes(count: int, size: int) -> None:
    there = list(range(size))[-count:] if count else []
    assert outcome(f"bytes=-{count}", size) == (ByteRange(there[0], len(there)) if there else "416")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=1-2,5-6",
        "lines=1-2",
        "bytes=1.5-3",
        "bytes=+1-2",
        "bytes=٣-٤",
    ],
)
def test_what_is_no_single_range_asks_for_all(header: str) -> None:
    assert read_range(header, 10) is None


@given(st.text(alphabet="bytes=-,0123456789 \t", max_size=30), SIZES)
def test_any_header_stays_inside_the_file(header: str, size: int) -> None:
    found = outcome(header, size)
    if isinstance(found, ByteRange):
        assert found.length > 0
        assert 0 <= found.start < found.start + found.length <= size


def test_thousands_of_digits_are_a_number_like_others() -> None:
    many = "9" * 6_000
    assert outcome(f"bytes={many}-", 10) == "416"
    assert outcome(f"bytes=-{many}", 10) == ByteRange(0, 10)
    assert outcome(f"bytes={'0' * 6_000}1-{many}", 10) == ByteRange(1, 9)
