"""``voice-coach batch``: what it says, what it exits with, and that it can be stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import PROGRAM, Caller
from voice_coach.batch.run import BatchProgress
from voice_coach.cli.progress import batch_line

PLAN = """\
member,routine,minutes,level
Ana,short,,quiet
Bo,nosuch,,
Cy,short,soon,
Di,short,,quiet
"""
NOTED = "member,routine,tools,minutes\nAna,warmup,roller,4\n"


@pytest.fixture
def plan(home: Path) -> Path:
    path = home / "plan.csv"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_bad_rows_are_told_at_the_end_with_their_lines(call: Caller, plan: Path) -> None:
    first = call("batch", plan, "-o", "out", "--workers", "1")
    assert first.code == 2
    assert first.out == (
        "out: 2 sessions made (1 of them the same as another's), 2 not made: the rows are named above.\n"
    )
    told = first.err.splitlines()
    assert [line.split(": ")[0] for line in told] == [f"{plan}:3", f"{plan}:4"]
    assert "Bo, nosuch: There is no routine called 'nosuch'." in told[0]
    assert "minutes: 'soon' isn't a number. Write a number such as 12 or 12.5." in told[1]

    plan.write_text(PLAN.replace("nosuch", "short").replace("soon", ""), encoding="utf-8")
    second = call("batch", plan, "-o", "out", "--workers", "1", "--json")
    assert (second.code, second.err) == (0, "")
    summary = json.loads(second.out)
    assert (summary["made"], summary["kept"], summary["copied"]) == (2, 2, 1)
    assert [file["file"] for file in summary["files"]] == [
        f"{name}_short.mp3" for name in ("ana", "bo", "cy", "di")
    ]
    assert [file["new"] for file in summary["files"]] == [False, True, True, False]
    for file in summary["files"]:
        assert (Path("out") / file["file"]).stat().st_size == file["bytes"]


def test_what_the_planner_left_out_is_told(call: Caller, plan: Path) -> None:
    plan.write_text(NOTED, encoding="utf-8")
    outcome = call("batch", plan, "-o", "out", "--workers", "1")
    assert outcome.code == 0
    assert f"{plan}:2: Ana, warmup: Left out to fit 4 minutes:" in outcome.err


def test_errors_as_json_name_line_and_column(call: Caller, plan: Path) -> None:
    plan.write_text("member,routine,level\nA,nosuch,\n,short,\n", encoding="utf-8")
    outcome = call("batch", plan, "-o", "out", "--workers", "1", "--json")
    assert outcome.code == 2
    first, second = json.loads(outcome.out)["errors"]
    assert (first["line"], first["code"], first["row"]) == (2, "unknown-routine", "A, nosuch")
    assert (second["line"], second["column"], second["code"]) == (3, "member", "row-invalid")


def test_a_place_that_cannot_be_written_has_its_own_exit_code(call: Caller, plan: Path) -> None:
    (Path("out") / "ana_short.mp3").mkdir(parents=True)
    plan.write_text("member,routine\nAna,short\nBo,nosuch\n", encoding="utf-8")
    assert call("batch", plan, "-o", "out", "--workers", "1").code == 4
    Path("file").write_text("", encoding="utf-8")
    assert call("batch", plan, "-o", "file").code == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan.csv", "-o", "out", "--workers", "2", "--scheduler", "tcp://h:1"), "can't go together"),
        (("plan.csv", "-o", "out", "--workers", "0"), "--workers"),
        (("plan.csv",), "-o"),
        (("missing.csv", "-o", "out"), "missing.csv can't be read"),
        (("plan.yaml", "-o", "out"), "neither .csv nor .jsonl"),
    ],
)
def test_wrong_calls_are_one_sentence(
    call: Caller, plan: Path, arguments: tuple[str, ...], said: str
) -> None:
    outcome = call("batch", *arguments)
    assert outcome.code == 2
    assert said in outcome.sentence
    assert not Path("out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of POSIX")
def test_ctrl_c_says_how_to_go_on(plan: Path, home: Path) -> None:
    plan.write_text("member,routine,level\n" + "".join(f"M{n},warmup,quiet\n" for n in range(9)), "utf-8")
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [*PROGRAM, "batch", str(plan), "-o", "out", "--workers", "1"],
        stdin=subprocess.DEVNULL,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    while b"0 of 9 made" not in shown:
        shown += os.read(ours, 1024)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    assert process.wait(30) == 130
    said = os.read(ours, 4096)
    os.close(ours)
    assert b"run the same command to continue" in said
    assert b"Traceback" not in said
    assert not list((home / "out").glob(".*.part"))


def test_progress_tells_counts_rate_and_time_left() -> None:
    assert batch_line(BatchProgress(200, 0, 0, 0), 0.0) == "0 of 200 made"
    half = batch_line(BatchProgress(200, 20, 60, 0), 60.0)
    assert half == "60 of 180 made, 20 up to date, 60 a minute, 2 min left"
    assert batch_line(BatchProgress(10, 0, 4, 1), 10.0) == "4 of 10 made, 1 bad, 30 a minute, 10 s left"
