"""Generated parts of the documents are what would be generated now. If not: ``make docs``."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from scripts.timeline import Entry, draw
from scripts.write_docs import JOURNAL, PICTURE, ROOT, parts, put_in, read_journal, record
from voice_coach.speaking.hibari.store import is_installed

AGREES_WITHIN_SECONDS = 1.0
"""Another build of the voice speaks a little faster or slower: no reason to draw the picture again."""


@pytest.fixture(scope="module")
def journal() -> list[Entry]:
    return read_journal(JOURNAL)


def test_every_part_is_up_to_date(journal: list[Entry]) -> None:
    for (document, name), text in parts(journal).items():
        written = (ROOT / document).read_text(encoding="utf-8")
        assert put_in(written, name, text) == written, f"{document}: {name} is out of date, run make docs"


def test_the_picture_shows_the_journal(journal: list[Entry]) -> None:
    assert PICTURE.read_text(encoding="utf-8") == draw(journal)


@pytest.mark.skipif(not is_installed(), reason="the picture is of the natural voice")
def test_the_journal_is_what_a_session_does_today(journal: list[Entry], tmp_path: Path) -> None:
    record(tmp_path / "now.jsonl")
    today = read_journal(tmp_path / "now.jsonl")

    def told(entries: list[Entry]) -> list[tuple[object, object]]:
        return [(entry["event"], entry.get("text") or entry.get("name")) for entry in entries]

    assert told(today) == told(journal), "the session has changed, run make docs"
    for then, now in zip(journal, today, strict=True):
        assert float(str(now["t"])) == pytest.approx(float(str(then["t"])), abs=AGREES_WITHIN_SECONDS)


def test_the_picture_can_be_read_without_eyes(journal: list[Entry]) -> None:
    root = ElementTree.fromstring(draw(journal))
    space = "{http://www.w3.org/2000/svg}"
    named = {element.get("id"): element for element in root if element.get("id")}
    assert root.get("role") == "img"
    for name in (root.get("aria-labelledby") or "").split():
        assert len("".join(named[name].itertext())) > 20
    spoken = {str(entry["text"]) for entry in journal if entry["event"] == "speech"}
    titles = {title.text for title in root.iter(f"{space}title")}
    assert len(titles & spoken) >= 10


def test_a_part_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="no part nothing"):
        put_in("text", "nothing", "")
