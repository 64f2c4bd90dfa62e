"""Which of hibari's voices are here: its own network checked byte by byte, the others fetched and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.listening.model_store.shop import Shop, open_shop
from tests.speaking.hibari.conftest import needs_hibari
from voice_coach.errors import InputError, MissingPartError, VoiceCoachError
from voice_coach.speaking.catalogue import (
    CatalogueVoice,
    VoiceCatalogue,
    VoiceFile,
    shipped_catalogue,
)
from voice_coach.speaking.choose import available_voices, open_voice, worth_telling
from voice_coach.speaking.hibari.store import HibariStore
from voice_coach.speaking.own_voices import OwnVoices

EMMA = "bf_emma.int8.onnx"


@pytest.fixture
def shop(network_copy: Path) -> Iterator[Shop]:
    with open_shop(network_copy.read_bytes()) as shop:
        shop.url = shop.url.rsplit("/", 1)[0] + f"/voices/{EMMA}"
        yield shop


def catalogue_of(shop: Shop) -> VoiceCatalogue:
    file = VoiceFile(shop.url, len(shop.content), hashlib.sha256(shop.content).hexdigest())
    emma = CatalogueVoice("emma", "English (UK), Emma, a woman", "en", "Apache-2.0", (file,), "hibari")
    return VoiceCatalogue((emma,), shipped_catalogue().packaged)


def test_the_installed_network_is_the_one_of_the_catalogue(tmp_path: Path) -> None:
    needs_hibari()
    voice = HibariStore(tmp_path, shipped_catalogue()).find("", "en-GB")
    assert voice.info.name == "hibari:heart"
    assert voice.network.stat().st_size == 7_936_868


@pytest.mark.parametrize("damage", ["cut short", "exchanged", "gone"])
def test_a_damaged_network_is_one_sentence_and_the_next_voice(network_copy: Path, damage: str) -> None:
    whole = network_copy.read_bytes()
    if damage == "gone":
        network_copy.unlink()
    else:
        network_copy.write_bytes(whole[:-1] + (b"" if damage == "cut short" else bytes([whole[-1] ^ 1])))
    with pytest.raises(MissingPartError, match=r"is damaged: .*hibari\.onnx") as caught:
        open_voice("hibari")
    assert "--force-reinstall" in caught.value.hint
    told: list[VoiceCoachError] = []
    assert open_voice("auto", "en", tell=told.append).info.engine != "hibari"
    assert worth_telling(told) == str(caught.value)


def test_another_voice_is_fetched_looked_at_and_told_apart(shop: Shop, tmp_path: Path) -> None:
    catalogue = catalogue_of(shop)
    store = HibariStore(tmp_path / "voices", catalogue)
    with pytest.raises(MissingPartError, match="isn't installed") as caught:
        store.find("emma", "en")
    assert "voices get emma" in caught.value.hint
    assert not shop.requests, "looked for in the network without being asked to"

    got = store.get(catalogue.voices[0])
    assert got.network == tmp_path / "voices" / "emma" / EMMA
    assert store.find("emma", "en").british
    assert [info.name for info in store.infos("en")] == ["hibari:heart", "hibari:emma"]
    assert store.infos("es") == []
    store.get(catalogue.voices[0])
    assert len(shop.requests) == 1, "fetched twice"

    got.network.write_bytes(b"cut")
    with pytest.raises(MissingPartError, match="is damaged") as caught:
        store.find("emma", "en")
    assert "voices get emma" in caught.value.hint
    store.get(catalogue.voices[0])
    assert store.find("emma", "en") == got


def test_a_fetched_voice_with_a_wrong_hash_leaves_nothing(shop: Shop, tmp_path: Path) -> None:
    catalogue = catalogue_of(shop)
    shop.content = shop.content[:-1] + bytes([shop.content[-1] ^ 1])
    with pytest.raises(InputError, match="its SHA-256 is"):
        HibariStore(tmp_path / "voices", catalogue).get(catalogue.voices[0])
    assert list((tmp_path / "voices").iterdir()) == []


@pytest.mark.parametrize(("name", "language"), [("joe", "en"), ("../heart", "en"), ("heart", "es")])
def test_a_name_or_language_it_has_not_is_told(tmp_path: Path, name: str, language: str) -> None:
    with pytest.raises(InputError) as caught:
        HibariStore(tmp_path, shipped_catalogue()).find(name, language)
    assert caught.value.code == "voice-unknown"


def test_the_shipped_list_is_what_the_package_itself_says(tmp_path: Path) -> None:
    needs_hibari()
    from hibari.voices import BASE_URL, VOICES

    catalogue = shipped_catalogue()
    ours = {
        voice.name: (voice.files[0].url, voice.size_bytes, voice.files[0].sha256)
        for voice in catalogue.voices
        if voice.engine == "hibari"
    }
    theirs = {
        name: (BASE_URL + each["file"], each["bytes"], each["sha256"])
        for name, each in VOICES.items()
        if not each.get("bundled")
    }
    assert ours == theirs
    (heart,) = catalogue.packaged
    assert (heart.size_bytes, heart.sha256) == (VOICES["heart"]["bytes"], VOICES["heart"]["sha256"])


def test_its_own_cache_is_neither_made_nor_read(
    network_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("HIBARI_HOME", str(home))
    own = OwnVoices(tmp_path / "own")
    open_voice("auto", "en", own).synthesise("Hold there.", words_per_minute=145)
    assert not home.exists()
    home.mkdir()
    (home / EMMA).write_bytes(network_copy.read_bytes())
    with pytest.raises(MissingPartError, match="isn't installed"):
        open_voice("hibari:emma", "en", own)
    assert "hibari:emma" not in [info.name for info in available_voices(own=own)]
