"""The tool that plants mistakes: what it changes, what it leaves alone, and which tests it tries first."""

from __future__ import annotations

import ast
import importlib.util
import os
from pathlib import Path

import pytest

from bench.covering import Covering
from bench.mutant_control import Refusal, Tree, confirmed
from bench.mutant_live import live_functions, planting
from bench.mutant_runs import Outcome, few, many
from bench.mutating import Mutant, mutants_of, planted

MODULE = '''"""Not 7."""

_SETS: frozenset[str] = frozenset({"tap", "hold"})


class Rests:
    longest: int = 9

    def __repr__(self) -> str:
        return "Rests" * 3


def wait(seconds: float, most: int = 4) -> float | None:
    """Wait 5 s."""
    _log.info("waiting %d", 6)
    if not seconds:
        raise ValueError(f"{seconds + 1} or 2")
    for _ in range(most):
        note(seconds)
        if seconds < most and seconds in RESTS:
            break
    return seconds + most


def started(waits: list[float], until: list[float]) -> bool:
    if not waits:
        return False
    return all(one < other for one, other in zip(waits, until, strict=True))
'''


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "module.py"
    path.write_text(MODULE, encoding="utf-8")
    return path


def changes(path: Path) -> set[tuple[str, str, str]]:
    return {(mutant.kind, mutant.before, mutant.after) for mutant in mutants_of(path)}


def test_each_kind_of_mistake_is_planted_where_it_fits(module: Path) -> None:
    assert changes(module) == {
        ("member", "'tap'", "left out"),
        ("member", "'hold'", "left out"),
        ("default constant", "9", "10"),
        ("default constant", "9", "8"),
        ("default constant", "9", "18"),
        ("default constant", "4", "5"),
        ("default constant", "4", "3"),
        ("default constant", "4", "8"),
        ("negation", "not seconds", "seconds"),
        ("call", "note(seconds)", "pass"),
        ("comparison", "seconds < most", "seconds <= most"),
        ("comparison", "seconds in RESTS", "seconds not in RESTS"),
        ("and or", "seconds < most and seconds in RESTS", "seconds < most or seconds in RESTS"),
        ("negation", "seconds < most and seconds in RESTS", "not (seconds < most and seconds in RESTS)"),
        ("loop", "break", "continue"),
        ("return", "return seconds + most", "return None"),
        ("arithmetic", "seconds + most", "seconds - most"),
        ("negation", "not waits", "waits"),
        ("constant", "False", "True"),
        ("comparison", "one < other", "one <= other"),
        (
            "return",
            "return all((one < other for one, other in zip(waits, until, strict=True)))",
            "return None",
        ),
    }


def test_a_planted_module_differs_from_the_original_in_one_place_and_compiles(module: Path) -> None:
    original = ast.unparse(ast.parse(MODULE)).splitlines()
    for mutant in mutants_of(module):
        tree = planted(mutant)
        compile(tree, "module", "exec")
        changed = ast.unparse(tree).splitlines()
        assert sum(one != other for one, other in zip(original, changed, strict=True)) == 1, mutant


def test_a_mutant_keeps_its_key_if_only_other_functions_change(module: Path) -> None:
    before = {mutant.key for mutant in mutants_of(module) if mutant.where == "wait"}
    module.write_text(MODULE.replace("Not 7.", "Not 8.\n\n").replace("longest: int = 9", "most: int = 3"))
    assert {mutant.key for mutant in mutants_of(module) if mutant.where == "wait"} == before


def a_mutant(names: tuple[str, ...], lines: tuple[int, int]) -> Mutant:
    return Mutant(Path("rests.py"), 0, "key", "constant", "", *lines, names, "1", "2")


@pytest.fixture
def covering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Covering:
    monkeypatch.chdir(tmp_path)
    Path("rests.py").write_text("LONGEST = 1\n\ndef a():\n    return 2\n", encoding="utf-8")
    Path("user.py").write_text("def b():\n    return rests.LONGEST\n", encoding="utf-8")
    seconds = {
        "t.py::one[1]": 0.1,
        "t.py::one[2]": 0.2,
        "t.py::two": 0.3,
        "u.py::three": 0.4,
        "u.py::slow": 99.0,
    }
    lines = {"rests.py": {4: ["t.py::one[1]", "t.py::one[2]", "t.py::two"]}, "user.py": {2: ["u.py::three"]}}
    return Covering(lines, seconds, [])


@pytest.mark.parametrize(
    ("mutant", "expected"),
    [
        (a_mutant((), (3, 4)), {"t.py::one[1]", "t.py::one[2]", "t.py::two"}),
        (a_mutant((), (1, 2)), set()),
        (a_mutant(("LONGEST",), (1, 1)), {"u.py::three"}),
    ],
    ids=["the lines of a statement", "lines that no test runs", "a constant, by the lines that use it"],
)
def test_the_tests_of_a_mutant(covering: Covering, mutant: Mutant, expected: set[str]) -> None:
    assert covering.tests(mutant) == expected


def test_at_first_files_take_turns_and_slow_tests_are_left_out(covering: Covering) -> None:
    tests = covering.seconds
    assert few(tests, tests, "x") == ["t.py::one[1]", "u.py::three", "t.py::two", "t.py::one[2]"]


def test_in_the_end_all_are_tried_that_time_allows(covering: Covering) -> None:
    tests = covering.tests(a_mutant((), (3, 4)))
    assert many(tests, covering.seconds, "x") == ["t.py::one[1]", "t.py::one[2]", "t.py::two"]


CLOSURE = """
def noting(first, notes, last):
    def note(text):
        notes.append(text)
        return first + text + last

    return note
"""


def test_a_closure_takes_a_mutant_that_leaves_out_one_of_its_variables(tmp_path: Path) -> None:
    path = tmp_path.resolve() / "closing.py"
    path.write_text(CLOSURE, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("closing", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    notes: list[str] = []
    note = module.noting("<", notes, ">")
    mutant = next(one for one in mutants_of(path) if one.kind == "call")
    plant = planting(mutant, planted(mutant), live_functions())
    assert plant is not None
    plant()
    assert note("a") == "<a>"
    assert notes == []


def test_a_tree_that_changes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "voice_coach" / "rules.py"
    path.parent.mkdir()
    path.write_text("LONGEST = 1", encoding="utf-8")
    tree = Tree(tmp_path)
    tree.check()
    (tmp_path / "bench" / "out").mkdir(parents=True)
    (tmp_path / "bench" / "out" / "figures.json").touch()
    tree.check()
    os.utime(path, (1, 1))
    with pytest.raises(Refusal, match=r"rules\.py"):
        tree.check()


def test_a_test_that_fails_without_a_mutant_kills_none() -> None:
    killed, clean = Outcome("killed", "t.py::one", 3, 0.1), Outcome("survived", "", 3, 0.1)
    assert confirmed(killed, clean, "t.py::one") == killed
    assert confirmed(killed, Outcome("slow", "", 3, 9.0), "t.py::one").state == "untested"
    with pytest.raises(Refusal, match=r"t\.py::one fails without a mutant"):
        confirmed(killed, killed, "t.py::one")
