"""``voice-coach batch``: many sessions from a plan, in one go that can be interrupted and taken up again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_coach.cli.batch_summary import notes_of, summary_json, summary_lines, worst_exit_code
from voice_coach.cli.options import folder_option, folders, read_choices, tell_of_damage
from voice_coach.cli.progress import batch_progress
from voice_coach.errors import InputError

if TYPE_CHECKING:
    from voice_coach.batch.job import Crew
    from voice_coach.playing.assemble import Folders


@click.command("batch")
@click.argument("plan", type=click.Path(path_type=Path))
@folder_option
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Processes on this machine; usually one a core.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Work on a Dask cluster, such as tcp://10.0.0.5:8786.")
@click.option("--force", is_flag=True, help="Overwrite existing files.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: what was made, what wasn't.")
def command(
    plan: Path, folder: Path, workers: int | None, scheduler: str | None, force: bool, as_json: bool
) -> int:
    """Make an MP3 for every row of PLAN, a .csv or .jsonl file.

    \b
    member,routine,minutes,focus,tools,voice,language,level
    Ana Diaz,recovery,18,"calves,quads","roller,ball",,es,usual

    Only member and routine are needed; what a row leaves open comes from your settings. Called again, it
    makes only what is missing or has changed. A bad row does not stop the others: it is explained at the end.
    """
    from voice_coach.batch.plan_file import read_plan
    from voice_coach.batch.run import jobs_of, run_batch

    if workers is not None and scheduler is not None:
        raise InputError(
            "--workers and --scheduler can't go together.",
            hint="A cluster has its own workers.",
            code="bad-option",
        )
    own = folders()
    sessions = read_plan(plan)
    jobs = jobs_of(sessions.rows, read_choices(""), own)
    tell_of_damage((job.choices.voice, job.choices.language) for job in jobs)
    try:
        with batch_progress(quiet=as_json) as progress:
            crew = _crew(own, workers, scheduler)
            outcome = run_batch(jobs, folder, crew, force=force, on_progress=progress)
    except KeyboardInterrupt:
        click.echo("Stopped. Finished files stay; run the same command to continue.", err=True)
        raise
    if as_json:
        summary = summary_json(plan, folder, outcome, sessions.problems)
        click.echo(json.dumps(summary, ensure_ascii=False))
    else:
        said, complaints = summary_lines(plan, folder, outcome, sessions.problems)
        for line in (*notes_of(plan, outcome), *complaints):
            click.echo(line, err=True)
        click.echo(said)
    return worst_exit_code(outcome, sessions.problems)


def _crew(own: Folders, workers: int | None, scheduler: str | None) -> Crew:
    if scheduler is not None:
        from voice_coach.batch.cluster_crew import ClusterCrew

        return ClusterCrew(own, scheduler)
    from voice_coach.audio.cores import cores
    from voice_coach.batch.local_crew import LocalCrew

    return LocalCrew(own, workers or cores())
