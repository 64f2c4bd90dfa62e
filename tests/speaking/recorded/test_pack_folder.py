"""What a name means when a voice is chosen: a pack of one's own, a path, and the voice for the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_coach.errors import InputError, MissingPartError
from voice_coach.speaking.choose import open_voice
from voice_coach.speaking.own_voices import OwnVoices
from voice_coach.speaking.recorded.line_id import line_id
from voice_coach.speaking.recorded.pack import Pack, PackLine
from voice_coach.speaking.recorded.pack_folder import find_pack, list_packs, names_a_pack


def place(folder: Path, language: str = "en") -> Path:
    text = "Half way."
    line = PackLine(line_id(text, language), text, "0" * 64, 100)
    folder.mkdir(parents=True)
    (folder / "pack.json").write_text(
        Pack("ana", language, "", "flite", {line.id: line}).to_json(), encoding="utf-8"
    )
    return folder


@pytest.mark.parametrize("name", ["pack:ana", "./ana", "/x/ana", "C:\\voices\\ana", "pack:"])
def test_what_asks_for_a_pack(name: str) -> None:
    assert names_a_pack(name)


@pytest.mark.parametrize("name", ["auto", "espeak", "flite:slt", "piper:en_US-joe-medium", "", "ana"])
def test_what_does_not(name: str) -> None:
    assert not names_a_pack(name)


def test_the_other_voice_is_the_pack_s_own_or_the_one_asked_for(tmp_path: Path) -> None:
    place(tmp_path / "packs" / "ana")
    for name, fallback in (("pack:ana", "flite"), ("pack:ana+espeak:en-gb", "espeak:en-gb")):
        choice = find_pack(name, "en-GB", tmp_path / "packs")
        assert (choice.folder, choice.fallback) == (tmp_path / "packs" / "ana", fallback)
    assert find_pack(f"{tmp_path}/packs/ana+piper", "en", tmp_path).fallback == "piper"


def test_a_folder_with_a_plus_in_its_name_is_a_folder(tmp_path: Path) -> None:
    folder = place(tmp_path / "ana+ben")
    assert find_pack(str(folder), "en", tmp_path).folder == folder
    assert find_pack(f"{folder}+espeak", "en", tmp_path).fallback == "espeak"


@pytest.mark.parametrize(
    "name", ["pack:../secret", "pack:", "pack:a/b", "pack:.hidden", "pack:ana+pack:ana", "pack:ana+"]
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    place(tmp_path / "secret")
    place(tmp_path / "packs" / "ana")
    with pytest.raises(InputError) as caught:
        find_pack(name, "en", tmp_path / "packs")
    assert caught.value.code == "voice-unknown"


def test_where_the_pack_s_own_other_voice_is_missing_another_one_speaks(tmp_path: Path) -> None:
    own = OwnVoices(tmp_path)
    folder = place(own.packs / "ana")
    manifest = folder / "pack.json"
    manifest.write_text(manifest.read_text().replace('"flite"', '"piper:en_US-elsewhere-low"'))
    voice = open_voice("pack:ana", "en", own)
    assert voice.info.description == "1 recorded line, the rest by auto"
    assert voice.synthesise("Half way.", words_per_minute=145).frames
    voice.close()
    with pytest.raises(MissingPartError):
        open_voice("pack:ana+piper:en_US-elsewhere-low", "en", own)


def test_only_whole_packs_of_the_language_are_listed(tmp_path: Path) -> None:
    place(tmp_path / "ana")
    place(tmp_path / "lucia", "es")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "pack.json").write_text("{")
    (tmp_path / "notes").mkdir()
    assert [info.name for info in list_packs("en", tmp_path)] == ["pack:ana"]
    assert [info.name for info in list_packs("es-MX", tmp_path)] == ["pack:lucia"]
    assert list_packs("en", tmp_path / "nowhere") == []
    with pytest.raises(InputError, match="speaks the language 'es'"):
        find_pack("pack:lucia", "en", tmp_path)
