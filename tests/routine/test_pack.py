"""Packed routines as text: what is written is read again, and what is hostile is refused in one sentence."""

from __future__ import annotations

import base64
import zlib

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from tests.cli.calling import SHORT_ROUTINE, SHORT_TEXTS
from voice_coach.errors import InputError
from voice_coach.listening.command_phrases import command_phrases
from voice_coach.routine.pack import Pack, compact, digest, pack_text, read_pack
from voice_coach.routine.packs import look_into

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x7f", exclude_categories=["Cc", "Cs"]) | st.just("\n")
)
LEGS = Pack("legs", "0" * 64, {"legs.yaml": "format: 1\n", "exercises/calves.en.yaml": "a: |\n  b\n\n"})


def text_of(files: dict[str, str], **changed: object) -> str:
    """A pack as somebody else's program might write it."""
    entries = {name: {"sha256": digest(text), "text": text} for name, text in files.items()}
    return yaml.safe_dump(
        {"format": 1, "routine": "legs", "made_with": "0" * 64, "files": entries, **changed}
    )


@given(TEXTS.filter(lambda text: text.strip()))
def test_a_pack_is_read_as_it_was_written(text: str) -> None:
    pack = Pack("legs", "0" * 64, {"legs.yaml": text.replace("\ufeff", "").strip() or "x"})
    written = pack_text(pack)
    assert read_pack(written, "x") == pack
    assert read_pack(compact(written), "x") == pack


def test_a_pack_can_be_read_by_people_line_by_line() -> None:
    pack = Pack("legs", "0" * 64, {"legs.yaml": "name: legs\nareas:\n  - {area: calves}\n"})
    lines = [line.strip() for line in pack_text(pack).splitlines()]
    assert {"name: legs", "areas:", "- {area: calves}"} <= {*lines}


def test_the_compact_form_is_what_a_qr_code_packs_tightly() -> None:
    code = compact(pack_text(LEGS))
    assert set(code) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert read_pack(f"{code[:50]}\n {code[50:]}\n", "x") == LEGS


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
DEEP = "files: " + "[" * 3000
INFLATED = "VCR1:" + base64.b32encode(zlib.compress(b" " * 50_000_000)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (BOMB, "an anchor or an alias"),
        (DEEP, "nested too deeply"),
        (" " * 1_000_001, "larger than 1 MB"),
        (INFLATED, "larger than 1 MB"),
        ("VCR1:" + "A" * 99, "no packed routine"),
        (compact(pack_text(LEGS))[: len("VCR1:") + 160], "breaks off"),
        ("", "is empty"),
        ("!!python/object/apply:os.system [ls]", "uses the tag"),
        ("a: 1\n---\nb: 2\n", "second document"),
        (text_of({"legs.yaml": "x"}, format=2), "format"),
        (text_of({"../legs.yaml": "x"}), "../legs.yaml"),
        (text_of({"/etc/legs.yaml": "x"}), "/etc/legs.yaml"),
        (text_of({"legs.yaml\n": "x"}), "no file of the routine"),
        (text_of({"C:\\legs.yaml": "x"}), "legs.yaml"),
        (text_of({"legs.yaml": "x", "other.yaml": "x"}), "no file of the routine"),
        (text_of({"legs.yaml": "x", "safety.en.yaml": "x"}), "no file of the routine"),
        (text_of({"legs.en.yaml": "x"}), "lacks legs.yaml"),
        (text_of({"legs.yaml": "x"}).replace("text: x", "text: y"), "what its hash says"),
        (text_of({"legs.yaml": "x"}, routine="../../legs"), "routine"),
    ],
)  # fmt: skip
def test_what_is_hostile_or_damaged_is_refused(text: str, why: str) -> None:
    with pytest.raises(InputError) as refused:
        read_pack(text, "legs.vcr.yaml")
    assert why in refused.value.message
    assert refused.value.message.startswith("legs.vcr.yaml")
    assert "\n" not in refused.value.message
    assert len(refused.value.message) < 400


@given(st.integers(0, 640), st.binary(min_size=1, max_size=8))
@example(0, b"#")
@example(pack_text(LEGS).index("alves.en"), b"0")
def test_a_damaged_pack_never_passes_for_another(at: int, damage: bytes) -> None:
    whole = pack_text(LEGS).encode()
    text = (whole[:at] + damage + whole[at + len(damage) :]).decode("utf-8", "replace")
    try:
        read = read_pack(text, "x")
    except InputError as error:
        assert "\n" not in error.message
    else:
        assert read == LEGS


def test_a_pack_without_a_hash_of_its_names_can_still_be_added() -> None:
    assert read_pack(text_of(dict(LEGS.files)), "x") == LEGS


@pytest.mark.parametrize(
    ("changed", "more"),
    [({"use: short": "use: fun"}, ""), ({"use: short": "use: fun", "[ball]": "[hammer]"}, " And 1 more.")],
)
def test_the_first_mistake_is_told_and_how_many_there_are(changed: dict[str, str], more: str) -> None:
    files = {"short.yaml": SHORT_ROUTINE, "short.en.yaml": SHORT_TEXTS}
    assert look_into(Pack("short", "0" * 64, files), "x", command_phrases).plans["en"].title == "A short one"
    for old, new in changed.items():
        assert old in files["short.yaml"]
        files["short.yaml"] = files["short.yaml"].replace(old, new)
    with pytest.raises(InputError) as refused:
        look_into(Pack("short", "0" * 64, files), "short.vcr.yaml", command_phrases)
    assert refused.value.message.startswith("short.vcr.yaml: short.yaml:3: use: is 'fun'")
    assert refused.value.message.partition("short.")[2].endswith(f".{more}")
