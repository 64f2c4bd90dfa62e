"""``voice-coach commands``: what can be said, by state; and whether the phrases are good ones."""

from __future__ import annotations

import json

import click

from voice_coach.cli.options import folders, settings


@click.command("commands")
@click.option(
    "--state",
    metavar="STATE",
    help="Only this state: setup, working, paused, confirm, rating, side, pain, today or areas.",
)
@click.option("--language", metavar="CODE", help="The language; usually en.")
@click.option(
    "--check", is_flag=True, help="Check every phrase: sayable, unlike others, never said by the coach."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(state: str | None, language: str | None, check: bool, as_json: bool) -> int:
    """Show what can be said, by state."""
    from voice_coach.listening.phrase_file import load_grammar

    language = language or settings().all().get("language", "en")
    grammar = load_grammar(language)
    if check:
        return _check(language, as_json=as_json)
    if state is not None:
        grammar.check_state(state)
    states = grammar.states if state is None else (state,)
    said = {
        name: {
            command: [phrase.text for phrase in grammar.phrases_in(name) if phrase.command == command]
            for command in grammar.commands_in(name)
        }
        for name in states
    }
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
        return 0
    for name, commands in said.items():
        click.echo(f"{name}:")
        for command_name, phrases in commands.items():
            shown = ", ".join(phrases[:4]) + (" ..." if len(phrases) > 4 else "")
            click.echo(f"  {command_name:12} {shown}")
    return 0


def _check(language: str, *, as_json: bool) -> int:
    from voice_coach.cli.phrase_prompts import every_prompt
    from voice_coach.listening.phrase_check import check_phrases
    from voice_coach.listening.phrase_file import load_grammar
    from voice_coach.listening.pronunciation import load_lexicon

    grammar = load_grammar(language)
    prompts = every_prompt(language, folders().routines)
    findings = check_phrases(grammar, load_lexicon(grammar.words(), language), prompts)
    if as_json:
        rows = [
            {"file": f.file, "line": f.line, "code": f.code, "message": f.message, "note": f.note}
            for f in findings
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{finding}{' (note)' if finding.note else ''}")
        click.echo(f"{len(grammar.phrases)} phrases checked.")
    return 2 if any(not finding.note for finding in findings) else 0
