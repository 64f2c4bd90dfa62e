"""Makes a batch's files, and keeps what speeds up the next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from voice_coach.batch.job import Failed, Job, Made, Result
from voice_coach.batch.manifest import sha256_of
from voice_coach.errors import VoiceCoachError
from voice_coach.playing.assemble import Folders
from voice_coach.playing.export import export_session
from voice_coach.playing.kept_between_sessions import SharedParts


class Renderer:
    """Makes file after file. Not thread-safe."""

    def __init__(self, folders: Folders) -> None:
        self._shared = SharedParts()
        self._folders = replace(folders, shared=self._shared)

    def render_row(self, job: Job, path: Path) -> Result:
        """Make ``job``'s file at ``path``, whole or not at all. Doesn't raise a row's errors."""
        try:
            made = export_session(job.choices, self._folders, path)
            return Made(job, sha256_of(path), made.bytes, round(made.duration_seconds, 3), made.notes)
        except VoiceCoachError as error:
            return Failed(job, error)
        except Exception as error:  # One row must never stop the night, whatever it meets.
            problem = f"Unexpected error: {type(error).__name__}: {error}."
            return Failed(job, VoiceCoachError(problem, hint="Please report this.", code="unforeseen"))

    def close(self) -> None:
        """Close what was opened."""
        self._shared.close()
