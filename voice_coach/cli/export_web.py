"""``voice-coach export ... --web DIR``: the live coach as a page for a phone's browser."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voice_coach.cli.options import folders, read_choices
from voice_coach.cli.progress import session_progress
from voice_coach.content import own_folder
from voice_coach.errors import InputError

if TYPE_CHECKING:
    from voice_coach.web.bundle import Bundle
    from voice_coach.web.parts import PartStore

_OF_FILES = {"music": "--music", "commands_file": "--commands"}


def phone_parts() -> PartStore:
    """What's been fetched for pages, in VOICE_COACH_HOME."""
    from voice_coach.web.parts import PartStore

    return PartStore(own_folder() / "phone")


def export_web(
    target: Path, more: Sequence[str], options: Mapping[str, Any], given: Mapping[str, Any], *, as_json: bool
) -> None:
    """Write the page for ``options``' routine and ``more`` into ``target``.

    ``given``: options for files alone, by name. Raises ``InputError`` (`bad-option`), and as
    ``write_bundle``.
    """
    from voice_coach.playing.spoken_lines import ALL_LEVELS
    from voice_coach.web.bundle import write_bundle

    given = {**given, **{name: options.get(key) for key, name in _OF_FILES.items()}}
    for name, value in given.items():
        if value:
            raise InputError(f"{name} doesn't work with --web.", hint="Leave it out.", code="bad-option")
    names = dict.fromkeys((options["routine"], *more))
    choices = [read_choices(**{**options, "routine": name}) for name in names]
    levels = ALL_LEVELS if options["level"] is None else (choices[0].level,)
    with session_progress(f"Writing {target}", quiet=as_json) as progress:
        bundle = write_bundle(choices, folders(), target, phone_parts(), progress, levels)
    click.echo(_as_json(bundle, list(names)) if as_json else _in_words(bundle))


def _as_json(bundle: Bundle, routines: list[str]) -> str:
    return json.dumps(
        {
            "path": str(bundle.folder),
            "version": bundle.version,
            "bytes": bundle.bytes,
            "files": sorted(bundle.files),
            "routines": routines,
            "clips": bundle.clips,
        },
        ensure_ascii=False,
    )


def _in_words(bundle: Bundle) -> str:
    size = f"{len(bundle.files)} files, {bundle.bytes / 1e6:.1f} MB"
    return (
        f"{bundle.folder}: {size}, {bundle.clips} sentences. Put it on any https host and open it on the "
        f"phone once; or try it here: python3 -m http.server -d {bundle.folder} 8000, then http://localhost:8000"
    )
