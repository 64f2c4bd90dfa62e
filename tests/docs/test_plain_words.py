"""Plain words: none of the odd ones that CONTRIBUTING lists, and no common misspelling."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.write_docs import ROOT

_FOLDERS = ("voice_coach", "bench", "training", "tests", "scripts", "docs")
_PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile")
_KINDS = {".py", ".md", ".js", ".html", ".c"}
_LIST = re.compile(r"```odd\n(.*?)```", re.DOTALL)
_STYLE = re.compile(r"## Style\n.*?(?=## )", re.DOTALL)
_VALUE = re.compile(
    r"NOBODY|[\"'`:|]nobody[\"'`|.\]]|(runner|forget) nobody|nobody-to-ask|Nobody has said this|\"Nobody \""
)


def odd_words() -> list[str]:
    found = _LIST.search((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert found is not None
    return [word.strip() for word in found[1].replace("\n", " ").split(",")]


def texts() -> Iterator[tuple[Path, str]]:
    """Every file that is read by people, CONTRIBUTING without its list of examples."""
    paths = [ROOT / page for page in _PAGES]
    paths += [path for folder in _FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in _KINDS]
    paths.remove(Path(__file__))
    for path in paths:
        yield path, _STYLE.sub("", path.read_text(encoding="utf-8"))


def odd_lines(words: list[str], text: str) -> list[str]:
    odd = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    return [line.strip() for line in text.splitlines() if odd.search(_VALUE.sub("", line))]


def test_no_odd_word() -> None:
    words = odd_words()
    assert len(words) > 20
    found = [f"{path.relative_to(ROOT)}: {line}" for path, text in texts() for line in odd_lines(words, text)]
    assert found == []


def test_an_odd_word_is_found_and_a_value_is_not() -> None:
    words = odd_words()
    assert odd_lines(words, "Made ANEW.\nfine\n--runner nobody") == ["Made ANEW."]


def test_spelling() -> None:
    command = [sys.executable, "-m", "codespell_lib", *_FOLDERS, *_PAGES, "routines"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout, done.stderr) == ("", "")
