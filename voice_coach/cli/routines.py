"""``voice-coach routines``: list, show, check and write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from voice_coach.cli.options import folders, plan_options


@click.group("routines")
def command() -> None:
    """List, show, check and write routines."""


@command.command("list")
@click.option("--language", metavar="CODE", default="en", show_default=True, help="Language of its words.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_command(language: str, as_json: bool) -> None:
    """List the routines there are, your own first."""
    from voice_coach.routine.loader import list_routines

    infos = list_routines(folders().routines, language=language)
    if as_json:
        click.echo(json.dumps([{"name": i.name, "title": i.title, "summary": i.summary} for i in infos]))
        return
    for info in infos:
        click.echo(f"{info.name:14} {info.title}. {info.summary}")


@command.command("show")
@click.argument("name")
@click.option("--language", metavar="CODE", default="en", show_default=True, help="Language of its words.")
@plan_options
@click.option("--svg", type=click.Path(path_type=Path), metavar="FILE.svg", help="Draw it as a timeline.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show_command(name: str, language: str, svg: Path | None, as_json: bool, **options: Any) -> None:
    """Show what a routine does, step by step, fitted to your choices."""
    from voice_coach.assemble import plan_for
    from voice_coach.cli.options import read_choices
    from voice_coach.cli.plan_table import plan_rows, plan_table

    plan = plan_for(read_choices(name, language=language, **options), folders())
    if svg is not None:
        from voice_coach.cli.plan_picture import write_picture

        write_picture(plan, svg)
    click.echo(json.dumps(plan_rows(plan), ensure_ascii=False) if as_json else plan_table(plan))


@command.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check_command(files: tuple[Path, ...], as_json: bool) -> int:
    """Check routine files:

    every mistake, with its line and what was expected. Exit code 2 if there is one.
    """
    from voice_coach.routine.check import check_file
    from voice_coach.routine.findings import errors_of

    findings = [finding for file in files for finding in check_file(file, extra_folders=folders().routines)]
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


@command.command("new")
@click.argument("name")
@click.option("--folder", type=click.Path(path_type=Path), help="Where to write it; usually your own folder.")
def new_command(name: str, folder: Path | None) -> None:
    """Write a commented routine file to start from."""
    from voice_coach.routine.author import new_routine

    for path in new_routine(name, folder or folders().routines[0]):
        click.echo(str(path))
