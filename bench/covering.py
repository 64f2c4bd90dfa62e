"""Which quick tests of the rules run which lines, and how long each takes."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from bench.mutating import Mutant
from tests.categories import TESTS, category_of

_FOLDERS = """
    batch cli control dialogues listening looking_back media playing records routine safety session watch web
"""
_WHOLE_FOLDERS = frozenset({"playing", "records"})
_BESIDES = """
    cli/test_content_commands cli/test_display cli/test_exports cli/test_history cli/test_pack
    cli/test_planning cli/test_runners cli/test_safety_screen cli/test_start_today
    cli/test_taking_up cli/test_verbose docs/test_moves
"""
"""Calls of the command line in this process are the only tests of some of what puts a session together."""
OURS = frozenset({"bench", "tests", "voice_coach"})
_NOT_WARM = OURS | {"__main__", "__mp_main__", "coverage", "xdist", "pytest_cov", "pytest_timeout"}
_OPTIONS = """
    -q -W ignore::pytest.PytestAssertRewriteWarning -p no:cacheprovider -p no:xdist -o timeout=0 -o addopts=
"""
ARGUMENTS = tuple(_OPTIONS.split())


@dataclass(frozen=True)
class Covering:
    """``tests_of_line``: by module and line; ``seconds``: CPU time of each test."""

    tests_of_line: dict[str, dict[int, list[str]]]
    seconds: dict[str, float]
    libraries: list[str]

    def tests(self, mutant: Mutant) -> set[str]:
        """The tests that run what ``mutant`` changes."""
        found = self._between(str(mutant.path), mutant.first_line, mutant.last_line)
        if mutant.names:
            word = re.compile(rf"\b({'|'.join(mutant.names)})\b")
            for path, lines in self._sources.items():
                for number, line in enumerate(lines, 1):
                    if word.search(line):
                        found |= self._between(path, number, number)
            if not found:  # it's used at import alone
                room = f"tests/{mutant.path.parts[1]}/"
                found = {test for test in self.seconds if test.startswith(room)}
        return found

    def _between(self, path: str, first: int, last: int) -> set[str]:
        lines = self.tests_of_line.get(path, {})
        return {test for line, tests in lines.items() if first <= line <= last for test in tests}

    @cached_property
    def _sources(self) -> dict[str, list[str]]:
        return {path: Path(path).read_text(encoding="utf-8").splitlines() for path in self.tests_of_line}


def test_files() -> list[str]:
    """The files of tests that may take part, relative to the project's folder."""
    return [
        str(path.relative_to(TESTS.parent))
        for path in sorted(TESTS.rglob("test_*.py"))
        if _takes_part(path.relative_to(TESTS))
    ]


def _takes_part(path: Path) -> bool:
    if path.with_suffix("").as_posix() in _BESIDES.split():
        return True
    unit = category_of(TESTS / path) == "unit" and path.parts[0] in _FOLDERS.split()
    return unit or path.parts[0] in _WHOLE_FOLDERS


def quick_and_repeatable() -> None:
    """Property tests as ``mutants`` wants them: the same few examples each time, none made smaller."""
    from hypothesis import Phase, settings

    settings.register_profile(
        "mutants",
        settings.get_profile("quick"),
        max_examples=30,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
    )
    settings.load_profile("mutants")


class _Watch:
    def __init__(self, coverage: Any) -> None:
        self.coverage = coverage
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    def pytest_sessionstart(self) -> None:
        quick_and_repeatable()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        began = process_time()
        self.coverage.switch_context(item.nodeid)
        result = yield
        self.coverage.switch_context("")
        self.seconds[item.nodeid] = process_time() - began
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[None]:
        """What a fixture for many tests runs counts for all tests in its folder or file."""
        if fixturedef.scope == "function":
            return (yield)
        self.coverage.switch_context(f"fixture {fixturedef.baseid}")
        result = yield
        self.coverage.switch_context(request.node.nodeid)
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.outcome != "passed":
            self.failed.add(report.nodeid)


def write_covering(path: Path, rooms: list[str], files: list[str] | None = None) -> None:
    """Run all quick tests once, or those in ``files`` again, and write which lines each of them runs."""
    os.environ["HYPOTHESIS_PROFILE"] = "quick"
    from coverage import Coverage

    data_file = str(path.with_suffix(".coverage"))
    coverage = Coverage(data_file=data_file, source=rooms, branch=False, config_file=False)
    watch = _Watch(coverage)
    coverage.erase()
    coverage.start()
    pytest.main([*ARGUMENTS, *(files or test_files())], plugins=[watch])
    coverage.stop()
    old = read_covering(path) if files and path.exists() else Covering({}, {}, [])
    seconds = {
        test: took for test, took in old.seconds.items() if test.partition("::")[0] not in (files or ())
    }
    seconds |= {test: took for test, took in watch.seconds.items() if test not in watch.failed}
    found: dict[str, dict[int, set[str]]] = {}
    for name in coverage.get_data().measured_files():
        module = str(Path(name).relative_to(Path.cwd()))
        lines = coverage.get_data().contexts_by_lineno(name)
        found[module] = {line: _tests(contexts, watch.seconds) for line, contexts in lines.items()}
    for module, known in old.tests_of_line.items():
        for line, tests in known.items():
            found.setdefault(module, {}).setdefault(line, set()).update(tests)
    tests_of_line = {
        module: {line: sorted(tests & seconds.keys()) for line, tests in lines.items()}
        for module, lines in found.items()
    }
    libraries = {name for name in sys.modules if name.split(".")[0] not in _NOT_WARM}
    sources = {module: Path(module).read_text(encoding="utf-8") for module in found}
    whole = [tests_of_line, seconds, sorted(libraries | {*old.libraries}), sources]
    path.write_text(json.dumps(whole), encoding="utf-8")


def read_covering(path: Path) -> Covering:
    """As it was written, with the numbers that the lines have now."""
    tests_of_line, seconds, libraries, sources = json.loads(path.read_text(encoding="utf-8"))
    now = {}
    for module, lines in tests_of_line.items():
        if Path(module).exists():
            numbers = _numbers_now(sources[module], Path(module).read_text(encoding="utf-8"))
            now[module] = {numbers[int(line)]: tests for line, tests in lines.items() if int(line) in numbers}
    return Covering(now, seconds, libraries)


def _numbers_now(then: str, now: str) -> dict[int, int]:
    blocks = SequenceMatcher(None, then.splitlines(), now.splitlines(), autojunk=False).get_matching_blocks()
    return {one + nth + 1: other + nth + 1 for one, other, size in blocks for nth in range(size)}


def _tests(contexts: list[str], seconds: dict[str, float]) -> set[str]:
    found = {context for context in contexts if context in seconds}
    for context in contexts:
        if context.startswith("fixture "):
            base = context.removeprefix("fixture ")
            found |= {test for test in seconds if test.startswith(base)}
    return found
