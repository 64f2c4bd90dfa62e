"""``voice-coach hearing``: how well the runner was heard in the last sessions, and what helps."""

from __future__ import annotations

import json

import click

from voice_coach.cli.options import default_language, history
from voice_coach.cli.personal import belongings, open_personal, runner_option
from voice_coach.errors import InputError


@click.command("hearing")
@click.option(
    "--last", type=int, default=5, show_default=True, metavar="N", help="How many sessions to look at."
)
@runner_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(last: int, runner: str | None, as_json: bool) -> None:
    """Show how often each phrase was understood in your last live sessions, the worst first, and what helps.

    Sessions are kept on this machine alone; voice-coach history --clear forgets them.
    """
    from voice_coach.listening.personal.learnt import load_learnt
    from voice_coach.listening.phrase_file import load_grammar
    from voice_coach.records.hearing_report import advice, phrase_reports

    if last < 1:
        raise InputError("--last must be 1 or more.", hint="Try 5.", code="bad-option")
    personal, theirs = open_personal(runner), belongings(runner)
    grammar = load_grammar(default_language())
    sessions = [past for past in history(theirs).sessions() if past.runner == personal.name][-last:]
    learnt: dict[str, float] = {}
    for engine in ("vosk", "acoustic"):
        learnt |= {} if personal.learnt is None else load_learnt(personal.learnt, engine)
    reports = phrase_reports(sessions, grammar, learnt)
    enrolled = () if personal.profile is None else tuple(personal.profile.chains)
    found = advice(reports, grammar, enrolled, personal.name)
    if as_json:
        rows = [one.as_json() for one in reports]
        whole = {"runner": personal.name, "sessions": len(sessions), "phrases": rows, "advice": found}
        click.echo(json.dumps(whole, ensure_ascii=False))
        return
    for note in personal.notes:
        click.echo(note, err=True)
    if not reports:
        click.echo("Nothing said in a live session yet. Start with: voice-coach start warmup")
        return
    click.echo(f"{len(sessions)} {'session' if len(sessions) == 1 else 'sessions'}, worst phrases first:")
    for one in reports:
        more = [f"{one.undone} undone"] * (one.undone > 0) + [f"{one.again} repeated"] * (one.again > 0)
        if one.threshold:
            more.append(f"{'harder' if one.threshold > 0 else 'easier'} by {abs(one.threshold):.2f}")
        told = f"; {', '.join(more)}" if more else ""
        click.echo(f"  {one.phrase:22} {one.accepted} of {one.times} understood ({one.share:.0%}){told}")
    for sentence in found:
        click.echo(sentence)
