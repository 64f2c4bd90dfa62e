"""Past sessions as text, picture and page: the same figures in each, whatever stands in the history."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timezone
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from tests.looking_back.sessions import TODAY, past
from voice_coach.looking_back.overview import overview_of
from voice_coach.looking_back.page import page
from voice_coach.looking_back.picture import picture
from voice_coach.looking_back.table import as_text
from voice_coach.records.past_session import PastSession

UTC = timezone.utc
SESSIONS = [
    past("11-10", 8, "left", "sharp calves left"),
    replace(past("11-24", 5, "left", minutes=8), completed=False, cut_off=True),
]
SVG = "{http://www.w3.org/2000/svg}"
_VOID = {"meta", "link", "br"}


class Parsed(HTMLParser):
    """Checks that tags close in order, and keeps what a test asks for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[str] = []
        self.cells: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.seen: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag in {"th", "td"}:
            self.cells.append((tag, dict(attrs)))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_text_is_a_table_with_the_latest_session_last() -> None:
    assert (
        as_text(overview_of(SESSIONS, TODAY, UTC, weeks=3), SESSIONS, UTC)
        == """\
when              routine  min  areas           tight    tighter  end
2026-11-10 12:00  warmup    10  glutes, calves  8 of 10  left
2026-11-24 12:00  warmup     8  glutes, calves  5 of 10  left     cut off

The last 3 weeks
week of     sessions  min
2026-11-09         1   10
2026-11-16         0    0
2026-11-23         1    8

How tight, one to ten
part          9 Nov  16 Nov  23 Nov
calves, left      8       -       5
glutes, left      8       -       5
A rating is about the area and side that were asked about; in sessions without such a question about
all that was worked, on the tighter side if one was named.

What hurt
part          how    sessions  last
calves, left  sharp         1  2026-11-10

2 sessions, 18 min in all. 2 weeks in a row, a week of rest between two forgiven.
"""
    )


def test_nothing_is_shown_of_what_nobody_said() -> None:
    text = as_text(overview_of([past("11-24")], TODAY, UTC), [past("11-24")], UTC)
    assert "tight" not in text
    assert "hurt" not in text


def test_the_picture_tells_in_words_what_it_shows() -> None:
    root = ET.fromstring(picture(overview_of(SESSIONS, TODAY, UTC, weeks=3)))
    assert root.get("role") == "img"
    told = root.findtext(f"{SVG}desc") or ""
    assert "Minutes a week, from 2026-11-09: 10, 0, 8." in told
    assert "calves, left: 8, none, 5." in told
    assert len(root.findall(f".//{SVG}rect")) == 4  # the paper and a bar a week
    assert len(root.findall(f".//{SVG}circle")) == 4


def test_sides_differ_by_more_than_colour() -> None:
    both = [past("11-24", 6)]
    root = ET.fromstring(picture(overview_of(both, TODAY, UTC)))
    lines = {line.get("stroke-dasharray") for line in root.iter(f"{SVG}polyline")}
    assert len(lines) == 2
    inks = {one.get("fill") for one in root.iter()} | {one.get("stroke") for one in root.iter()}
    assert inks <= {None, "none", "currentColor", "white"}


def test_the_page_needs_nothing_and_reads_in_order() -> None:
    text = page(overview_of(SESSIONS, TODAY, UTC), SESSIONS, zone=UTC)
    parsed = Parsed(text)
    assert '<html lang="en">' in text
    assert parsed.headings == ["h1", "h2", "h2", "h2", "h2"]
    assert not {"script", "img", "link", "iframe"} & set(parsed.seen)
    assert re.findall(r"https?://\S+", text.replace("http://www.w3.org/2000/svg", "")) == []
    assert all(dict(cell).get("scope") in {"col", "row"} for tag, cell in parsed.cells if tag == "th")
    assert parsed.seen.count("caption") == parsed.seen.count("table") == 4
    assert parsed.seen.count("svg") == parsed.seen.count("desc") == 3


def _contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        values = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in values]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_light_and_dark_have_contrast() -> None:
    text = page(overview_of(SESSIONS, TODAY, UTC), SESSIONS)
    inks, papers = re.findall(r"--ink: (#\w+)", text), re.findall(r"--paper: (#\w+)", text)
    assert len(inks) == len(papers) == 2
    assert min(map(_contrast, inks, papers)) >= 7


_any_text = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=12)


@given(_any_text, _any_text, st.sampled_from(["left", "right", ""]))
def test_whatever_stands_in_the_history_is_text(routine: str, area: str, tighter: str) -> None:
    session = PastSession("2026-11-24T12:00:00+00:00", routine, 3.0, (area,), True, 4, tighter)
    overview = overview_of([session], TODAY, UTC, weeks=2)
    ET.fromstring(picture(overview))
    parsed = Parsed(page(overview, [session], routine))
    assert set(parsed.seen) <= set(Parsed(page(overview, SESSIONS)).seen)
    assert area in "".join(parsed.texts)
    assert as_text(overview, [session], UTC)
