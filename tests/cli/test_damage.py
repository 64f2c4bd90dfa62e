"""Damage to what a runner keeps is told, named by the doctor, and stands in no one's way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.audio.foreign.odd_files import tone
from tests.cli.calling import Caller
from voice_coach.speaking.recorded.line_id import line_id
from voice_coach.speaking.recorded.pack import Pack, PackLine, clip_path, flac

SAID = ("Half way there.", "Rest there.", "Well done.")


@pytest.fixture
def pack(home: Path) -> Path:
    """The runner's own voice pack ``ana``, of three lines."""
    import hashlib

    folder = home.parent / "own" / "voices" / "packs" / "ana"
    (folder / "clips").mkdir(parents=True)
    lines = {}
    for text in SAID:
        identifier, data = line_id(text, "en"), flac(tone(1.0))
        clip_path(folder, identifier).write_bytes(data)
        lines[identifier] = PackLine(identifier, text, hashlib.sha256(data).hexdigest(), tone(1.0).size)
    (folder / "pack.json").write_text(Pack("ana", "en", "", "espeak", lines).to_json(), encoding="utf-8")
    return folder


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_one_flipped_byte_in_a_recording_is_told(call: Caller, home: Path, pack: Path) -> None:
    assert "3 recorded lines, the rest by espeak" in call("voices").out
    assert "missing or damaged" not in call("export", "short", "--voice", "pack:ana").err
    flip(clip_path(pack, line_id(SAID[0], "en")))
    clip_path(pack, line_id(SAID[1], "en")).unlink()
    assert "1 recorded line (2 more damaged), the rest by espeak" in call("voices").out
    sentence = "Of the 3 recordings of pack:ana, 2 are missing or damaged; espeak speaks those lines."
    for command in (("export", "short", "-o", "a.mp3"), ("start", "short", "--speaker", "a.wav")):
        done = call(*command, "--voice", "pack:ana")
        assert (done.code, sentence in done.err) == (0, True)
    (home / "plan.csv").write_text("member,routine,voice\nAna,short,pack:ana\nBo,short,pack:ana\n")
    assert call("batch", "plan.csv", "-o", "out", "--workers", "1").err.count(sentence) == 1
    checks = {
        check["check"]: check for check in json.loads(call("doctor", "--silent", "--json").out)["checks"]
    }
    assert checks["voicepack"]["verdict"] == "note"
    assert "Of the 3 recordings of pack:ana, 2 are" in checks["voicepack"]["message"]


def test_a_pack_that_cannot_be_read_is_named(call: Caller, home: Path, pack: Path) -> None:
    (pack / "pack.json").write_text("{")
    (home.parent / "own" / "settings.json").write_text("{")
    doctor = call("doctor", "--silent").out
    assert str(pack) in doctor
    assert str(home.parent / "own" / "settings.json") in doctor
    (home.parent / "own" / "settings.json").unlink()
    done = call("export", "short", "--voice", "pack:ana")
    assert (done.code, str(pack) in done.sentence) == (2, True)


@pytest.mark.parametrize("content", ["{", "[]", '{"voice": 3}', "\x00"])
def test_damaged_settings_stand_in_nobody_s_way(call: Caller, home: Path, content: str) -> None:
    path = home.parent / "own" / "settings.json"
    path.write_text(content, encoding="utf-8")
    done = call("export", "short")
    assert (done.code, done.err.count(f"The settings {path} are damaged")) == (0, 1)
    assert call("config").code == 0
    assert call("config", "tools", "ball").code == 0
    assert (home.parent / "own" / "settings.json.damaged").read_text(encoding="utf-8") == content
    again = call("export", "short")
    assert (again.code, "damaged" in again.err) == (0, False)
    assert call("config", "tools").out.strip() == "ball"
