"""One mutant tried: a copy of a warm process plants it at import and runs the tests that cover it."""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import NoReturn

import pytest

from bench.covering import ARGUMENTS, OURS, Covering, quick_and_repeatable

Tell = Callable[[str], object]
_FEW_TESTS = 30
_NEAR_FILES = 4
_FEW_SECONDS = 4.0
_MANY_SECONDS = 5.0
"""CPU time of the tests of a first and of a second try, as measured without a mutant."""
_SPARE_SECONDS = 8
_NEW_TEST_SECONDS = 0.03
_MORE_BYTES = 2 << 30
"""What a mutant may take beyond what this process has."""


KILLED = frozenset({"killed", "slow"})


@dataclass(frozen=True)
class Outcome:
    """``state``: killed, slow (stopped at its limit, which counts as killed), survived, or untested."""

    state: str
    by: str
    tests: int
    cpu_seconds: float

    @property
    def killed(self) -> bool:
        return self.state in KILLED


def warm_up(covering: Covering) -> None:
    """Import what the tests import from other projects."""
    for name in covering.libraries:
        with suppress(Exception):
            importlib.import_module(name)


def few(tests: Iterable[str], seconds: dict[str, float], room: str) -> list[str]:
    """The quickest of every file in turn, four at a time of the ``room``'s own; each function once before any
    is taken twice."""
    ranks: dict[str, int] = defaultdict(int)
    ranked = []
    for test in sorted(tests, key=lambda test: (seconds[test], test)):
        function = test.partition("[")[0]
        ranked.append((ranks[function], test))
        ranks[function] += 1
    turns: dict[str, int] = defaultdict(int)
    order = []
    for _, test in sorted(ranked, key=lambda one: (one[0], seconds[one[1]], one[1])):
        file = test.partition("::")[0]
        at_a_time = 4 if f"/{room}/" in file else 1
        order.append((turns[file] // at_a_time, at_a_time == 1, seconds[test], test))
        turns[file] += 1
    return _within([test for *_, test in sorted(order)][:_FEW_TESTS], seconds, _FEW_SECONDS)


def near(tests: Iterable[str], room: str) -> list[str]:
    """Those in a few files, of the ``room`` itself if it has any: each file costs an import."""
    files: dict[str, list[str]] = defaultdict(list)
    for test in sorted(tests):
        files[test.partition("::")[0]].append(test)
    ranked = sorted(files, key=lambda file: (f"/{room}/" not in file, -len(files[file]), file))
    return [test for file in ranked[:_NEAR_FILES] for test in files[file]]


def many(tests: Iterable[str], seconds: dict[str, float], room: str) -> list[str]:
    """As many of ``tests`` as time allows, those of the ``room`` first, quickest first."""
    order = sorted(tests, key=lambda test: (f"/{room}/" not in test, seconds[test], test))
    return _within(order, seconds, _MANY_SECONDS)


def attempt(path: Path, tree: ast.Module | None, tests: Sequence[str], covering: Covering) -> Outcome:
    """Import everything and run ``tests`` until one fails, the module at ``path`` as in ``tree``."""

    def work(tell: Tell) -> int:
        if tree is not None:
            _plant(path, compile(tree, str(path.resolve()), "exec"))
        files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
        code = pytest.main([*ARGUMENTS, "-x", *files], plugins=[_Chosen(tests, tell)])
        return 0 if code == pytest.ExitCode.NO_TESTS_COLLECTED else code

    return in_a_copy(work, tests, covering)


def in_a_copy(work: Callable[[Tell], int], tests: Sequence[str], covering: Covering) -> Outcome:
    """Do ``work`` in a copy of this process, which is stopped at a limit; 0 from it means "survived"."""
    if not tests:
        return Outcome("untested", "", 0, 0.0)
    limit = int(_SPARE_SECONDS + 2 * sum(covering.seconds.get(test, _NEW_TEST_SECONDS) for test in tests))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work_within(limit, work, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8", errors="replace") as pipe:
        by = pipe.read().partition("\n")[0]
    _, status, used = os.wait4(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    cpu = round(used.ru_utime + used.ru_stime, 2)
    if os.WIFSIGNALED(status):
        return Outcome("slow", by or signal.Signals(os.WTERMSIG(status)).name, len(tests), cpu)
    code = os.WEXITSTATUS(status)
    if code == 0:
        return Outcome("survived", "", len(tests), cpu)
    return Outcome("killed", by or f"exit code {code}", len(tests), cpu)


def _work_within(limit: int, work: Callable[[Tell], int], pipe: int) -> NoReturn:
    code = 99
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        most = _bytes_taken() + _MORE_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        signal.alarm(60 * limit)  # a busy machine gives little
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)
        code = work(lambda text: os.write(pipe, f"{text}\n".encode(errors="replace")))
    finally:
        os._exit(code)


def _bytes_taken() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _plant(path: Path, code: CodeType) -> None:
    name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")

    class _Loader(importlib.machinery.SourceFileLoader):
        def get_code(self, fullname: str) -> CodeType | None:
            return code

    class _Finder(importlib.abc.MetaPathFinder):
        def find_spec(
            self, fullname: str, path_: Sequence[str] | None, target: ModuleType | None = None
        ) -> importlib.machinery.ModuleSpec | None:
            if fullname != name:
                return None
            return importlib.util.spec_from_file_location(
                fullname, path, loader=_Loader(fullname, str(path.resolve()))
            )

    assert not any(module.partition(".")[0] in OURS - {"bench", "tests"} for module in sys.modules), name
    sys.meta_path.insert(0, _Finder())


class _Chosen:
    """Only the chosen tests are run, in their files' order; the first that fails is told."""

    def __init__(self, tests: Sequence[str], tell: Tell) -> None:
        self.tests = frozenset(tests)
        self.tell = tell

    def pytest_sessionstart(self) -> None:
        quick_and_repeatable()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.tests]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.tell(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.tell(f"{report.nodeid} isn't importable")


def _within(tests: list[str], seconds: dict[str, float], most: float) -> list[str]:
    chosen: list[str] = []
    total = 0.0
    for test in tests:
        if chosen and total + seconds[test] > most:
            continue
        chosen.append(test)
        total += seconds[test]
    return chosen
