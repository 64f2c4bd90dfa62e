"""``routines pack`` and ``add``: a routine goes to another machine and sounds the same there."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.cli.calling import SHORT_ROUTINE, SHORT_TEXTS, Caller
from voice_coach.content import content_folder
from voice_coach.routine.pack import Pack, digest, pack_text


@pytest.fixture
def packed(call: Caller, home: Path) -> Path:
    """``short``, with an exercise and a pronunciation of the runner's own, as a file."""
    own = home.parent / "own" / "routines"
    (own / "exercises").mkdir()
    for name in ("calves.yaml", "calves.en.yaml"):
        text = (content_folder("routines") / "exercises" / name).read_text(encoding="utf-8")
        changed = text.replace("least: {strokes: 4,", "least: {strokes: 5,").replace("calves-ball", "my-ball")
        (own / "exercises" / name).write_text(changed, encoding="utf-8")
    (own / "pronunciations.en.yaml").write_text(
        "format: 1\nlanguage: en\nwords:\n  calves: karves\n", encoding="utf-8"
    )
    (own / "short.yaml").write_text(
        SHORT_ROUTINE.replace("area: calves,", "area: calves, exercise: my-ball,"), encoding="utf-8"
    )
    outcome = call("routines", "pack", "short", "-o", "short.vcr.yaml")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("short.vcr.yaml: 5 files, ")
    return home / "short.vcr.yaml"


def on_another_machine(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    other = home.parent / "other"
    monkeypatch.setenv("VOICE_COACH_HOME", str(other))
    return other / "routines"


def test_it_is_the_same_session_on_another_machine(
    call: Caller, home: Path, packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("export", "short", "--voice", "espeak", "-o", "here.wav")
    own = on_another_machine(home, monkeypatch)
    # The other runner has exercises and pronunciations of their own: they don't count for a pack.
    (own / "exercises").mkdir(parents=True)
    (own / "exercises" / "calves.yaml").write_text("format: 1\n", encoding="utf-8")
    (own / "pronunciations.en.yaml").write_text(
        "format: 1\nlanguage: en\nwords:\n  calves: cows\n", encoding="utf-8"
    )
    outcome = call("routines", "add", packed, "--yes")
    assert (outcome.code, outcome.err) == (0, "")
    assert "short: A short one\n  calves; about 1:" in outcome.out
    assert "its own exercises: calves-roller, my-ball, " in outcome.out
    assert "languages: en; 5 files" in outcome.out
    assert "another version" not in outcome.out
    exported = call("export", "short", "--voice", "espeak", "-o", "there.wav")
    assert (exported.code, exported.err) == (0, "")
    assert (home / "here.wav").read_bytes() == (home / "there.wav").read_bytes()
    assert call("routines", "add", packed).out == "short is there already, just as it is here.\n"
    assert "short " in call("routines", "list").out
    again = call("routines", "pack", "short", "-o", "-")
    assert again.out == packed.read_text(encoding="utf-8"), "passed on, it's the same file"


def test_it_is_added_only_once_somebody_agrees(
    call: Caller, home: Path, packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = on_another_machine(home, monkeypatch)
    outcome = call("routines", "add", packed)
    assert outcome.code == 2
    assert outcome.err == "voice-coach: Nothing was added: no one can be asked. With --yes it's added.\n"
    assert outcome.out.startswith("short: ")
    assert not own.exists()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed.read_bytes())))
    assert call("routines", "add", "-", "--yes").code == 0
    assert (own / "packs" / "short" / "short.yaml").is_file()


def test_a_name_that_is_taken_is_left_alone(call: Caller, packed: Path, home: Path) -> None:
    assert "There is another routine called short" in call("routines", "add", packed, "--yes").sentence


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("hold: 12 s", "hold: 12000 s"), "legs.yaml:8"),
        (("language: en", "language: es"), "legs.en.yaml:2"),
        (("area: calves", "area: wings"), "'wings' isn't an area"),
        (("tools: [ball]", "tools: [ball"), "legs.yaml"),
    ],
)
def test_it_is_checked_as_an_authors_file_is(
    call: Caller, home: Path, change: tuple[str, str], why: str
) -> None:
    structure = SHORT_ROUTINE.replace("name: short", "name: legs")
    files = {"legs.yaml": structure.replace(*change), "legs.en.yaml": SHORT_TEXTS.replace(*change)}
    (home / "x.vcr.yaml").write_text(pack_text(Pack("legs", digest(""), files)), encoding="utf-8")
    outcome = call("routines", "add", "x.vcr.yaml", "--yes")
    assert outcome.code == 2
    assert why in outcome.sentence
    assert "x.vcr.yaml: legs" in outcome.sentence
    assert not (home.parent / "own" / "routines" / "packs").exists()


def test_what_is_unwise_in_it_is_shown(call: Caller, home: Path) -> None:
    files = {
        "legs.yaml": SHORT_ROUTINE.replace("name: short", "name: legs"),
        "legs.en.yaml": SHORT_TEXTS.replace("Keep off bones", "Then stop session").replace(
            "A short one", '"A\\e[2J"'
        ),
    }
    (home / "x.vcr.yaml").write_text(pack_text(Pack("legs", digest(""), files)), encoding="utf-8")
    outcome = call("routines", "add", "x.vcr.yaml", "--yes")
    assert (outcome.code, outcome.err) == (0, "")
    assert "contains 'stop session', which the coach obeys" in outcome.out
    assert "made with another version" in outcome.out
    assert "\x1b" not in outcome.out


def test_what_cannot_be_shown_or_read_is_said(call: Caller, packed: Path, home: Path) -> None:
    assert "too large for a QR code" in call("routines", "pack", "short", "--qr").sentence
    assert "is a packed routine" in call("start", packed, "--speaker", "o.wav").sentence
    assert "There is no file" in call("routines", "add", "nothing").sentence
    (home / "latin.vcr.yaml").write_bytes(b"\xe9")
    assert "isn't UTF-8 text" in call("routines", "add", "latin.vcr.yaml").sentence
