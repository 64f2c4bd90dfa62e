"""What tests of a batch have in common: plans, jobs, and a look into the folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voice_coach.batch.job import Job, digest_of
from voice_coach.batch.row import Row
from voice_coach.batch.run import jobs_of
from voice_coach.playing.assemble import Choices, Folders

USUAL = Choices("", voice="espeak")


@dataclass(frozen=True)
class Studio:
    """``folder`` is the test's own, ``folders`` the runner's."""

    folder: Path
    folders: Folders

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def jobs(self, members: int) -> list[Job]:
        """Jobs that all sound different: level and wording change."""
        jobs = []
        for number, job in enumerate(jobs_of(self.rows(members), USUAL, self.folders)):
            choices = replace(job.choices, seed=number // 2)
            jobs.append(replace(job, choices=choices, digest=digest_of(choices, "")))
        return jobs

    def rows(self, members: int) -> list[Row]:
        return [
            Row(2 + number, f"Member {number}", "short", level=("usual", "quiet")[number % 2])
            for number in range(members)
        ]

    def plan(self, rows: Sequence[str], name: str = "plan.csv") -> Path:
        path = self.folder / name
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return path

    def files(self) -> dict[str, bytes]:
        """Every file of the output folder, hidden ones too."""
        return {path.name: path.read_bytes() for path in sorted(self.out.iterdir())}
