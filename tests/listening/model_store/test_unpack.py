"""Unpacking zip files that mean harm, that are damaged, and that are fine."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import examples
from tests.listening.model_store.shop import MODEL_FILES, zipped
from voice_coach.errors import InputError, OutputError
from voice_coach.fetching.progress import FetchProgress, no_report
from voice_coach.listening.model_store.unpack import Limits, unpack

WHOLE = zipped()


def try_to_unpack(folder: Path, content: bytes, limits: Limits | None = None) -> Path:
    """Unpack ``content`` below ``folder``/inside; whatever happens, nothing lies outside and nothing half-
    done."""
    inside = folder / "inside"
    inside.mkdir(exist_ok=True)
    archive = folder / "model.zip"
    archive.write_bytes(content)
    target = inside / "model"
    try:
        unpack(archive, target, report=no_report, limits=limits)
    finally:
        assert {path.name for path in folder.iterdir()} == {"inside", "model.zip"}
        assert {path.name for path in inside.iterdir()} <= {"model"}
    return target


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("around", ["a-model", ""])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_model_unpacks_with_or_without_a_folder_around_it(tmp_path: Path, around: str, method: int) -> None:
    target = try_to_unpack(tmp_path, zipped(folder=around, method=method), Limits(ratio=1_000))
    assert contents(target) == MODEL_FILES


def test_what_was_there_is_replaced(tmp_path: Path) -> None:
    old = tmp_path / "inside" / "model" / "old"
    old.parent.mkdir(parents=True)
    old.write_text("old")
    assert contents(try_to_unpack(tmp_path, WHOLE)) == MODEL_FILES


def test_progress_counts_every_byte(tmp_path: Path) -> None:
    (tmp_path / "model.zip").write_bytes(WHOLE)
    seen: list[FetchProgress] = []
    unpack(tmp_path / "model.zip", tmp_path / "model", report=seen.append)
    assert seen[0] == FetchProgress("unpacking")
    assert seen[-1].done_bytes == sum(map(len, MODEL_FILES.values()))


def test_an_interruption_leaves_nothing_and_what_was_there_stays(tmp_path: Path) -> None:
    def interrupt(progress: FetchProgress) -> None:
        if progress.done_bytes:
            raise KeyboardInterrupt

    (tmp_path / "model.zip").write_bytes(WHOLE)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "old").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        unpack(tmp_path / "model.zip", tmp_path / "model", report=interrupt)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "model.zip"]
    assert contents(tmp_path / "model") == {"old": b"old"}


ESCAPES = [
    "../escaped",
    "a-model/../../escaped",
    "/escaped",
    "//escaped",
    "C:/escaped",
    "C:escaped",
    "a\\..\\..\\escaped",
    "a-model/./x",
    "a-model//x",
    "a-model/x\0y",
    "a-model/new\nline",
    "a-model/star*",
    "a-model/con",
    "a-model/NUL.txt",
    "a-model/ends.",
    "a-model/ends ",
    "a/b/c/d/e/f/g/h/i",
    "x" * 201,
    "..",
    ".",
    "",
]


@pytest.mark.parametrize("name", ESCAPES)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    memory = io.BytesIO(WHOLE)
    with zipfile.ZipFile(memory, "a") as file:
        info = zipfile.ZipInfo("placeholder")
        info.filename = name  # past the tidying that the constructor does
        file.writestr(info, b"boo")
    with pytest.raises(InputError, match="holds"):
        try_to_unpack(tmp_path, memory.getvalue())
    assert not (tmp_path / "inside" / "model").exists()


@pytest.mark.parametrize(
    "kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFDIR]
)
def test_a_link_or_device_is_refused(tmp_path: Path, kind: int) -> None:
    memory = io.BytesIO(WHOLE)
    with zipfile.ZipFile(memory, "a") as file:
        info = zipfile.ZipInfo("a-model/link")
        info.create_system, info.external_attr = 3, (kind | 0o777) << 16
        file.writestr(info, b"/etc/passwd")
    with pytest.raises(InputError, match="not a plain file"):
        try_to_unpack(tmp_path, memory.getvalue())


@pytest.mark.parametrize(
    ("extra", "what"),
    [
        ({"a-model/am": b"file"}, "both as a file and as a folder"),
        ({"a-model/AM/final.mdl": b"twice"}, "twice"),
        ({"b/one": b"1"}, "no Vosk model"),
    ],
)
def test_a_muddle_of_names_is_refused(tmp_path: Path, extra: dict[str, bytes], what: str) -> None:
    memory = io.BytesIO(WHOLE)
    with zipfile.ZipFile(memory, "a") as file:
        for name, content in extra.items():
            file.writestr(name, content)
    with pytest.raises(InputError, match=what):
        try_to_unpack(tmp_path, memory.getvalue())


@pytest.mark.parametrize(
    ("limits", "what"),
    [
        (Limits(entries=5), "holds 6 entries"),
        (Limits(unpacked_bytes=200_000), "more than 200000 bytes"),
    ],
)
def test_too_much_is_refused(tmp_path: Path, limits: Limits, what: str) -> None:
    with pytest.raises(InputError, match=what):
        try_to_unpack(tmp_path, WHOLE, limits)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    bomb = zipped(MODEL_FILES | {"bomb": bytes(20_000_000)}, method=zipfile.ZIP_DEFLATED)
    with pytest.raises(InputError, match="suspiciously"):
        try_to_unpack(tmp_path, bomb)


def test_sizes_in_the_zip_are_not_believed(tmp_path: Path) -> None:
    bomb = zipped({"bomb": bytes(3_000_000)}, method=zipfile.ZIP_DEFLATED)
    liar = bomb.replace((3_000_000).to_bytes(4, "little"), (5_000).to_bytes(4, "little"))
    assert liar != bomb
    with pytest.raises(InputError):
        try_to_unpack(tmp_path, liar, Limits(unpacked_bytes=100_000))


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip" * 100, WHOLE[:-30], WHOLE[: len(WHOLE) // 2]])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError, match="damaged or isn't a zip"):
        try_to_unpack(tmp_path, content)


def test_an_offset_before_the_beginning_is_damage(tmp_path: Path) -> None:
    broken = bytearray(WHOLE)
    broken[-6:-2] = (2**32 - 2).to_bytes(4, "little")  # where the end record says that the directory begins
    with pytest.raises(InputError, match="damaged or isn't a zip"):
        try_to_unpack(tmp_path, bytes(broken))


@pytest.mark.parametrize("lost", ["am/final.mdl", "conf/mfcc.conf", "graph/Gr.fst"])
def test_a_zip_without_a_whole_model_is_refused(tmp_path: Path, lost: str) -> None:
    with pytest.raises(InputError, match="no Vosk model"):
        try_to_unpack(tmp_path, zipped({name: data for name, data in MODEL_FILES.items() if name != lost}))


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "model.zip").write_bytes(WHOLE)
    with pytest.raises(OutputError, match="couldn't be unpacked"):
        unpack(tmp_path / "model.zip", tmp_path / "nowhere" / "model", report=no_report)


SMALL = zipped({name: content[:40] for name, content in MODEL_FILES.items()}, method=zipfile.ZIP_DEFLATED)


@settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    changes=st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=12),
    cut=st.one_of(st.none(), st.integers(0, len(SMALL))),
)
def test_any_damage_ends_in_our_error_or_in_a_model(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]], cut: int | None
) -> None:
    damaged = bytearray(SMALL)
    for position, value in changes:
        damaged[position] = value
    try:
        target = try_to_unpack(tmp_path_factory.mktemp("fuzz"), bytes(damaged[:cut]))
    except InputError:
        return
    assert (target / "am" / "final.mdl").is_file()
