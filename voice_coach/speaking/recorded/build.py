"""Builds a voice pack from recordings: found, checked, trimmed, levelled."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voice_coach.audio.clip import Clip, Samples
from voice_coach.audio.partial_file import cannot_write
from voice_coach.errors import InputError
from voice_coach.fetching.folders import replace_folder
from voice_coach.files.unfinished import workshop
from voice_coach.routine.estimate import sentence_seconds
from voice_coach.speaking.finish import finish
from voice_coach.speaking.recorded.decoding import decode
from voice_coach.speaking.recorded.judging import LEFT_OUT, Kind, Remark, pace, remarks, worst_first
from voice_coach.speaking.recorded.measuring import Measured, is_clipped, measure
from voice_coach.speaking.recorded.pack import (
    CLIPS,
    LONGEST_CLIP_FRAMES,
    MANIFEST,
    Pack,
    PackLine,
    clip_path,
    flac,
)
from voice_coach.speaking.recorded.script_file import SCRIPT, ScriptLine, language_of, read_script
from voice_coach.speaking.recorded.takes import find_takes


@dataclass(frozen=True)
class Problem:
    """``file`` is None without a recording; ``used``: it's in the pack anyway."""

    id: str
    text: str
    file: Path | None
    kind: Kind
    what: str
    do: str
    used: bool


@dataclass(frozen=True)
class Report:
    """``recorded`` of ``lines`` are in the pack."""

    folder: Path
    pack: Pack
    lines: int
    problems: tuple[Problem, ...]
    unused: tuple[Path, ...]

    @property
    def recorded(self) -> int:
        return len(self.pack.lines)


@dataclass(frozen=True)
class PackDetails:
    """Name, licence, and the voice for the rest."""

    name: str
    licence: str
    fallback: str


@dataclass(frozen=True, eq=False)
class _Take:
    path: Path
    measured: Measured
    clipped: bool
    samples: Samples
    fingerprint: str


def build_pack(
    recordings: Path, target: Path, details: PackDetails, progress: Callable[[int, int], None] | None = None
) -> Report:
    """From ``recordings``, which holds ``script.csv``, to ``target``, whole, replacing an older pack.
    ``progress``: lines done, and all.

    Raises InputError (`script-missing`, `script-invalid`, `no-such-folder`, `no-recordings`,
    `not-a-voicepack`), OutputError (`cannot-write`).
    """
    lines = read_script(recordings / SCRIPT)
    found = find_takes(recordings, lines)
    _check_target(target)
    takes, problems = _all_takes(lines, found.takes, progress)
    chosen, more = _chosen(lines, takes)
    problems = [*problems, *more]
    if not chosen:
        raise _nothing(recordings, problems)
    clips = {identifier: _clip(take) for identifier, take in chosen.items()}
    pack = _write(target, details, [line for line in lines if line.id in clips], clips)
    order = {line.id: number for number, line in enumerate(lines)}
    problems.sort(key=lambda problem: order[problem.id])
    return Report(target, pack, len(lines), tuple(problems), found.unused)


def _all_takes(
    lines: Sequence[ScriptLine],
    files: Mapping[str, Sequence[Path]],
    progress: Callable[[int, int], None] | None,
) -> tuple[dict[str, list[_Take]], list[Problem]]:
    takes: dict[str, list[_Take]] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        paths = files.get(line.id, ())
        if not paths:
            do = "Record it, or leave it to the other voice."
            problems.append(Problem(line.id, line.text, None, "missing", "There is no recording.", do, False))
        for path in paths:
            try:
                takes.setdefault(line.id, []).append(_take(path))
            except InputError as error:
                do = "Save it again, as WAV."
                what = f"It {error.message}."
                problems.append(Problem(line.id, line.text, path, "unreadable", what, do, False))
        if progress is not None:
            progress(number, len(lines))
    return takes, problems


def _take(path: Path) -> _Take:
    sound = decode(path)
    samples = sound.mono()
    measured = measure(samples)
    kept = samples[measured.start : measured.end].copy()
    fingerprint = hashlib.sha256(kept.tobytes()).hexdigest()
    return _Take(path, measured, is_clipped(sound.channels, sound.rate_hz), kept, fingerprint)


def _chosen(
    lines: Sequence[ScriptLine], takes: Mapping[str, list[_Take]]
) -> tuple[dict[str, _Take], list[Problem]]:
    """Each line's best usable take, and what's wrong with takes."""
    expected = {line.id: line.seconds or sentence_seconds(line.text, language_of(lines)) for line in lines}
    speaker = pace((take.measured.speech_seconds, expected[key]) for key, of in takes.items() for take in of)
    owner: dict[str, str] = {}
    chosen: dict[str, _Take] = {}
    problems: list[Problem] = []
    for line in lines:
        judged = [
            (take, (*_judge(take, expected[line.id], speaker), *_same(take, line, owner)))
            for take in takes.get(line.id, ())
        ]
        if not judged:
            continue
        # Of equally good takes the last: speakers repeat a line until they like it.
        take, found = min(reversed(judged), key=lambda pair: worst_first(pair[1]))
        used = not any(remark.kind in LEFT_OUT for remark in found)
        if used:
            chosen[line.id] = take
        problems += [
            Problem(line.id, line.text, take.path, remark.kind, remark.what, remark.do, used)
            for remark in found
        ]
        if len(judged) > 1:
            what = f"There are {len(judged)} takes; {take.path.name} is used."
            do = "Remove the others if another one is better."
            problems.append(Problem(line.id, line.text, take.path, "takes", what, do, used))
        for one in takes[line.id]:
            owner.setdefault(one.fingerprint, line.text)
    return chosen, problems


def _judge(take: _Take, expected_seconds: float, speaker: float) -> tuple[Remark, ...]:
    found = remarks(take.measured, clipped=take.clipped, expected_seconds=expected_seconds, pace=speaker)
    if take.samples.size > LONGEST_CLIP_FRAMES and not any(remark.kind == "long" for remark in found):
        return (*found, Remark("long", "It is longer than a minute.", "Cut it."))
    return found


def _same(take: _Take, line: ScriptLine, owner: Mapping[str, str]) -> tuple[Remark, ...]:
    other = owner.get(take.fingerprint)
    if other is None or not take.samples.size or other == line.text:
        return ()
    return (Remark("same", f"It's the same recording as {other!r}.", "Record this line."),)


def _clip(take: _Take) -> Samples:
    """Trimmed, levelled, and on the 16-bit grid."""
    return finish(Clip(take.samples)).samples


def _write(
    target: Path, details: PackDetails, lines: Sequence[ScriptLine], clips: Mapping[str, Samples]
) -> Pack:
    packed: dict[str, PackLine] = {}
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target = target.resolve() if target.is_symlink() else target
        with workshop(target) as temporary:
            folder = temporary / "pack"
            (folder / CLIPS).mkdir(parents=True)
            for line in lines:
                data = flac(clips[line.id])
                clip_path(folder, line.id).write_bytes(data)
                sha256 = hashlib.sha256(data).hexdigest()
                packed[line.id] = PackLine(line.id, line.text, sha256, int(clips[line.id].size))
            pack = Pack(details.name, language_of(lines), details.licence, details.fallback, packed)
            (folder / MANIFEST).write_text(pack.to_json(), encoding="utf-8", newline="\n")
            replace_folder(folder, target)
    except OSError as error:
        raise cannot_write(target, error) from error
    return pack


def _check_target(target: Path) -> None:
    if (
        target.exists()
        and not (target / MANIFEST).is_file()
        and (not target.is_dir() or any(target.iterdir()))
    ):
        raise InputError(
            f"{target} exists and isn't a voice pack.",
            hint="Choose another place with -o, so that nothing is overwritten.",
            code="not-a-voicepack",
        )


def _nothing(recordings: Path, problems: Sequence[Problem]) -> InputError:
    heard = [problem for problem in problems if problem.file is not None]
    if not heard:
        return InputError(
            f"There is no recording of any line of the script in {recordings}.",
            hint="Name each file as the script does, or put the line's id into its name.",
            code="no-recordings",
        )
    first = heard[0]
    return InputError(
        f"Not one recording in {recordings} can be used. The first, {first.file}: {first.what}",
        hint=first.do,
        code="no-recordings",
    )
