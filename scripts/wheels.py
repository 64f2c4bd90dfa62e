"""``python -m scripts.wheels``: the wheel that each run-time dependency has on every Python and system.

Asks PyPI through pip and writes `tests/packaging/wheels.json`, which `tests/packaging/test_wheels.py` reads
offline. Run it after changing `dependencies` in pyproject.toml. Dependencies of dependencies are followed
with the target's markers; pip alone would evaluate those of the Python that runs it. What has no wheel is
null.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from voice_coach.audio.whole_file import write_whole

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_ROOT = Path(__file__).resolve().parents[1]
WHEELS_FILE = _ROOT / "tests" / "packaging" / "wheels.json"
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
_GLIBC = ("1", "2010", "2014", *(f"_2_{minor}" for minor in range(5, 29)))
"""Wheels for a glibc up to 2.28: Debian 10, Ubuntu 20.04 and all since."""


@dataclass(frozen=True)
class System:
    """Platform tags that fit, and what markers see there."""

    tags: tuple[str, ...]
    markers: Mapping[str, str]


def _linux(machine: str) -> System:
    names = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
    return System(
        tuple(f"manylinux{glibc}_{machine}" for glibc in _GLIBC), {**names, "platform_machine": machine}
    )


def _mac(machine: str) -> System:
    names = {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"}
    return System((f"macosx_14_0_{machine}",), {**names, "platform_machine": machine})


SYSTEMS: Mapping[str, System] = {
    "linux-x86_64": _linux("x86_64"),
    "linux-aarch64": _linux("aarch64"),
    "macos-arm64": _mac("arm64"),
    "macos-x86_64": _mac("x86_64"),
    "windows-amd64": System(
        ("win_amd64",),
        {
            "sys_platform": "win32",
            "platform_system": "Windows",
            "os_name": "nt",
            "platform_machine": "AMD64",
        },
    ),
}


def dependencies() -> list[str]:
    """The run-time dependencies in pyproject.toml."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [str(one) for one in project["dependencies"]]


def wanted(requirements: Iterable[str], environment: Mapping[str, str]) -> Iterator[Requirement]:
    """Those of ``requirements`` that hold in ``environment``, extras left out."""
    for text in requirements:
        requirement = Requirement(text)
        marker: Marker | None = requirement.marker
        if marker is None or marker.evaluate({**environment, "extra": ""}):
            requirement.marker = None
            yield requirement


def ask(requirements: Iterable[Requirement], python: str, system: System) -> list[dict[str, object]]:
    """What pip would install for ``requirements`` alone; [] if one of them has no wheel.

    Raises subprocess.CalledProcessError if pip fails otherwise.
    """
    names = [str(requirement) for requirement in requirements]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--dry-run", "--ignore-installed", "--no-deps", "--only-binary", ":all:"),
            *("--target", folder, "--report", str(report), "--python-version", python),
            *(word for tag in system.tags for word in ("--platform", tag)),
            *names,
        ]
        # No configuration of this machine: what counts is PyPI.
        environment = {**os.environ, "PIP_CONFIG_FILE": os.devnull}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if "No matching distribution" in done.stderr:
            return []
        done.check_returncode()
        found: list[dict[str, object]] = json.loads(report.read_text(encoding="utf-8"))["install"]
        return found


def closure(python: str, name: str) -> dict[str, str | None]:
    """The wheel of every package that the product needs on ``python`` and the system ``name``."""
    system = SYSTEMS[name]
    environment: dict[str, str] = {key: str(value) for key, value in default_environment().items()}
    environment |= {**system.markers, "python_version": python, "python_full_version": f"{python}.0"}
    wheels: dict[str, str | None] = {}
    todo = list(wanted(dependencies(), environment))
    while todo:
        found = ask(todo, python, system)
        if not found and len(todo) > 1:
            found = [one for requirement in todo for one in ask([requirement], python, system)]
        next_round: list[Requirement] = []
        for one in found:
            metadata: dict[str, object] = one["metadata"]  # type: ignore[assignment]
            url: str = one["download_info"]["url"]  # type: ignore[index]
            wheels[canonicalize_name(str(metadata["name"]))] = url.rsplit("/", 1)[-1]
            needs: list[str] = metadata.get("requires_dist", [])  # type: ignore[assignment]
            next_round += wanted(needs, environment)
        for requirement in todo:
            wheels.setdefault(canonicalize_name(requirement.name), None)
        fresh = {canonicalize_name(requirement.name): requirement for requirement in next_round}
        todo = [requirement for key, requirement in fresh.items() if key not in wheels]
    return dict(sorted(wheels.items()))


def main() -> None:
    targets = {}
    for name in SYSTEMS:
        for python in PYTHONS:
            targets[f"{python} {name}"] = closure(python, name)
            missing = [package for package, wheel in targets[f"{python} {name}"].items() if wheel is None]
            sys.stdout.write(f"{python} {name}: without a wheel: {', '.join(missing) or 'none'}\n")
            sys.stdout.flush()
    whole = {"dependencies": dependencies(), "targets": targets}
    write_whole(WHEELS_FILE, (json.dumps(whole, indent=1) + "\n").encode())


if __name__ == "__main__":
    main()
