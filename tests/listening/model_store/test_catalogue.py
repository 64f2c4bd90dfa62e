"""The shipped catalogue is whole; a damaged one is refused with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import examples
from voice_coach.content import content_folder
from voice_coach.errors import InputError
from voice_coach.listening.model_store.catalogue import read_catalogue

SHIPPED = content_folder("models") / "catalogue.yaml"
ENTRY: dict[str, Any] = {
    "name": "m-1",
    "title": "One",
    "languages": ["en"],
    "url": "https://example.org/m-1.zip",
    "size_bytes": 10,
    "licence": "Apache-2.0",
}


def test_the_shipped_catalogue_holds_english_and_five_more() -> None:
    catalogue = read_catalogue(SHIPPED)
    assert catalogue.entry("en").name == "vosk-model-small-en-us-0.15"
    assert catalogue.for_language("en-GB")[0] == catalogue.entry("en")
    languages = {language for entry in catalogue.entries for language in entry.languages}
    assert languages >= {"en", "es", "de", "fr", "it", "pt", "ru"}
    for entry in catalogue.entries:
        assert entry.url == f"https://alphacephei.com/vosk/models/{entry.file_name}"
        assert 25e6 < entry.size_bytes < 60e6
        assert "MB, licence Apache-2.0, from https://" in entry.describe()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"name": "../x"}, "name"),
        ({"name": 3}, "name"),
        ({"url": "http://example.org/m.zip"}, "url"),
        ({"url": "https://example.org"}, "url"),
        ({"size_bytes": -1}, "size_bytes"),
        ({"size_bytes": True}, "size_bytes"),
        ({"size_bytes": "10"}, "size_bytes"),
        ({"languages": []}, "languages"),
        ({"languages": ["English"]}, "languages"),
        ({"sha256": "abc"}, "sha256"),
        ({"sha256": None}, "sha256"),
        ({"licence": ""}, "licence"),
        ({"colour": "red"}, "unknown keys: colour"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, change: dict[str, Any], what: str) -> None:
    path = tmp_path / "catalogue.yaml"
    path.write_text(yaml.safe_dump({"models": [{**ENTRY, **change}]}))
    with pytest.raises(InputError, match=f"model 1: .*{what}") as caught:
        read_catalogue(path)
    assert caught.value.code == "catalogue-invalid"


@pytest.mark.parametrize(
    "content", [b"", b"models: 3", b"[]", b"\xff", b"a: [", b"models: [1]", b"models: [{}]", b"#" * 1_000_001]
)
def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "catalogue.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"catalogue\.yaml"):
        read_catalogue(path)


def test_a_name_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.yaml"
    path.write_text(yaml.safe_dump({"models": [ENTRY, ENTRY]}))
    with pytest.raises(InputError, match="twice"):
        read_catalogue(path)


def test_an_absent_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_catalogue(tmp_path / "none.yaml")


@settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    content=st.one_of(
        st.binary(max_size=200), st.text(max_size=200).map(lambda text: f"models: {text}".encode())
    )
)
def test_any_bytes_end_in_our_error_or_a_catalogue(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "fuzzed.yaml"
    path.write_bytes(content)
    try:
        read_catalogue(path)
    except InputError:
        return


def test_the_documentation_lists_what_the_catalogue_holds() -> None:
    text = (SHIPPED.parent.parent / "docs" / "models.md").read_text(encoding="utf-8")
    for entry in read_catalogue(SHIPPED).entries:
        language = entry.title.removesuffix(", small")
        assert f"| {entry.name} | {language} | {entry.size_bytes / 1e6:.0f} |" in text
        assert entry.licence == "Apache-2.0", "the document says it of all of them"
