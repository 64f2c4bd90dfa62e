"""Sessions as lines: what is written is read again, old lines too, and damage takes no more than it must."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.records.past_session import VERSION, PainFelt, PartDone, PastSession, PhraseHeard
from voice_coach.records.session_lines import BadLine, line_of, read_session, strict_session
from voice_coach.routine.wish import ANYTHING, Wish

OLD = (
    '{"when": "2026-03-01T07:30:00+00:00", "routine": "warmup", "minutes": 7.8, '
    '"areas": ["glutes", "calves"], "completed": true, "rating": 6, "tighter_side": "left", "runner": "", '
    '"heard": [{"phrase": "next one", "accepted": 3, "unsure": 1, "undone": 0, "again": 1, "moved": -0.1}], '
    '"exercises": ["glutes-roller"], "insights": [], '
    '"pains": [{"kind": "sharp", "area": "calves", "side": "left"}]}'
)
SOUND = PastSession(
    "2026-03-01T07:30:00+00:00",
    "warmup",
    7.8,
    ("glutes",),
    True,
    parts=(PartDone("glutes", "left", True, worked_seconds=37.0, changed_seconds=-5.0, hurt=("strong",)),),
    wish=Wish(minutes=10.0, focus=("glutes",), side="worse-left", stretch=False),
    seed=3,
)

_text = st.text(st.characters(categories=("L", "N", "P")), max_size=20)
_texts = st.lists(_text, max_size=4).map(tuple)
_seconds = st.floats(0, 1e5).map(lambda value: round(value, 1))
_rating = st.none() | st.integers(1, 10)
_side = st.sampled_from(["left", "right", "both"])
sessions = st.builds(
    PastSession,
    when=st.datetimes().map(lambda when: when.isoformat(timespec="seconds")),
    routine=_text,
    minutes=_seconds,
    areas=_texts,
    completed=st.booleans(),
    rating=_rating,
    tighter_side=st.sampled_from(["left", "right", ""]),
    runner=_text,
    heard=st.lists(
        st.builds(PhraseHeard, _text, *[st.integers(0, 99)] * 4, moved=st.floats(-9, 9)), max_size=3
    ).map(tuple),
    exercises=_texts,
    insights=_texts,
    pains=st.lists(st.builds(PainFelt, _text, _text, _side), max_size=3).map(tuple),
    parts=st.lists(
        st.builds(PartDone, _text, _side, st.booleans(), st.booleans(), _seconds, _seconds, _texts, _rating),
        max_size=3,
    ).map(tuple),
    tools=_texts,
    wordings=_texts,
    seed=st.none() | st.integers(0, 2**40),
    wish=st.builds(
        ANYTHING._replace,  # Wish itself would get what isn't kept, too
        minutes=st.none() | _seconds,
        focus=_texts,
        skip=_texts,
        side=st.sampled_from(["both", "left", "worse-right"]),
        hold_seconds=st.none() | _seconds,
        stretch=st.none() | st.booleans(),
        focus_side=st.sampled_from(["left", "right", ""]),
    ),
    cut_off=st.booleans(),
)


@given(sessions)
def test_what_is_written_is_read_again(session: PastSession) -> None:
    line = line_of(session)
    assert "\n" not in line
    assert read_session(line) == session
    assert strict_session(line) == session
    assert read_session(json.dumps(session.as_json())) == session


def test_a_line_of_the_first_version_becomes_one_of_this() -> None:
    session = read_session(OLD)
    assert session is not None
    assert (session.routine, session.areas, session.rating) == ("warmup", ("glutes", "calves"), 6)
    assert session.heard == (PhraseHeard("next one", 3, 1, 0, 1, -0.1),)
    assert session.pains == (PainFelt("sharp", "calves", "left"),)
    assert (session.parts, session.version) == ((), VERSION)
    assert strict_session(OLD) == session


def test_what_a_wish_follows_from_the_answers_is_not_kept() -> None:
    session = PastSession("2026-03-01", "warmup", 1.0, (), True, wish=Wish(postures_out=("kneeling",)))
    assert "kneeling" not in line_of(session)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(json.loads(line_of(SOUND)))), _json)
def test_a_damaged_field_takes_itself_alone(key: str, value: object) -> None:
    data = {**json.loads(line_of(SOUND)), key: value}
    session = read_session(json.dumps(data))
    whole = SOUND.as_json()
    if session is None:
        assert key in {"when", "routine", "minutes", "completed"}
    else:
        found = session.as_json()
        assert {name for name in whole if found[name] != whole[name]} <= {key}


@given(st.binary(max_size=120), st.integers(0, len(line_of(SOUND))), st.integers(0, 60))
def test_a_line_in_any_state_is_a_session_or_none(junk: bytes, at: int, cut: int) -> None:
    line = line_of(SOUND)
    for text in (line[:at] + junk.decode("utf-8", "replace") + line[at + cut :], junk.decode("latin-1")):
        read_session(text)
        try:
            strict_session(text)
        except BadLine as problem:
            assert str(problem).isprintable()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ({"minutes": "long"}, "'minutes' isn't a number"),
        ({"minutes": -1}, "'minutes' is negative"),
        ({"minutes": True}, "'minutes' isn't a number"),
        ({"completed": 1}, "'completed' is neither true nor false"),
        ({"rating": 11}, "'rating' isn't a whole number from 1 to 10"),
        ({"when": "yesterday"}, "'when' is no time: 'yesterday'"),
        ({"routine": "a\x1b[2Jb"}, "'routine' isn't a line"),
        ({"areas": "calves"}, "'areas' isn't a list"),
        ({"parts": [{"area": "calves"}]}, "'parts.side' is missing"),
        ({"parts": [{"area": "calves", "side": "top"}]}, "'parts.side' is none of left, right, both"),
        ({"wish": {"side": "both\n"}}, "'wish.side' is none of"),
        ({"colour\n": "red"}, r"no session has a key 'colour\n'"),
        ({"exercises": ["x"] * 3000}, "'exercises' isn't a list of at most 2000"),
    ],
)
def test_a_stranger_is_told_what_is_wrong(damage: dict[str, object], told: str) -> None:
    with pytest.raises(BadLine) as problem:
        strict_session(json.dumps({**json.loads(line_of(SOUND)), **damage}))
    assert told in str(problem.value)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("[" * 100_000, "it isn't JSON"),
        ("[1]", "it isn't a JSON object"),
        ("{}", "'when' is missing"),
        ('{"minutes": NaN}', "NaN is no number"),
        ("1" * 10_000, "it isn't JSON"),
        ('"' + "x" * 300_000 + '"', "it has over 200000 characters"),
    ],
)
def test_what_is_no_session_is_told(line: str, told: str) -> None:
    assert read_session(line) is None
    with pytest.raises(BadLine, match=told.replace("(", r"\(")):
        strict_session(line)
