"""``voice-coach routines``: list, show, check and write them."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voice_coach.cli.options import default_language, folders, plan_options, split_list
from voice_coach.cli.routines_pack import add_command, pack_command

if TYPE_CHECKING:
    from voice_coach.playing.assemble import Choices


@click.group("routines")
def command() -> None:
    """List, show, check, write, pack and add routines."""


command.add_command(pack_command)
command.add_command(add_command)


@command.command("list")
@click.option("--language", metavar="CODE", help="Language of the words: en, es; usually the system's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_command(language: str | None, as_json: bool) -> None:
    """List the routines there are, your own first."""
    from voice_coach.routine.loader import list_routines

    infos = list_routines(folders().routines, language=language or default_language())
    if as_json:
        rows = [{"name": info.name, "title": info.title, "summary": info.summary} for info in infos]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for info in infos:
        click.echo(f"{info.name:14} {info.title}. {info.summary}")


@command.command("show")
@click.argument("name")
@click.option("--language", metavar="CODE", help="Language of the words: en, es; usually the system's.")
@plan_options
@click.option("--svg", type=click.Path(path_type=Path), metavar="FILE.svg", help="Draw it as a timeline.")
@click.option(
    "--for-me", is_flag=True, help="As your next session would be, from the last ones, with the reasons."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show_command(
    name: str, language: str | None, svg: Path | None, for_me: bool, as_json: bool, **options: Any
) -> None:
    """Show what a routine does, step by step, fitted to your choices."""
    from voice_coach.cli.options import read_choices
    from voice_coach.cli.plan_table import plan_rows, plan_table
    from voice_coach.playing.assemble import plan_for

    choices = read_choices(name, language=language, **options)
    choices = _for_this_runner(choices) if for_me else replace(choices, listens=False)
    plan = plan_for(choices, folders())
    if svg is not None:
        from voice_coach.cli.plan_picture import write_picture

        write_picture(plan, svg)
    if as_json:
        click.echo(json.dumps(plan_rows(plan), ensure_ascii=False))
    else:
        click.echo(plan_table(plan))
        click.echo(_worth_having(plan.language))


def _for_this_runner(choices: Choices) -> Choices:
    from datetime import datetime, timezone

    from voice_coach.cli.options import history
    from voice_coach.cli.personal import belongings
    from voice_coach.records.remembering import memory_of

    return replace(choices, memory=memory_of(history(belongings(None)).recent(), datetime.now(timezone.utc)))


def _worth_having(language: str) -> str:
    """After an empty line, tools worth having; empty if the language has none."""
    from voice_coach.routine.insights import insights_of
    from voice_coach.routine.library import Library

    known = insights_of(Library(language, folders().routines))
    return "".join(f"\n{one.say}" for one in known if one.name == "tools-worth-having")


@command.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|NAME...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check_command(files: tuple[Path, ...], as_json: bool) -> int:
    """Check routine files, or routines by name:

    every mistake, with its line and what was expected. Exit code 2 if there is one.
    """
    from voice_coach.listening.command_phrases import command_phrases
    from voice_coach.routine.check import check_file
    from voice_coach.routine.findings import errors_of

    files = tuple(map(_named, files))
    own = folders().routines
    findings = [found for file in files for found in check_file(file, command_phrases, extra_folders=own)]
    wrong = errors_of(findings)
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "file": str(finding.file),
                "line": finding.line,
                "key": finding.key,
                "problem": finding.problem,
                "expected": finding.expected,
                "severity": finding.severity,
            }
            for finding in findings
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(str(finding))
        if not wrong:
            click.echo(f"{len(files)} file{'s' if len(files) > 1 else ''} checked: no mistakes.")
    return 2 if wrong else 0


def _named(given: Path) -> Path:
    """By a routine's name, as ``show`` takes it; other paths as they are."""
    from voice_coach.routine.loader import find_routine, names_a_file

    if given.exists() or names_a_file(given):
        return given
    return find_routine(given, default_language(), folders().routines)[0]


@command.command("new")
@click.argument("name")
@click.option("--folder", type=click.Path(path_type=Path), help="Where to write it; usually your own folder.")
@click.option("--title", metavar="TEXT", help="The title, as spoken.")
@click.option("--use", metavar="USE", help="Purpose: warm-up, recovery, maintenance or short.")
@click.option("--tools", metavar="LIST", help="The tools, best first: roller,ball,stick,gun.")
@click.option("--areas", metavar="LIST", help="The areas in order: glutes,quads,calves.")
@click.option("--language", metavar="CODE", default="en", show_default=True, help="Language of the words.")
def new_command(
    name: str,
    folder: Path | None,
    title: str | None,
    use: str | None,
    tools: str | None,
    areas: str | None,
    language: str,
) -> None:
    """Write a commented routine file to start from. On a terminal it asks for what is not given."""
    from voice_coach.routine.author import MAIN_AREAS, USES, new_routine

    if sys.stdin.isatty():
        title = title or click.prompt("The title, as spoken", name.replace("-", " ").capitalize())
        use = use or click.prompt("What it is for", "recovery", type=click.Choice(USES))
        tools = tools or click.prompt("Your tools, best first", "roller")
        areas = areas or click.prompt("Areas in order", ",".join(MAIN_AREAS))
    written = new_routine(
        name,
        folder or folders().routines[0],
        areas=None if areas is None else split_list(areas, "--areas"),
        tools=split_list(tools or "roller", "--tools"),
        use=use or "recovery",
        title=title or "",
        language=language,
    )
    for path in written:
        click.echo(str(path))
