"""Fetching a voice from a real server on this machine: verified, resumed, in its place only when whole."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.listening.model_store.shop import Shop, open_shop
from tests.speaking.piper.tiny_voice import tiny_description, tiny_network
from voice_coach.content import content_folder
from voice_coach.errors import InputError, MissingPartError, OutputError
from voice_coach.fetching.progress import FetchProgress
from voice_coach.speaking.catalogue import (
    CatalogueVoice,
    VoiceCatalogue,
    VoiceFile,
    read_voice_catalogue,
    shipped_catalogue,
)
from voice_coach.speaking.piper.store import PiperStore

NAME = "es_ES-tiny-low"


@dataclass
class Maker:
    """Two servers, one for each file, and the catalogue's entry for them."""

    network: Shop
    description: Shop
    entry: CatalogueVoice


def file_of(shop: Shop) -> VoiceFile:
    return VoiceFile(shop.url, len(shop.content), hashlib.sha256(shop.content).hexdigest())


@pytest.fixture
def maker() -> Iterator[Maker]:
    with ExitStack() as stack:
        network = stack.enter_context(open_shop(tiny_network()))
        description = stack.enter_context(open_shop(tiny_description("es")))
        files = (file_of(network), file_of(description))
        yield Maker(network, description, CatalogueVoice(NAME, "Spanish, tiny", "es", "CC0", files))


def test_get_says_what_it_costs_first_and_brings_the_voice(maker: Maker, tmp_path: Path) -> None:
    store = PiperStore(tmp_path / "voices" / "piper")
    seen: list[FetchProgress] = []

    def first_look(progress: FetchProgress) -> None:
        if not seen:
            assert not maker.network.requests, "fetched before saying so"
        seen.append(progress)

    voice = store.get(maker.entry, first_look)
    assert seen[0].phase == "offered"
    assert "licence CC0, from 127.0.0.1" in seen[0].text
    assert list(dict.fromkeys(progress.phase for progress in seen)) == [
        "offered",
        "downloading",
        "checking",
        "ready",
    ]
    assert voice.network.read_bytes() == tiny_network()
    assert voice.language == "es"
    assert [path.name for path in store.folder.iterdir()] == [NAME]
    assert sorted(path.name for path in (store.folder / NAME).iterdir()) == [
        f"{NAME}.onnx",
        f"{NAME}.onnx.json",
    ]
    assert store.get(maker.entry) == voice
    assert len(maker.network.requests) == 1, "fetched twice"


@pytest.mark.parametrize("which", ["network", "description"])
def test_a_wrong_hash_is_refused_and_nothing_is_there(maker: Maker, tmp_path: Path, which: str) -> None:
    shop: Shop = getattr(maker, which)
    shop.content = shop.content[:-1] + bytes([shop.content[-1] ^ 1])
    store = PiperStore(tmp_path)
    with pytest.raises(InputError, match="its SHA-256 is") as caught:
        store.get(maker.entry)
    assert caught.value.code == "voice-hash-differs"
    assert store.voices() == ()
    with pytest.raises(MissingPartError):
        store.find(NAME, "es")


def test_a_broken_download_goes_on_where_it_stopped(maker: Maker, tmp_path: Path) -> None:
    maker.network.break_after = len(maker.network.content) // 2
    maker.network.ranges = True
    store = PiperStore(tmp_path)
    voice = store.get(maker.entry)
    assert voice.network.read_bytes() == tiny_network()
    assert len(maker.network.requests) >= 2
    assert maker.network.requests[1] is not None


def test_without_a_network_the_way_by_hand_is_told(maker: Maker, tmp_path: Path) -> None:
    nowhere = VoiceFile("http://127.0.0.1:9/x.onnx", 10, "0" * 64)
    entry = dataclasses.replace(maker.entry, files=(nowhere, maker.entry.files[1]))
    with pytest.raises(MissingPartError, match="to place it by hand, download http") as caught:
        PiperStore(tmp_path).get(entry)
    assert caught.value.code == "voice-download-failed"
    assert str(tmp_path / NAME) in caught.value.message


def test_a_failed_download_leaves_nothing(maker: Maker, tmp_path: Path) -> None:
    maker.description.status = 503
    store = PiperStore(tmp_path)
    with pytest.raises(MissingPartError, match="503"):
        store.get(maker.entry)
    assert list(tmp_path.iterdir()) == []
    maker.description.status = 200
    assert store.get(maker.entry) in store.voices()


@pytest.mark.parametrize("damage", ["cut short", "another file", "no network at all"])
def test_get_looks_at_what_lies_there_and_fetches_it_anew(maker: Maker, tmp_path: Path, damage: str) -> None:
    store = PiperStore(tmp_path)
    network = store.get(maker.entry).network
    whole = network.read_bytes()
    if damage == "no network at all":
        network.unlink()
    else:
        network.write_bytes(whole[:-1] + (b"" if damage == "cut short" else bytes([whole[-1] ^ 1])))
    assert store.get(maker.entry).network.read_bytes() == whole
    assert len(maker.network.requests) == 2


def test_what_lies_there_damaged_stays_until_something_whole_is_there(maker: Maker, tmp_path: Path) -> None:
    store = PiperStore(tmp_path)
    network = store.get(maker.entry).network
    network.write_bytes(b"cut")
    maker.network.status = 503
    with pytest.raises(MissingPartError, match="503"):
        store.get(maker.entry)
    assert network.read_bytes() == b"cut"
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_disk_that_is_full_is_told_before_anything_is_fetched(
    maker: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        free = 5

    monkeypatch.setattr("voice_coach.speaking.voice_files.shutil.disk_usage", lambda _: Full)
    with pytest.raises(OutputError, match="MB left"):
        PiperStore(tmp_path).get(maker.entry)
    assert not maker.network.requests


def test_a_folder_that_is_a_file_is_one_sentence(maker: Maker, tmp_path: Path) -> None:
    (tmp_path / "voices").write_text("x")
    with pytest.raises(OutputError, match="can't be used"):
        PiperStore(tmp_path / "voices").get(maker.entry)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"espeak": 3}', b"[" * 100_000, b"\xff", b'{"espeak": {"voice": 3}}']
)
def test_a_folder_without_a_description_is_no_voice(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / f"{NAME}.onnx").write_bytes(b"x")
    (tmp_path / NAME / f"{NAME}.onnx.json").write_bytes(content)
    assert PiperStore(tmp_path).voices() == ()


def test_the_shipped_catalogue_is_of_one_kind_and_place() -> None:
    catalogue = shipped_catalogue()
    assert catalogue.voice("piper:es_ES-davefx-medium").language == "es"
    assert catalogue.voice("es").name == catalogue.voice("kokoro:ef_dora").name == "ef_dora"
    ours = [voice for voice in catalogue.voices if voice.engine == "piper"]
    assert ours[0].name == "en_US-kristin-medium"
    for voice in ours:
        language, speaker, quality = voice.name.split("-")
        place = f"{language.split('_')[0]}/{language}/{speaker}/{quality}/{voice.name}"
        assert [file.url.split("/resolve/")[1].split("/", 1)[1] for file in voice.files] == [
            f"{place}.onnx",
            f"{place}.onnx.json",
        ]
        assert voice.language == language.split("_")[0]
        assert len({file.url.split("/resolve/")[1].split("/")[0] for file in voice.files}) == 1
        assert 55e6 < voice.files[0].size_bytes < 70e6
        assert 3_000 < voice.files[1].size_bytes < 10_000
        assert f"licence {voice.licence}" in voice.describe()
    with pytest.raises(InputError, match="no voice called 'fr'") as caught:
        catalogue.voice("fr")
    assert "en_US-joe-medium" in caught.value.hint


SHIPPED: dict[str, Any] = yaml.safe_load(
    (content_folder("models") / "voices.yaml").read_text(encoding="utf-8")
)
A_VOICE: dict[str, Any] = next(voice for voice in SHIPPED["voices"] if voice["engine"] == "piper")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"name": "../x"}, "name"),
        ({"title": ""}, "title"),
        ({"language": "English"}, "language"),
        ({"licence": None}, "licence"),
        ({"files": []}, "files"),
        ({"files": [1, 2]}, "keys and values"),
        ({"files": [{}, {}]}, "lacks"),
        ({"colour": "red"}, "unknown keys: colour"),
        ({"engine": "pipes"}, "engine"),
        ({"engine": "hibari"}, "files must be the network"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, change: dict[str, Any], what: str) -> None:
    path = tmp_path / "voices.yaml"
    path.write_text(yaml.safe_dump({"voices": [{**A_VOICE, **change}]}))
    with pytest.raises(InputError, match=f"voice 1: .*{what}") as caught:
        read_voice_catalogue(path)
    assert caught.value.code == "catalogue-invalid"


@pytest.mark.parametrize(
    "change", [{"url": "http://x/y"}, {"size_bytes": 0}, {"size_bytes": True}, {"sha256": "1"}]
)
def test_a_wrong_file_is_named(tmp_path: Path, change: dict[str, Any]) -> None:
    voice = A_VOICE
    path = tmp_path / "voices.yaml"
    files = [voice["files"][0], {**voice["files"][1], **change}]
    path.write_text(yaml.safe_dump({"voices": [{**voice, "files": files}]}))
    with pytest.raises(InputError, match=next(iter(change))):
        read_voice_catalogue(path)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"path": "/etc/passwd"}, "path"),
        ({"path": "hibari/../../x"}, "path"),
        ({"sha256": "1"}, "sha256"),
        ({"files": []}, "unknown keys: files"),
        ({"name": "Heart"}, "name"),
    ],
)
def test_a_wrong_value_of_a_packaged_voice_is_named(
    tmp_path: Path, change: dict[str, Any], what: str
) -> None:
    path = tmp_path / "voices.yaml"
    path.write_text(yaml.safe_dump({"voices": [], "packaged": [{**SHIPPED["packaged"][0], **change}]}))
    with pytest.raises(InputError, match=f"packaged voice 1: .*{what}"):
        read_voice_catalogue(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=80) | st.sampled_from([b"voices: 3", b"voices: [1]", b"[]", b"voices:\n- {}", b"a: ["])
)
def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "voices.yaml"
    path.write_bytes(content)
    try:
        assert read_voice_catalogue(path) == VoiceCatalogue(())
    except InputError as error:
        assert error.code == "catalogue-invalid"


def test_a_name_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "voices.yaml"
    path.write_text(yaml.safe_dump({"voices": [SHIPPED["voices"][0]] * 2}))
    with pytest.raises(InputError, match="is there twice"):
        read_voice_catalogue(path)
