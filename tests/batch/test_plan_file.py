"""Plans as people and spreadsheets write them: read whole, and every mistake told with its line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voice_coach.batch import plan_file
from voice_coach.batch.plan_file import read_plan
from voice_coach.batch.row import COLUMNS, Row
from voice_coach.errors import InputError

HEADER = ",".join(COLUMNS)


def written(tmp_path: Path, text: str | bytes, name: str = "plan.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_whole_row_of_csv_and_the_same_as_json(tmp_path: Path) -> None:
    row = Row(
        2, "Ana Díaz", "recovery", 18.5, ("calves", "quads"), ("roller", "ball"), "espeak", "es", "usual"
    )
    table = f'{HEADER}\nAna Díaz,recovery,18.5,"calves, quads",roller ball,espeak,es,usual\n'
    assert read_plan(written(tmp_path, table)).rows == (row,)
    cells = {
        "member": "Ana Díaz",
        "routine": "recovery",
        "minutes": 18.5,
        "focus": ["calves", "quads"],
        "tools": "roller,ball",
        "voice": "espeak",
        "language": "es",
        "level": "usual",
    }
    line = "\n" + json.dumps(cells, ensure_ascii=False) + "\n"
    assert read_plan(written(tmp_path, line, "plan.jsonl")).rows == (row,)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_spreadsheets_make_of_it(tmp_path: Path, mark: bytes, end: str, separator: str) -> None:
    lines = [["Routine", " member", "level"], ["warmup", "Ñusta", "quiet"], ["", "", ""], ["warmup", "B"]]
    text = end.join(separator.join(line) for line in lines)
    plan = read_plan(written(tmp_path, mark + text.encode()))
    assert plan.rows == (Row(2, "Ñusta", "warmup", level="quiet"), Row(4, "B", "warmup"))
    assert plan.problems == ()


def test_lines_are_counted_past_a_cell_of_two_lines(tmp_path: Path) -> None:
    plan = read_plan(written(tmp_path, 'member,routine\n"An\na",warmup\nB,\nC,warmup\n'))
    assert [row.line for row in plan.rows] == [5]
    assert [(problem.line, problem.column) for problem in plan.problems] == [(2, "member"), (4, "routine")]


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("A,warmup,abc,,,,,", "minutes", "'abc' isn't a number. Write a number such as 12 or 12.5."),
        ("A,warmup,-3,,,,,", "minutes", "-3 minutes can't be planned. Ask for 1 to 180 minutes."),
        ("A,warmup,nan,,,,,", "minutes", "'nan' isn't a number"),
        ("A,warmup,1e999,,,,,", "minutes", "'1e999' isn't a number"),
        ("A,warmup,,,hammer,,,", "tools", "no tool called 'hammer'. Tools are roller, ball, stick, gun."),
        ("A,warmup,,,,,,loud", "level", "'loud' isn't a level. Levels are first, usual, quiet."),
        ("A,warmup,,,,,two words,", "language", "more than one word"),
        (",warmup,,,,,,", "member", "is missing. Every row needs a member and a routine."),
        ("A,,,,,,,", "routine", "is missing"),
        ("../..,warmup,,,,,,", "member", "has no letter or digit"),
        ("A\x07,warmup,,,,,,", "member", "control character"),
        (f"{'A' * 201},warmup,,,,,,", "member", "too long"),
        ("A,warmup,,,,,,,,x", "", "The row has 10 cells, the header 8. Put a cell with a comma into quotes"),
    ],
)
def test_a_bad_row_of_csv_is_told_and_the_next_is_read(
    tmp_path: Path, row: str, column: str, said: str
) -> None:
    path = written(tmp_path, f"{HEADER}\n{row}\nB,warmup,,,,,,\n")
    plan = read_plan(path)
    assert [good.line for good in plan.rows] == [3]
    (problem,) = plan.problems
    assert str(problem).startswith(f"{path}:2:{f' {column}:' if column else ''} "), str(problem)
    assert said in str(problem)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "isn't JSON"),
        ("[" * 100_000, "isn't JSON"),
        ("[]", "a JSON object"),
        ('{"member": "A"}', "routine: is missing"),
        ('{"member": 7, "routine": "warmup"}', "member: 7 isn't text. Put it in quotes."),
        (
            '{"member": "A", "routine": "warmup", "focuss": "calves"}',
            "focuss': isn't a column of a plan. Did",
        ),
        ('{"member": "A", "member": "B", "routine": "warmup"}', "member: is there twice"),
        ('{"member": "A", "routine": "warmup", "minutes": true}', "minutes: True isn't a number"),
        ('{"member": "A", "routine": "warmup", "minutes": NaN}', "minutes: nan isn't a number"),
        ('{"member": "A", "routine": "warmup", "focus": ["calves", ""]}', "focus: has an empty item"),
        ('{"member": "A", "routine": "warmup", "focus": {"a": 1}}', "focus: {'a': 1} isn't text"),
    ],
)
def test_a_bad_line_of_json_is_told_and_the_next_is_read(tmp_path: Path, line: str, said: str) -> None:
    path = written(tmp_path, f'{line}\n{{"member": "B", "routine": "warmup"}}\n', "plan.jsonl")
    plan = read_plan(path)
    assert [good.line for good in plan.rows] == [2]
    assert said in str(plan.problems[0])
    assert str(plan.problems[0]).startswith(f"{path}:1:")


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("", "plan.csv", "has no rows"),
        (HEADER, "plan.csv", "has no rows"),
        (
            "member,routine,focuss\nA,warmup,\n",
            "plan.csv",
            ":1: 'focuss' isn't a column of a plan. Did you mean",
        ),
        ("member,level\nA,quiet\n", "plan.csv", ":1: there is no column routine. The first line names"),
        ("member,routine,member\nA,warmup,B\n", "plan.csv", ":1: the column member is there twice"),
        (
            'member,routine\n"A,warmup\nB,warmup\n',
            "plan.csv",
            "isn't CSV (unexpected end of data). Look for",
        ),
        (
            b"member,routine\nA,warmup\n\xff,warmup\n",
            "plan.csv",
            ":3: isn't UTF-8 text. Save the plan as UTF-8.",
        ),
        ("member,routine\n", "plan.txt", "is neither .csv nor .jsonl"),
        ("member,routine\n" + "A,warmup\n" * 1_200_000, "plan.csv", "is larger than 10 MB"),
        ("member,routine\n" + ",\nA,\n" * 20_001, "plan.csv", "has more than 20000 rows"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_concerns_the_whole_file_is_refused(
    tmp_path: Path, text: str | bytes, name: str, said: str
) -> None:
    with pytest.raises(InputError) as refused:
        read_plan(written(tmp_path, text, name))
    assert said in str(refused.value)


def test_a_plan_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read: No such file"):
        read_plan(tmp_path / "plan.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="can't be read"):
        read_plan(tmp_path / "folder.csv")


def test_rows_that_would_be_one_file_name_each_other(tmp_path: Path) -> None:
    path = written(tmp_path, "member,routine\nAna,warmup\nBo,warmup\nANA!,warmup\nAna,recovery\n")
    plan = read_plan(path)
    assert [row.line for row in plan.rows] == [2, 3, 5]
    assert "ANA! with warmup is line 2 already: both would be ana_warmup.mp3" in str(plan.problems[0])
    assert plan.problems[0].line == 4


SCRAPS = st.sampled_from(
    [*COLUMNS, HEADER, "\n", "\r", ",", ";", '"', "\x00", "é", "{", "}", ":", "warmup", "1"]
)


@given(
    st.one_of(
        st.binary(max_size=200), st.lists(SCRAPS, max_size=40).map(lambda parts: "".join(parts).encode())
    )
)
@example(b'member,routine\n"\x00')
def test_whatever_a_file_holds_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    for name in ("fuzz.csv", "fuzz.jsonl"):
        path = folder / name
        path.write_bytes(data)
        try:
            plan = read_plan(path)
        except InputError as refused:
            assert refused.hint
            continue
        lines = len(data.splitlines())
        assert all(1 <= line <= lines for line in [row.line for row in plan.rows])
        assert len({row.file_name for row in plan.rows}) == len(plan.rows)
        assert all(problem.hint for problem in plan.problems)


def test_limits_are_told_as_they_are() -> None:
    assert (plan_file.MAXIMUM_BYTES, plan_file.MAXIMUM_ROWS) == (10_000_000, 20_000)


CASES = {
    "empty columns": (b"member,routine,,\nAna,warmup,,\nBo,warmup\nCy,warmup,,,,\n", 3),
    "an empty column between": (b"member,,routine\nAna,,warmup\n", 1),
    "an empty column before": (b";member;routine\n;Ana;warmup\n", 1),
    "Excel's separator": (b"sep=;\r\nmember;routine\r\nAna;warmup\r\n", 1),
    "Excel's separator, with a mark": (b"\xef\xbb\xbfsep=\t\r\nmember\troutine\r\nAna\twarmup\r\n", 1),
    "Excel's separator that is odd": (b"sep=|\nmember|routine\nAna|warmup\n", 1),
    "Excel's separator in quotes": (b'"sep=,"\nmember,routine\nAna,warmup\n', 1),
    "Excel's Unicode text": ("member\troutine\r\nÑusta\twarmup\r\n".encode("utf-16"), 1),
    "UTF-16 the other way round": (b"\xfe\xff" + "member,routine\nAna,warmup".encode("utf-16-be"), 1),
    "lines of an old Macintosh": (b"member;routine\rAna;warmup\rBo;warmup\r", 2),
}


@pytest.mark.parametrize("name", CASES)
def test_what_spreadsheets_leave_around_a_table_is_no_mistake(tmp_path: Path, name: str) -> None:
    content, count = CASES[name]
    plan = read_plan(written(tmp_path, content))
    assert (len(plan.rows), plan.problems) == (count, ())


def test_lines_are_counted_with_excel_s_separator(tmp_path: Path) -> None:
    plan = read_plan(written(tmp_path, b"\nsep=;\nmember;routine;\nAna;warmup;lost\nBo;warmup;\n"))
    assert [row.line for row in plan.rows] == [5]
    (problem,) = plan.problems
    assert (problem.line, problem.problem) == (4, "The row has 3 cells, the header 2.")
    plan = read_plan(written(tmp_path, b"member,,routine\nAna,lost,warmup\n"))
    assert "'lost' has no column name" in str(plan.problems[0])


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("member;routine;minutes\nAna;warmup;12,5\n", 12.5),
        ("member\troutine\tminutes\nAna\twarmup\t 7,0\n", 7.0),
        ('member,routine,minutes\nAna,warmup,"12,5"\n', 12.5),
        ("member;routine;minutes\nAna;warmup;12.5\n", 12.5),
    ],
)
def test_a_decimal_comma_is_a_point(tmp_path: Path, text: str, minutes: float) -> None:
    assert [row.minutes for row in read_plan(written(tmp_path, text)).rows] == [minutes]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("श्री\u200dराम", "श्री\u200dराम"),
        ("\u202aBo Test\u202c", "Bo Test"),
        ("\u200fمریم\u200e", "مریم"),
        ("\u2068Ana\u2069\u200c", "Ana"),
        ("\ufeffAna", "Ana"),
        ("An\u00ada", "Ana"),
    ],
)
def test_names_keep_their_joiners_and_lose_marks_of_direction(tmp_path: Path, typed: str, kept: str) -> None:
    (row,) = read_plan(written(tmp_path, f"member,routine\n{typed},warmup\n")).rows
    assert row.member == kept
    assert row.file_name.isprintable()


def test_a_name_of_marks_alone_is_missing(tmp_path: Path) -> None:
    plan = read_plan(written(tmp_path, "member,routine\n\u202a\u202c,warmup\n\u200d,warmup\n"))
    assert [problem.column for problem in plan.problems] == ["member", "member"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "plan.csv")
    with pytest.raises(InputError, match="a regular file"):
        read_plan(tmp_path / "plan.csv")
