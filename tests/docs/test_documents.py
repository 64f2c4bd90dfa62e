"""What the documents promise exists: commands, options, files, targets of the Makefile."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import click
import pytest

from scripts.write_docs import ROOT
from tests.cli.calling import WRITTEN_COMMANDS, all_commands
from voice_coach.cli.main import COMMANDS

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_CALL = re.compile(r"voice-coach ([a-z]+)(?: ([a-z]+)(?![\w.-]))?([^`\n|]*)")
_OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_MAKE = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)


def code_in(document: Path) -> list[str]:
    """Lines of fenced blocks, and what stands between back ticks."""
    text = document.read_text(encoding="utf-8")
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    rest = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return [*(line for block in blocks for line in block.splitlines()), *re.findall(r"`([^`\n]+)`", rest)]


@cache
def calls_in(document: Path) -> list[tuple[str, str]]:
    """Each command called, with what follows it up to an explanation (two spaces)."""
    found = []
    known = all_commands()
    for code in code_in(document):
        for match in _CALL.finditer(code.split("   ")[0]):
            name, sub, rest = match[1], match[2] or "", match[3]
            path = f"{name} {sub}" if f"{name} {sub}" in known else name
            found.append((path, rest))
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_call_names_a_command_and_options_that_exist(document: Path) -> None:
    for path, rest in calls_in(document):
        assert path.split()[0] in COMMANDS, f"{document.name}: voice-coach {path}"
        command = all_commands().get(path)
        if command is None or isinstance(command, click.Group):
            continue
        known = {"--help", *(name for parameter in command.params for name in parameter.opts)}
        unknown = set(_OPTION.findall(rest)) - known
        assert not unknown, f"{document.name}: voice-coach {path} has no {unknown}"


def test_the_documents_stay_short() -> None:
    """As ``wc -w`` counts."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    words = {str(page.relative_to(ROOT)): len(page.read_text(encoding="utf-8").split()) for page in pages}
    assert sum(words.values()) <= 20_000, f"delete something: {words}"
    assert max(words["docs/hearing.md"], words["docs/echo.md"]) <= 600
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 110


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file(document: Path) -> None:
    for target in _LINK.findall(document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_target_of_make_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for document in DOCUMENTS:
        named = {name for code in code_in(document) for name in _MAKE.findall(code)}
        assert named <= targets, document.name


def test_the_first_two_commands_of_the_readme() -> None:
    lines = [line for line in code_in(ROOT / "README.md") if line]
    assert lines[:2] == ["make start", "make test"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    if name not in WRITTEN_COMMANDS:
        pytest.skip(f"voice-coach {name} has no module yet")
    everywhere = {path.split()[0] for document in DOCUMENTS for path, _ in calls_in(document)}
    assert name in everywhere


def test_every_command_has_a_module() -> None:
    missing = set(COMMANDS) - set(WRITTEN_COMMANDS)
    if missing:
        pytest.skip(f"not written yet: {', '.join(sorted(missing))}")
