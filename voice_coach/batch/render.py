"""The one place where a batch makes a file: everything that makes it quick comes in through here."""

from __future__ import annotations

from pathlib import Path

from voice_coach.assemble import Folders
from voice_coach.batch.job import Failed, Job, Made, Result
from voice_coach.batch.manifest import sha256_of
from voice_coach.errors import VoiceCoachError


def render_row(job: Job, folders: Folders, path: Path) -> Result:
    """Make the file of ``job`` at ``path``, whole or not at all. No error of the row's is raised.

    ``folders.shelf`` carries what earlier rows have left for this one.
    """
    from voice_coach.export import export_session

    try:
        made = export_session(job.choices, folders, path)
        return Made(job, sha256_of(path), made.bytes, round(made.duration_seconds, 3), made.notes)
    except VoiceCoachError as error:
        return Failed(job, error)
    except Exception as error:  # One row must never stop the night, whatever it meets.
        problem = f"It met something unforeseen: {type(error).__name__}: {error}."
        return Failed(job, VoiceCoachError(problem, hint="Please report this.", code="unforeseen"))
