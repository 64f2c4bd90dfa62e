"""What a batch came to, in words and as JSON; and its exit code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voice_coach.errors import DeviceError, InputError, MissingPartError, OutputError, VoiceCoachError

if TYPE_CHECKING:
    from voice_coach.batch.cells import Problem
    from voice_coach.batch.job import Made
    from voice_coach.batch.run import BatchResult

_WORST_FIRST = (OutputError, MissingPartError, DeviceError)


def summary_lines(
    plan: Path, folder: Path, outcome: BatchResult, problems: Sequence[Problem]
) -> tuple[str, list[str]]:
    """The closing sentence, and one for each row without a file, in plan order."""
    bad = [(problem.line, str(problem)) for problem in problems]
    bad += [
        (failed.job.line, f"{plan}:{failed.job.line}: {failed.job.label}: {failed.error}")
        for failed in outcome.failed
    ]
    complaints = [sentence for _, sentence in sorted(bad)]
    said = f"{folder}: {_sessions(len(outcome.made))} made"
    if outcome.copied:
        said += f" ({outcome.copied} of them the same as another's)"
    if outcome.kept:
        said += f", {len(outcome.kept)} up to date"
    if complaints:
        said += f", {len(complaints)} not made: the rows are named above"
    return f"{said}.", complaints


def notes_of(plan: Path, outcome: BatchResult) -> list[str]:
    """The planner's unasked changes."""
    return [
        f"{plan}:{made.job.line}: {made.job.label}: {note}" for made in outcome.made for note in made.notes
    ]


def summary_json(
    plan: Path, folder: Path, outcome: BatchResult, problems: Sequence[Problem]
) -> dict[str, object]:
    """``files``: every file of the plan; ``errors``: rows without one, by line."""
    files = [_file(made, new=True) for made in outcome.made] + [
        _file(kept, new=False) for kept in outcome.kept
    ]
    errors = [
        {
            "line": failed.job.line,
            "column": "",
            "row": failed.job.label,
            "code": failed.error.code,
            "message": failed.error.message,
            "hint": failed.error.hint,
        }
        for failed in outcome.failed
    ]
    errors += [
        {
            "line": problem.line,
            "column": problem.column,
            "row": "",
            "code": "row-invalid",
            "message": problem.problem,
            "hint": problem.hint,
        }
        for problem in problems
    ]
    return {
        "plan": str(plan),
        "folder": str(folder),
        "made": len(outcome.made),
        "copied": outcome.copied,
        "kept": len(outcome.kept),
        "failed": len(errors),
        "files": sorted(files, key=_line),
        "errors": sorted(errors, key=_line),
    }


def worst_exit_code(outcome: BatchResult, problems: Sequence[Problem]) -> int:
    """0 if every row has its file, 2 if only the plan is to blame, else the worst error's."""
    from voice_coach.cli.main import EXIT_CODES, exit_code

    errors: list[VoiceCoachError] = [failed.error for failed in outcome.failed]
    if not errors and not problems:
        return 0
    for kind in _WORST_FIRST:
        if any(isinstance(error, kind) for error in errors):
            return EXIT_CODES[kind]
    others = [error for error in errors if not isinstance(error, InputError)]
    return exit_code(others[0]) if others else EXIT_CODES[InputError]


def _file(made: Made, *, new: bool) -> dict[str, object]:
    return {
        "line": made.job.line,
        "row": made.job.label,
        "file": made.job.file_name,
        "sha256": made.sha256,
        "bytes": made.bytes,
        "duration_seconds": made.duration_seconds,
        "new": new,
        "notes": list(made.notes),
    }


def _line(found: dict[str, object]) -> int:
    return int(str(found["line"]))


def _sessions(number: int) -> str:
    return f"{number} session" if number == 1 else f"{number} sessions"
