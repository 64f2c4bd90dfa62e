"""``script.csv`` as it is written, and as it comes back from spreadsheets and from nowhere good."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.speaking.recorded.studio import lines, write_script
from voice_coach.errors import InputError
from voice_coach.speaking.recorded.script_file import (
    COLUMNS,
    once_each,
    read_script,
    script_csv,
    script_line,
)
from voice_coach.speaking.recorded.sheet import sheet

QUOTED = script_line('Say "yes", or no; *not* <maybe>.', "en", "questions", 2.0)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    of = (*lines(), QUOTED)
    assert read_script(write_script(tmp_path, of)) == of


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_spreadsheet_s_own_form_is_read(tmp_path: Path, separator: str, encoding: str) -> None:
    of = (*lines(), QUOTED)
    rows = list(csv.reader(io.StringIO(script_csv(of).decode("utf-8-sig"), newline="")))
    text = io.StringIO()
    order = [3, 1, 0, 2, 5, 4]
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([[row[at] for at in order] for row in rows])
    writer.writerow([""] * len(COLUMNS))
    (tmp_path / "script.csv").write_text(text.getvalue().replace("2.0", "2,0"), encoding=encoding)
    assert read_script(tmp_path / "script.csv") == of


def test_each_line_stands_once() -> None:
    assert once_each((*lines(), *lines())) == lines()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "must begin with a row"),
        ("a,b\n1,2\n", "must begin with a row"),
        ("id,file,text\n", "has no lines"),
        ("id,file,text\nx,y,z\n", "row 2: 'x' isn't an id"),
        (f"id,file,text\n{lines()[0].id},y,Changed words.\n", "row 2: the text isn't the one"),
        (f"id,file,text\n{f'{lines()[0].id},y,{lines()[0].text}' + chr(10)}" * 2, "row 3"),
        (f'id,file,text\n"{lines()[0].id}', "row 2"),
    ],
)
def test_a_mistake_is_named_with_its_row(tmp_path: Path, content: str, what: str) -> None:
    (tmp_path / "script.csv").write_text(content)
    with pytest.raises(InputError, match=what) as caught:
        read_script(tmp_path / "script.csv")
    assert caught.value.code == "script-invalid"


def test_two_languages_are_no_voice(tmp_path: Path) -> None:
    write_script(tmp_path, (*lines(), *lines(("Despacio.",), "es")))
    with pytest.raises(InputError, match="mixes languages"):
        read_script(tmp_path / "script.csv")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.integers(0, 400))
def test_any_bytes_are_a_script_or_one_sentence(tmp_path: Path, content: bytes, at: int) -> None:
    path = tmp_path / "script.csv"
    whole = script_csv(lines())
    for damaged in (content, whole[:at] + content + whole[at:], whole[:at]):
        path.write_bytes(damaged)
        try:
            assert read_script(path)
        except InputError as error:
            assert error.code == "script-invalid"


def test_the_sheet_has_every_line_numbered_and_nothing_of_markdown_in_its_words() -> None:
    text = sheet("Lines", "en", (*lines(), QUOTED))
    for number, line in enumerate(lines(), start=1):
        assert f"\n### {number}. {line.text}\n" in text
        assert f"`{line.file}`" in text
    assert 'Say "yes", or no; \\*not\\* \\<maybe\\>.' in text
    assert "## Questions" in text
