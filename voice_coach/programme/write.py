"""Writes a programme's folder: distinct sessions, calendar, plan."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from voice_coach.audio.cores import cores
from voice_coach.audio.whole_file import write_whole
from voice_coach.batch.job import Job, content_digest, digest_of
from voice_coach.batch.local_crew import LocalCrew
from voice_coach.batch.run import BatchProgress, run_batch
from voice_coach.playing.assemble import Folders
from voice_coach.programme.calendar_file import calendar_bytes
from voice_coach.programme.listing import as_data, as_text
from voice_coach.programme.plan import Programme
from voice_coach.programme.revisions import Revisions
from voice_coach.programme.texts import ProgrammeTexts

CALENDAR, LISTING, DATA = "programme.ics", "programme.txt", "programme.json"


@dataclass(frozen=True)
class Written:
    text: str
    data: dict[str, object]


def write_programme(
    programme: Programme,
    texts: ProgrammeTexts,
    begins: time,
    folder: Path,
    folders: Folders,
    *,
    revisions: Path | None = None,
    on_progress: Callable[[BatchProgress], None] | None = None,
) -> Written:
    """Unchanged files stay. ``revisions``: where events are kept.

    Raises the first session's error, and ``OutputError``.
    """
    jobs = [
        Job(
            number,
            session.file_name,
            session.file_name,
            session.choices,
            digest_of(session.choices, content_digest(folders, session.choices.routine)),
        )
        for number, session in enumerate(programme.sessions, start=1)
    ]
    outcome = run_batch(jobs, folder, LocalCrew(folders, cores()), on_progress=on_progress)
    if outcome.failed:
        raise outcome.failed[0].error
    written = Written(as_text(programme, texts), as_data(programme))
    known = Revisions() if revisions is None else Revisions.load(revisions, folder / CALENDAR)
    calendar = calendar_bytes(programme, texts, begins, known)
    if revisions is not None:
        known.save(revisions)
    write_whole(folder / CALENDAR, calendar)
    write_whole(folder / LISTING, written.text.encode())
    write_whole(folder / DATA, (json.dumps(written.data, indent=2, ensure_ascii=False) + "\n").encode())
    return written
