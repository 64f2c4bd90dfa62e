"""The store as the command line uses it: get, list, check, find, path; trust on first use; by hand."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.listening.model_store.shop import MODEL_FILES, Shop, open_shop, zipped
from voice_coach.errors import InputError, MissingPartError, OutputError
from voice_coach.fetching.progress import FetchProgress
from voice_coach.listening.model_store.catalogue import Catalogue, CatalogueEntry
from voice_coach.listening.model_store.store import ModelStore, default_folder
from voice_coach.speaking.own_voices import default_own_voices

NAME = "vosk-model-small-es-0.42"
WHOLE = zipped()


@pytest.fixture
def shop() -> Iterator[Shop]:
    with open_shop(WHOLE) as shop:
        yield shop


def entry_for(shop: Shop, *, sha256: str | None = None) -> CatalogueEntry:
    return CatalogueEntry(NAME, "Spanish, small", ("es",), shop.url, len(WHOLE), "Apache-2.0", sha256)


def store_for(folder: Path, entry: CatalogueEntry, chosen: Path | None = None) -> ModelStore:
    return ModelStore(Catalogue((entry,)), folder, chosen)


def pinned(shop: Shop) -> CatalogueEntry:
    return entry_for(shop, sha256=hashlib.sha256(WHOLE).hexdigest())


def place(folder: Path) -> Path:
    for name, content in MODEL_FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_get_says_what_it_costs_first_and_brings_the_model(shop: Shop, tmp_path: Path) -> None:
    store = store_for(tmp_path / "models", pinned(shop))
    seen: list[FetchProgress] = []

    def first_look(progress: FetchProgress) -> None:
        if not seen:
            assert not shop.requests, "fetched before saying so"
        seen.append(progress)

    model = store.get("es", first_look)
    assert seen[0].phase == "offered"
    assert "0 MB, licence Apache-2.0, from http" in seen[0].text
    phases = list(dict.fromkeys(progress.phase for progress in seen))
    assert phases == ["offered", "downloading", "checking", "unpacking", "ready"]
    assert (model.origin, model.name) == ("fetched", NAME)
    assert model.layout.folder == store.path("es") == store.path(NAME) == tmp_path / "models" / NAME
    assert model.layout.runtime_grammar
    assert [finding.problem for finding in store.check()] == [None]
    names = {path.name for path in (tmp_path / "models").iterdir()}
    assert names == {NAME, f"{NAME}.installed.json"}


def test_nothing_is_fetched_twice(shop: Shop, tmp_path: Path) -> None:
    store = store_for(tmp_path, pinned(shop))
    first = store.get(NAME)
    assert store.get(NAME) == first
    assert len(shop.requests) == 1


def test_a_wrong_hash_is_refused_and_removed(shop: Shop, tmp_path: Path) -> None:
    store = store_for(tmp_path, entry_for(shop, sha256="0" * 64))
    with pytest.raises(InputError) as caught:
        store.get(NAME)
    assert caught.value.code == "model-hash-differs"
    assert not list(tmp_path.iterdir())


def test_the_first_download_is_trusted_and_the_next_must_match(shop: Shop, tmp_path: Path) -> None:
    store = store_for(tmp_path, entry_for(shop))
    shutil.rmtree(store.get(NAME).layout.folder)
    shop.content = zipped({**MODEL_FILES, "conf/mfcc.conf": b"--num-ceps=41\n"})
    assert len(shop.content) == len(WHOLE)
    with pytest.raises(InputError) as caught:
        store.get(NAME)
    assert caught.value.code == "model-hash-differs"
    shop.content = WHOLE
    assert store.get(NAME).origin == "fetched"


def test_what_was_never_a_model_is_not_trusted(shop: Shop, tmp_path: Path) -> None:
    store = store_for(tmp_path, entry_for(shop))
    shop.content = b"<html>log in to the hotel's network</html>"
    with pytest.raises(InputError) as caught:
        store.get(NAME)
    assert caught.value.code == "model-archive-invalid"
    shop.content = WHOLE
    assert store.get(NAME).origin == "fetched"


def test_without_network_one_sentence_says_how_to_place_it(shop: Shop, tmp_path: Path) -> None:
    entry = dataclasses.replace(pinned(shop), url="http://127.0.0.1:1/m.zip")
    store = store_for(tmp_path, entry)
    with pytest.raises(MissingPartError) as caught:
        store.get(NAME)
    assert caught.value.code == "model-download-failed"
    sentence = str(caught.value)
    assert sentence.startswith("The model couldn't be fetched: ")
    assert entry.url in sentence
    assert f"save it as {tmp_path / NAME}.zip and run" in sentence
    assert sentence.count(". ") == 0, "one sentence"
    (tmp_path / f"{NAME}.zip").write_bytes(WHOLE)
    assert store.get(NAME).origin == "fetched"
    assert not (tmp_path / f"{NAME}.zip").exists()


def test_a_download_that_broke_goes_on(shop: Shop, tmp_path: Path) -> None:
    store = store_for(tmp_path, pinned(shop))
    shop.break_after = 0
    with pytest.raises(MissingPartError, match="broke"):
        store.get(NAME)
    shop.break_after = 100_000
    store.get(NAME)
    assert shop.requests[-1] == "bytes=200000-"


def test_an_unpacked_folder_placed_by_hand_is_taken(shop: Shop, tmp_path: Path) -> None:
    store = store_for(tmp_path, pinned(shop))
    place(tmp_path / NAME)
    assert store.get(NAME).origin == "placed"
    assert not shop.requests
    assert "weren't verified" in store.check(NAME)[0].note


def test_a_model_the_catalogue_does_not_know_is_listed(shop: Shop, tmp_path: Path) -> None:
    store = store_for(tmp_path, pinned(shop))
    place(tmp_path / "vosk-model-de-0.21")
    place(tmp_path / "my-own")
    assert [(m.name, m.entry) for m in store.list()] == [("my-own", None), ("vosk-model-de-0.21", None)]
    found = store.find("de-AT")
    assert found is not None
    assert found.name == "vosk-model-de-0.21"
    assert store.find("fr") is None
    assert store.path("my-own") == tmp_path / "my-own"


def test_check_finds_every_change(shop: Shop, tmp_path: Path) -> None:
    store = store_for(tmp_path, pinned(shop))
    folder = store.get(NAME).layout.folder
    (folder / "graph" / "Gr.fst").write_bytes(b"changed")
    assert "graph/Gr.fst" in (store.check(NAME)[0].problem or "")
    (folder / "extra").write_bytes(b"")
    assert "extra" in (store.check(NAME)[0].problem or "")
    (folder / "am" / "final.mdl").unlink()
    assert "lacks" in (store.check("es")[0].problem or "")
    assert store.find("es") is None
    shutil.rmtree(folder)
    with pytest.raises(MissingPartError) as caught:
        store.check(NAME)
    assert caught.value.code == "model-missing"
    assert store.check() == ()


def test_what_somebody_placed_is_refused_but_left(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.zip").write_bytes(WHOLE + b"x")
    with pytest.raises(InputError, match="isn't the expected model"):
        store_for(tmp_path, pinned(shop)).get(NAME)
    assert (tmp_path / f"{NAME}.zip").exists()
    assert not shop.requests


def test_a_broken_model_is_replaced_by_get(shop: Shop, tmp_path: Path) -> None:
    store = store_for(tmp_path, pinned(shop))
    (store.get(NAME).layout.folder / "am" / "final.mdl").unlink()
    store.get(NAME)
    assert store.check(NAME)[0].problem is None


@pytest.mark.parametrize("nested", [False, True])
def test_the_chosen_path_comes_first(shop: Shop, tmp_path: Path, nested: bool) -> None:
    elsewhere = place(tmp_path / "elsewhere" / "vosk-model-small-es-9")
    store = store_for(tmp_path / "m", pinned(shop), elsewhere.parent if nested else elsewhere)
    store.get(NAME)
    found = store.find("es")
    assert found is not None
    assert (found.origin, found.layout.folder) == ("chosen", elsewhere)
    assert [model.name for model in store.list()] == ["vosk-model-small-es-9", NAME]
    assert (store.find("fr") is None) == nested, "a single chosen model is taken at its word"


def test_what_the_chosen_folder_has_is_not_fetched(shop: Shop, tmp_path: Path) -> None:
    elsewhere = place(tmp_path / "elsewhere" / NAME)
    model = store_for(tmp_path / "m", pinned(shop), elsewhere.parent).get("es")
    assert (model.origin, model.layout.folder) == ("chosen", elsewhere)
    assert not shop.requests


def test_a_chosen_path_without_a_model_is_an_error(shop: Shop, tmp_path: Path) -> None:
    store = store_for(tmp_path / "m", pinned(shop), tmp_path / "nowhere")
    with pytest.raises(InputError) as caught:
        store.find("es")
    assert caught.value.code == "model-path-invalid"


def test_an_unknown_name_names_what_there_is(shop: Shop, tmp_path: Path) -> None:
    store = store_for(tmp_path, pinned(shop))
    for ask in (store.get, store.path, store.check):
        with pytest.raises(InputError, match=NAME):
            ask("../../etc")


def test_too_little_space_is_said_before_anything_is_fetched(shop: Shop, tmp_path: Path) -> None:
    store = store_for(tmp_path, dataclasses.replace(pinned(shop), size_bytes=10**18))
    with pytest.raises(OutputError, match="MB left"):
        store.get(NAME)
    assert not shop.requests


def test_damaged_notes_count_as_none(shop: Shop, tmp_path: Path) -> None:
    store = store_for(tmp_path, entry_for(shop))
    store.get(NAME)
    for note in tmp_path.glob("*.json"):
        note.write_bytes(b"\xff{")
    assert store.list()[0].origin == "placed"
    assert store.get(NAME).name == NAME


def test_the_default_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("VOICE_COACH_HOME", raising=False)
    assert default_folder().parts[-2:] == ("voice-coach", "models")
    monkeypatch.setenv("VOICE_COACH_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "models"
    assert default_own_voices().folder == tmp_path / "voices"
