"""The benches' own tools: figures that tell the truth, and processes measured as they are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench import figures
from bench.figures import Figure, table
from bench.processes import Comparison, Usage, in_turn, run
from bench.workplace import AREAS_IN_20_MINUTES, workplace
from voice_coach.routine.loader import load_plan


@pytest.mark.parametrize(
    ("value", "at_least", "met"), [(1.2, False, True), (1.4, False, False), (1.4, True, True)]
)
def test_a_target_is_a_bound_one_way_or_the_other(value: float, at_least: bool, met: bool) -> None:
    figure = Figure("speed", value, "x", 1.3, at_least)
    assert figure.met is met
    assert figure.row()[3] == ("yes" if met else "NO")


def test_what_is_reported_can_be_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(figures, "OUT", tmp_path / "out")
    kept = [Figure("memory", 130.0, "MB", 120.0, details={"seconds": 7})]
    with pytest.raises(SystemExit) as ended:
        figures.report("memory", kept)
    assert ended.value.code == 1
    assert "130 MB | at most 120 MB | NO" in capsys.readouterr().out
    assert figures.read("memory") == kept
    figures.forget("memory")
    assert figures.read("memory") == []


def test_the_table_has_even_columns() -> None:
    lines = table([("a", "1 x", "at most 2 x", "yes"), ("something long", "100 MB", "", "NO")]).splitlines()
    assert len({len(line) for line in lines}) == 1


def test_a_process_is_measured_and_its_failure_told() -> None:
    busy = run([sys.executable, "-c", "print(sum(range(10_000_000))); x = b'x' * 60_000_000"])
    idle = run([sys.executable, "-c", ""])
    assert busy.output == "49999995000000\n"
    assert busy.cpu_seconds > idle.cpu_seconds > 0
    assert busy.peak_bytes > 60_000_000
    with pytest.raises(RuntimeError, match="ended with 1: ValueError: no"):
        run([sys.executable, "-c", "import sys; sys.tracebacklimit = 0; raise ValueError('no')"])


def test_both_sides_are_run_in_turn() -> None:
    order: list[str] = []

    def one(name: str, seconds: list[float]) -> Usage:
        order.append(name)
        return Usage(seconds[order.count(name) - 1], 0, "")

    compared = in_turn(lambda: one("A", [99, 2, 4, 6]), lambda: one("B", [99, 2, 2, 1]), 3)
    assert order == ["A", "B"] * 4
    assert compared == Comparison((2, 4, 6), (2, 2, 1))
    assert compared.ratio == 2
    assert compared.details()["ratio_of_the_least"] == 2


def test_the_benches_routine_is_a_valid_one_of_the_right_size() -> None:
    with workplace() as place:
        plan = load_plan(place.routine(AREAS_IN_20_MINUTES))
    assert len(plan.steps) == 2 * AREAS_IN_20_MINUTES
