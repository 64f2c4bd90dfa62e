"""``voice-coach why``: what is known, and who found it."""

from __future__ import annotations

import json

import click

from voice_coach.cli.options import default_language, folders


@click.command("why")
@click.argument("area", default="general")
@click.option("--language", metavar="CODE", help="Language of the claims: en, es; usually the system's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(area: str, language: str | None, as_json: bool) -> None:
    """Tell what is known about AREA, such as calves, each claim with its sources; else in general."""
    from voice_coach.routine.claims import claims_about
    from voice_coach.routine.library import Library

    claims = claims_about(area, Library(language or default_language(), folders().routines))
    if as_json:
        rows = [{"claim": claim.text, "sources": list(claim.sources)} for claim in claims]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for claim in claims:
        click.echo(f"{claim.text}\n    {'; '.join(claim.sources)}")
