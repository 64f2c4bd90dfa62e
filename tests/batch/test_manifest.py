"""The manifest: a torn or damaged line costs that line; order does not depend on what happened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audio.limits import small_files
from voice_coach.batch.manifest import NAME, Entry, Manifest, sha256_of
from voice_coach.errors import OutputError


def entry(name: str, data: bytes = b"sound") -> Entry:
    return Entry("0" * 64, "1.0", name, "1" * 64, len(data), 1.5)


def written(folder: Path, *names: str) -> bytes:
    with Manifest(folder) as manifest:
        for name in names:
            (folder / name).write_bytes(b"sound")
            manifest.add(entry(name))
    return (folder / NAME).read_bytes()


def test_every_cut_of_the_last_line_costs_that_line_alone(tmp_path: Path) -> None:
    whole = written(tmp_path, "a.mp3", "b.mp3")
    first = whole.index(b"\n") + 1
    for cut in range(first, len(whole) - 1):
        (tmp_path / NAME).write_bytes(whole[:cut])
        with Manifest(tmp_path) as manifest:
            assert set(manifest.entries) == {"a.mp3"}
            manifest.add(entry("b.mp3"))
        with Manifest(tmp_path) as manifest:
            assert set(manifest.entries) == {"a.mp3", "b.mp3"}
            manifest.put_in_order()
        assert (tmp_path / NAME).read_bytes() == whole


def test_a_line_that_lacks_only_its_end_counts(tmp_path: Path) -> None:
    whole = written(tmp_path, "a.mp3")
    (tmp_path / NAME).write_bytes(whole[:-1])
    with Manifest(tmp_path) as manifest:
        assert set(manifest.entries) == {"a.mp3"}


def test_order_is_by_name_and_what_is_gone_is_left_out(tmp_path: Path) -> None:
    written(tmp_path, "c.mp3", "a.mp3", "b.mp3", "a.mp3")
    (tmp_path / "b.mp3").unlink()
    with Manifest(tmp_path) as manifest:
        manifest.put_in_order()
    lines = (tmp_path / NAME).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["file"] for line in lines] == ["a.mp3", "c.mp3"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp3", "c.mp3", NAME]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("file", "../a.mp3"),
        ("file", ""),
        ("file", 7),
        ("bytes", "5"),
        ("bytes", True),
        ("duration_seconds", None),
        ("sha256", None),
        ("row", []),
        ("more", 1),
    ],
)
def test_a_line_that_was_tampered_with_is_absent(tmp_path: Path, key: str, value: object) -> None:
    line = json.loads(written(tmp_path, "a.mp3"))
    (tmp_path / NAME).write_text(json.dumps({**line, key: value}) + "\n", encoding="utf-8")
    with Manifest(tmp_path) as manifest:
        assert manifest.entries == {}


@given(st.binary(max_size=300), st.integers(0, 400))
def test_whatever_lies_there_is_read(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, place: int
) -> None:
    folder = tmp_path_factory.mktemp("manifest")
    whole = written(folder, "a.mp3", "b.mp3")
    (folder / NAME).write_bytes(whole[:place] + noise + whole[place:])
    with Manifest(folder) as manifest:
        assert all(Path(name).name == name for name in manifest.entries)
        manifest.add(entry("c.mp3"))
    with Manifest(folder) as manifest:
        assert "c.mp3" in manifest.entries


def test_a_file_is_known_by_size_and_hash(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"sound")
    known = Entry("0" * 64, "1.0", "a.mp3", sha256_of(path), 5, 1.0)
    assert known.holds(tmp_path)
    path.write_bytes(b"Sound")
    assert not known.holds(tmp_path)
    path.unlink()
    assert not known.holds(tmp_path)


def test_a_manifest_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with Manifest(tmp_path) as manifest, small_files(0), pytest.raises(OutputError, match=NAME):
        manifest.add(entry("a.mp3"))
    (tmp_path / NAME).unlink()
    (tmp_path / NAME).mkdir()
    with pytest.raises(OutputError, match=NAME):
        Manifest(tmp_path)
