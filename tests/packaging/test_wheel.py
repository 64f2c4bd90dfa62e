"""The wheel, away from the checkout: everything inside, nothing beside it, and it exports."""

from __future__ import annotations

import json
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.packaging.installed import CHECKOUT, build, clean_environment, install, run

CONTENT_FOLDERS = ("audio_cues", "routines", "models")
START = "from voice_coach.cli.main import main; main()"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", CHECKOUT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", CHECKOUT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(wheel, tmp_path_factory.mktemp("environment"))


def tracked(folder: str) -> set[str]:
    """Files of a content folder that belong to the project."""
    found = (path for path in (CHECKOUT / folder).rglob("*") if path.is_file())
    return {path.relative_to(CHECKOUT).as_posix() for path in found if "__pycache__" not in path.parts}


def test_the_wheel_carries_all_content_and_only_one_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"voice_coach"}
    for folder in CONTENT_FOLDERS:
        inside = {
            name.removeprefix("voice_coach/_content/") for name in names if f"_content/{folder}/" in name
        }
        assert inside == tracked(folder)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_names_no_place_of_this_machine(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            assert str(CHECKOUT).encode() not in archive.read(name), name


def test_an_installed_coach_exports_away_from_the_checkout(python: Path, tmp_path: Path) -> None:
    environment = clean_environment(tmp_path / "home")
    short = ("export", "warmup", "--minutes", "3", "--level", "quiet", "--json")
    told = json.loads(run([python, "-c", START, *short], tmp_path, environment))
    assert told["steps"] >= 2
    assert (tmp_path / "warmup.mp3").stat().st_size == told["bytes"]


def test_an_installed_coach_reads_nothing_of_the_checkout(python: Path, tmp_path: Path) -> None:
    code = (
        "import voice_coach, voice_coach.content as c, sys; from pathlib import Path;"
        f"print(voice_coach.__file__, *map(c.content_folder, {CONTENT_FOLDERS}), *sys.path, sep='\\n')"
    )
    environment = clean_environment(tmp_path)
    places = [
        Path(line) for line in run([python, "-I", "-c", code], tmp_path, environment).splitlines() if line
    ]
    assert python.parent.parent in places[0].parents
    for place in places[1 : 1 + len(CONTENT_FOLDERS)]:
        assert places[0].parent in place.parents
    assert CHECKOUT not in places


def test_every_module_that_is_shipped_can_be_imported(python: Path, tmp_path: Path) -> None:
    code = (
        "import pkgutil, importlib, voice_coach;"
        "found = pkgutil.walk_packages(voice_coach.__path__, 'voice_coach.');"
        "[importlib.import_module(module.name) for module in found if not module.name.endswith('_child')]"
    )
    run([python, "-W", "ignore", "-c", code], tmp_path, clean_environment(tmp_path))


def test_an_installed_coach_speaks_without_any_system_package(python: Path, tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text("8 stop\n8.5 yes\n", encoding="utf-8")
    # An empty PATH: no espeak, flite, ffmpeg or say of the system's can be found.
    environment = {**clean_environment(tmp_path / "home"), "PATH": str(tmp_path)}
    run(
        [
            python,
            "-c",
            START,
            "start",
            "warmup",
            "--speaker",
            "o.wav",
            "--journal",
            "j",
            "--commands",
            "c.txt",
        ],
        tmp_path,
        environment,
    )
    lines = map(json.loads, (tmp_path / "j").read_text(encoding="utf-8").splitlines())
    assert any(one["event"] == "speech" and one["end"] > one["start"] for one in lines)


def test_pypi_takes_both(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    told = run([sys.executable, "-W", "ignore", "-m", "twine", "check", "--strict", wheel, sdist], tmp_path)
    assert told.count("PASSED") == 2


def test_the_source_archive_builds_a_whole_wheel(sdist: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as packed:
        packed.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    again = build("wheel", source, tmp_path / "again")
    inside = {name.replace("_content/", "") for name in zipfile.ZipFile(again).namelist()}
    for folder in ("voice_coach", *CONTENT_FOLDERS):
        for path in (source / folder).rglob("*"):
            name = path.relative_to(source).as_posix()
            assert path.is_dir() or name in inside or f"voice_coach/{name}" in inside, name


def test_the_source_archive_carries_what_its_own_tests_need(sdist: Path) -> None:
    with tarfile.open(sdist) as packed:
        roots = {Path(name).parts[1] for name in packed.getnames() if len(Path(name).parts) > 1}
    wanted = {
        "voice_coach",
        "tests",
        "scripts",
        "docs",
        "bench",
        "Makefile",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
    }
    assert wanted | set(CONTENT_FOLDERS) <= roots
