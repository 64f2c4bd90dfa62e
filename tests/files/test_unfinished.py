"""What killed processes leave is cleared up by the next; what a living one holds is not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.audio.partial_file import PartialFile, private_file
from voice_coach.audio.whole_file import write_whole
from voice_coach.errors import OutputError
from voice_coach.fetching.folders import replace_folder
from voice_coach.files.unfinished import clear, open_temporary_folder, temporary_folder, unfinished, workshop
from voice_coach.records.settings import Settings

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="locks and modes of POSIX")
HOLDER = """
import sys, pathlib
from voice_coach.audio.partial_file import PartialFile
from voice_coach.files.unfinished import workshop, open_temporary_folder
path = pathlib.Path(sys.argv[1])
partial = PartialFile(path)
partial.file.write(b"half")
partial.file.flush()
folder = workshop(path)
(folder.__enter__() / "inside").write_bytes(b"half")
temporary = open_temporary_folder()
print("ready", flush=True)
sys.stdin.read()
"""


@POSIX
def test_what_is_held_stays_and_what_was_killed_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = tmp_path / "a b.mp3"
    other = tmp_path / ".c.mp3.01234567.part"
    other.write_bytes(b"another's")
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        cwd=Path(__file__).parents[1],
    )
    assert process.stdout
    assert process.stdout.readline() == b"ready\n"
    beside = next(tmp_path.glob(".a b.mp3.*.part")).with_suffix(".tagged.part")
    held = sorted(tmp_path.iterdir())
    assert len(held) == 4
    write_whole(path, b"whole")
    with temporary_folder():
        pass
    assert sorted(tmp_path.iterdir()) == sorted([*held, path])
    assert not beside.exists()
    process.kill()
    process.communicate()
    write_whole(path, b"whole again")
    with temporary_folder():
        pass
    assert sorted(tmp_path.iterdir()) == sorted([other, path])


@given(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=230))
def test_any_name_that_a_file_may_have_has_an_unfinished_one(name: str) -> None:
    if len(name.encode()) > 255 or name in {".", ".."}:
        return
    assert len(os.fsencode(unfinished(Path("x") / name).name)) <= 255


@POSIX
@pytest.mark.parametrize("name", ["a" * 250, "ü" * 125, "a\nb", ".a.01234567.part"])
def test_odd_names_are_cleared_too(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for left in (unfinished(path), unfinished(path)):
        left.write_bytes(b"half")
    write_whole(path, b"whole")
    assert [each.name for each in tmp_path.iterdir()] == [name]


@POSIX
def test_what_is_private_can_be_read_by_nobody_else(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "own" / "settings.json")
    settings.set("voice", "espeak")
    (tmp_path / "old").write_bytes(b"1")
    (tmp_path / "old").chmod(0o644)
    with private_file(tmp_path / "old", append=True) as file:
        file.write(b"2")
    assert (tmp_path / "old").read_bytes() == b"12"
    for path, mode in {settings.path: 0o600, settings.path.parent: 0o700, tmp_path / "old": 0o600}.items():
        assert path.stat().st_mode & 0o777 == mode
    write_whole(tmp_path / "public", b"")
    assert (tmp_path / "public").stat().st_mode & 0o044


def test_a_folder_is_replaced_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "pack"
    for content in ("one", "two"):
        with workshop(target) as place:
            (place / "pack").mkdir()
            (place / "pack" / "file").write_text(content)
            replace_folder(place / "pack", target)
        assert (target / "file").read_text() == content
        assert list(tmp_path.iterdir()) == [target]


def test_a_failed_replacement_leaves_the_old_folder(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    with pytest.raises(OSError, match="nothing"):
        replace_folder(tmp_path / "nothing", tmp_path / "pack")
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_clearing_where_there_is_no_folder_is_nothing(tmp_path: Path) -> None:
    clear(tmp_path / "no" / "file")
    folder, forget = open_temporary_folder()
    forget()
    forget()
    assert not folder.exists()
    partial = PartialFile(tmp_path / "a")
    partial.discard()
    partial.discard()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("error", [ValueError, OSError, KeyboardInterrupt])
def test_a_file_whose_finishing_fails_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    def fail(_: Path) -> None:
        raise error

    partial = PartialFile(tmp_path / "a")
    with pytest.raises((error, OutputError)):
        partial.keep(fail)
    assert not list(tmp_path.iterdir())


class _Told(BaseException):
    """What a signal raises."""


def _build(place: Path) -> None:
    with workshop(place / "pack") as folder:
        (folder / "one").mkdir()
        (folder / "one" / "clip").write_bytes(b"half")


def _use_for_a_while(place: Path) -> None:
    with temporary_folder() as folder:
        assert folder.parent == place
        (folder / "clip").write_bytes(b"half")


def _write(place: Path) -> None:
    write_whole(place / "a.mp3", b"whole")


@POSIX
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("work", [_build, _use_for_a_while, _write])
def test_a_signal_at_any_call_leaves_nothing(
    work: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    moment, finished = 0, False
    while not finished:
        countdown = moment

        def end_it(frame: FrameType, event: str, argument: object) -> None:
            nonlocal countdown
            if event == "return":  # Python looks for signals as a function begins and after one of C
                return
            countdown -= 1
            if countdown < 0:
                sys.setprofile(None)
                raise _Told

        sys.setprofile(end_it)
        try:
            work(tmp_path)
            sys.setprofile(None)
            finished = True
        except BaseException as error:
            # shutil closes a folder twice if it's told to end just after the first time.
            assert isinstance(error, _Told) or isinstance(error.__context__, _Told)
        left = [path.name for path in tmp_path.rglob("*") if path.name != "a.mp3"]
        assert left == [], f"at moment {moment}"
        moment += 1
    assert moment > 20
