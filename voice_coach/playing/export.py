"""Renders a session into a file."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from pathlib import Path

from voice_coach.audio.clip import Samples
from voice_coach.audio.limiter import CELL_FRAMES
from voice_coach.audio.mp3.encoding import EncodedIslands
from voice_coach.audio.sample_time import to_seconds
from voice_coach.audio.whole_file import write_whole
from voice_coach.errors import InputError
from voice_coach.media.contents import About, Contents
from voice_coach.media.cover import draw_cover
from voice_coach.media.file_form import FileForm
from voice_coach.media.sidecars import SIDECARS, in_bytes, playlist
from voice_coach.media.split import SplitFiles
from voice_coach.media.tagging import write_tags
from voice_coach.playing.assemble import Choices, Folders, build_engine, open_prompts, plan_for
from voice_coach.playing.chronicle import Chronicle
from voice_coach.playing.engine import Engine
from voice_coach.records.journal import Journal, JournalsTogether
from voice_coach.routine.plan import Plan
from voice_coach.routine.step_parts import step_parts

BLOCK_FRAMES = 3_000 * CELL_FRAMES
"""Two seconds, in whole limiter cells."""

MP3 = FileForm()
"""What every phone plays."""

ExportProgress = Callable[[float, float], None]
"""Gets seconds rendered, and expected."""


@dataclass(frozen=True)
class Packaging:
    """The file's form, what's beside it (``sidecars.SIDECARS``), one file or many.

    Raises InputError (``sidecar-unknown``).
    """

    form: FileForm = MP3
    beside: tuple[str, ...] = ()
    split: bool = False

    def __post_init__(self) -> None:
        for name in self.beside:
            if name not in SIDECARS:
                raise InputError(
                    f"--beside has no kind {name!r}.",
                    hint=f"Choose from {', '.join(SIDECARS)}.",
                    code="sidecar-unknown",
                )


@dataclass(frozen=True)
class ExportResult:
    """``path``: the file or folder; ``files``: everything written."""

    path: Path
    duration_seconds: float
    bytes: int
    steps: int
    files: tuple[Path, ...] = ()
    contents: Contents | None = None
    notes: tuple[str, ...] = ()
    """What differs from the request."""


def export_session(
    choices: Choices,
    folders: Folders,
    path: Path,
    packaging: Packaging | None = None,
    *,
    progress: ExportProgress | None = None,
    journal: Journal | None = None,
) -> ExportResult:
    """Write the session to ``path`` (a folder if split), whole or not at all.

    Raises ``InputError``, ``OutputError``.
    """
    packaging, shared = packaging or Packaging(), folders.shared
    choices = replace(choices, listens=bool(choices.commands))
    plan = plan_for(choices, folders)  # Report mistakes before a voice is opened.
    islands = EncodedIslands() if shared is None else shared.islands
    with open_prompts(choices, folders) as prompts:
        if choices.wish.minutes is not None:
            plan = plan_for(choices, folders, prompts)
        chronicle = Chronicle(plan)
        journals = chronicle if journal is None else JournalsTogether(chronicle, journal)
        engine = build_engine(
            plan, prompts, choices.commands, journal=journals, music=choices.music, shared=shared
        )
        engine.subscribe(chronicle.take)
        about = about_session(plan, choices, packaging.form, {} if shared is None else shared.covers)
        export = _SplitExport if packaging.split else _WholeExport
        target = export(path, packaging, islands, chronicle)
        try:
            frames = render_into(target, engine, progress)
            contents = chronicle.contents(about, frames)
            files = target.finish(contents)
        except BaseException:
            target.abort()
            raise
    size = sum(file.stat().st_size for file in files[: 1 if not packaging.split else None])
    notes = (*plan.notes, *filter(None, [prompts.note]))
    return ExportResult(path, to_seconds(frames), size, len(plan.steps), tuple(files), contents, notes)


class _WholeExport:
    def __init__(
        self, path: Path, packaging: Packaging, islands: EncodedIslands, chronicle: Chronicle
    ) -> None:
        self._path, self._packaging = path, packaging
        self._writer = packaging.form.open(path, islands)

    def write(self, samples: Samples) -> None:
        self._writer.write(samples)

    def finish(self, contents: Contents) -> list[Path]:
        suffix = self._packaging.form.suffix
        self._writer.close(lambda path: write_tags(path, suffix, contents))
        return [self._path, *_write_beside(self._path, self._packaging, contents)]

    def abort(self) -> None:
        self._writer.abort()


class _SplitExport:
    """A file a chapter, with sidecars and a playlist."""

    def __init__(
        self, path: Path, packaging: Packaging, islands: EncodedIslands, chronicle: Chronicle
    ) -> None:
        self._path, self._packaging, self._chronicle = path, packaging, chronicle
        form = packaging.form
        self._files = SplitFiles(path, form.suffix, lambda part: form.open(part, islands))

    def write(self, samples: Samples) -> None:
        self._files.write(samples, self._chronicle.chapter_starts)

    def finish(self, contents: Contents) -> list[Path]:
        suffix = self._packaging.form.suffix
        titles = [chapter.title for chapter in contents.chapters]
        parts = [contents.of_chapter(index) for index in range(len(titles))]
        files = self._files.keep(titles, lambda index, part: write_tags(part, suffix, parts[index]))
        beside = Packaging(beside=tuple(name for name in self._packaging.beside if name not in _OF_THE_WHOLE))
        written = [
            file
            for file, part in zip(files, parts, strict=True)
            for file in _write_beside(file, beside, part)
        ]
        if "m3u8" in self._packaging.beside:
            names = [file.name for file in files]
            written.append(self._path / f"{self._path.name}.m3u8")
            write_whole(written[-1], in_bytes(playlist(list(zip(parts, names, strict=True)))))
        return [*files, *written]

    def abort(self) -> None:
        self._files.discard()


_OF_THE_WHOLE = ("m3u8", "cue")
"""Sidecars that list chapters; the playlist replaces them when split."""


def render_into(target: _WholeExport | _SplitExport, engine: Engine, progress: ExportProgress | None) -> int:
    """Play ``engine`` to its end; returns the frames."""
    expected = engine.expected_seconds if progress is not None else 0.0
    while not engine.finished:
        block = engine.render(BLOCK_FRAMES)
        target.write(block)
        if progress is not None:
            progress(to_seconds(engine.position), expected)
    return engine.position


def about_session(plan: Plan, choices: Choices, form: FileForm, covers: dict[Hashable, bytes]) -> About:
    """For players; the comment has the command that makes the file again."""
    again = [
        f"voice-coach export {plan.routine} --level {plan.level} --seed {plan.seed}",
        "" if choices.tools is None else f"--tools {','.join(choices.tools)}",
        choices.wish.options(),
        f"--voice {choices.voice} --language {plan.language}",
        form.options(),
    ]
    areas = ", ".join(dict.fromkeys(step.script.area for step in plan.steps))
    return About(
        title=plan.title,
        language=plan.language,
        comment=f"{' '.join(option for option in again if option)} ({areas})",
        cover=_cover(plan, covers),
    )


def _cover(plan: Plan, covers: dict[Hashable, bytes]) -> bytes:
    key = (plan.title, plan.language, *((plan.steps[part.step].area, *part) for part in step_parts(plan)))
    if key not in covers:
        covers[key] = draw_cover(plan, plan.lines["cover_minutes"][0])
    return covers[key]


def _write_beside(path: Path, packaging: Packaging, contents: Contents) -> list[Path]:
    written = []
    for name in packaging.beside:
        written.append(path.with_suffix(f".{name}"))
        write_whole(written[-1], in_bytes(SIDECARS[name](contents, path.name)))
    return written


def default_target(routine: str, form: FileForm = MP3, *, split: bool = False) -> Path:
    """``warmup.mp3`` in the present folder, or ``warmup`` if split."""
    stem = Path(routine).stem
    return Path(stem) if split else Path(f"{stem}{form.suffix}")
