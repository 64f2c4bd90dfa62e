"""Mutants planted in modules that are already imported: much quicker than an import for each."""

from __future__ import annotations

import ast
import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType

import pytest

from bench.covering import ARGUMENTS, Covering, quick_and_repeatable, test_files
from bench.mutant_control import Refusal, Tree, confirmed
from bench.mutant_imports import change_at_import
from bench.mutant_runs import Outcome, Tell, few, in_a_copy, many
from bench.mutating import Mutant, planted


def try_live(
    mutants: Sequence[Mutant],
    covering: Covering,
    told: Callable[[Mutant, Outcome], None],
    tree: Tree,
    *,
    all_of_them: bool = False,
) -> None:
    """Tell the outcome of each mutant that can be planted so; the others are passed over.

    ``all_of_them``: with all tests that time allows, and those of its room that are new.

    A mutant that survives here may still be seen if its module is imported with it. Raises ``Refusal`` if
    ``tree`` changes, or if what kills a mutant fails without it, too.
    """
    collected = _Collected(mutants, covering, told, tree, all_of_them)
    pytest.main([*ARGUMENTS, *test_files()], plugins=[collected])
    if collected.refusal is not None:
        raise collected.refusal


class _Collected:
    def __init__(
        self,
        mutants: Sequence[Mutant],
        covering: Covering,
        told: Callable[[Mutant, Outcome], None],
        tree: Tree,
        all_of_them: bool,
    ) -> None:
        self.all_of_them = all_of_them
        self.mutants = mutants
        self.covering = covering
        self.told = told
        self.tree = tree
        self.tell: Tell | None = None
        self.refusal: Refusal | None = None

    def pytest_sessionstart(self) -> None:
        quick_and_repeatable()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.tell is not None:
            self.tell(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        functions = live_functions()
        gc.freeze()
        try:
            self._try_all(items, functions)
        except Refusal as refusal:
            self.refusal = refusal
        return True

    def _try_all(self, items: dict[str, pytest.Item], functions: dict[_Key, list[FunctionType]]) -> None:
        for mutant in self.mutants:
            room, seconds = mutant.path.parts[1], self.covering.seconds
            covering = {test for test in self.covering.tests(mutant) if test in items}
            tests = [test for test in few(covering, seconds, room) if test in items]
            if self.all_of_them:
                new = [test for test in items if test not in seconds and f"/{room}/" in test]
                others = [test for test in items if test not in seconds and f"/{room}/" not in test]
                tests = [*new, *many(covering - {*tests}, seconds, room), *(() if covering else others)]
            plant = planting(mutant, planted(mutant), functions)
            if plant is not None:
                self.tree.check()
                chosen = [items[test] for test in tests]
                outcome = in_a_copy(partial(self._run, plant, chosen), tests, self.covering)
                if outcome.killed:
                    upto = tests[: tests.index(outcome.by) + 1] if outcome.by in tests else tests
                    control = partial(self._run, lambda: None, chosen[: len(upto)])
                    outcome = confirmed(outcome, in_a_copy(control, upto, self.covering), upto[-1])
                self.told(mutant, outcome)

    def _run(self, plant: Callable[[], None], chosen: list[pytest.Item], tell: Tell) -> int:
        failed: list[str] = []

        def fail(text: str) -> None:
            failed.append(text)
            tell(text)

        self.tell = fail
        plant()
        for item, following in zip(chosen, [*chosen[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if failed:
                return 1
        return 0


_Key = tuple[str, str, int]


def live_functions() -> dict[_Key, list[FunctionType]]:
    found: dict[_Key, list[FunctionType]] = {}
    for one in gc.get_objects():
        if isinstance(one, FunctionType):
            found.setdefault(_key(one.__code__), []).append(one)
    return found


def _key(code: CodeType) -> _Key:
    return (code.co_filename, code.co_name, code.co_firstlineno)


def planting(
    mutant: Mutant, tree: ast.Module, functions: dict[_Key, list[FunctionType]]
) -> Callable[[], None] | None:
    """What plants the mutant in the modules that are imported; ``None`` if that's beyond this."""
    if mutant.names or mutant.kind.startswith("default"):
        is_imported = ".".join(mutant.path.with_suffix("").parts) in sys.modules
        return partial(change_at_import, mutant, tree) if is_imported else None
    whole = _compiled(tree, Path(mutant.path), functions)
    changed = [
        (function, code)
        for code in _all_codes(whole)
        for function in functions.get(_key(code), ())
        if _within(code, mutant) and len(function.__code__.co_freevars) == len(code.co_freevars)
    ]

    def plant() -> None:
        for function, code in changed:
            function.__code__ = code

    return plant if changed else None


def _compiled(tree: ast.Module, path: Path, functions: dict[_Key, list[FunctionType]]) -> CodeType:
    """The code of ``tree``, each function with all the outer variables that it has now: a closure takes no
    code with fewer."""
    whole = compile(tree, str(path.resolve()), "exec")
    lost: dict[tuple[str, int], set[str]] = {}
    for code in _all_codes(whole):
        for function in functions.get(_key(code), ()):
            missing = {*function.__code__.co_freevars} - {*code.co_freevars}
            if missing:
                lost[code.co_name, code.co_firstlineno] = missing
    if not lost:
        return whole
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = min((node.lineno, *(one.lineno for one in node.decorator_list)))
            names = sorted(lost.get((node.name, first), ()))
            if names:  # named where nothing runs: enough for them to be kept
                never = ast.If(
                    ast.Constant(False), [ast.Expr(ast.Name(one, ast.Load())) for one in names], []
                )
                node.body.append(ast.copy_location(never, node.body[-1]))
    return compile(ast.fix_missing_locations(tree), str(path.resolve()), "exec")


def _within(code: CodeType, mutant: Mutant) -> bool:
    lines = [line for inner in _all_codes(code) for *_, line in inner.co_lines() if line]
    return min(lines) <= mutant.first_line <= max(lines)


def _all_codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _all_codes(inner)
