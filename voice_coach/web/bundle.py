"""The folder that makes a phone the coach."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voice_coach.audio.cues import CueSheet
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.content import content_folder
from voice_coach.errors import InputError, OutputError
from voice_coach.fetching.folders import replace_folder
from voice_coach.playing.assemble import Choices, Folders, open_prompts
from voice_coach.playing.spoken_lines import ALL_LEVELS, spoken_lines
from voice_coach.routine.library import Library
from voice_coach.routine.loader import folders_of
from voice_coach.routine.plan import Level, Plan
from voice_coach.web.after_pain import first_lines
from voice_coach.web.clip_pack import Pack, Report, build_pack, no_report
from voice_coach.web.frozen_routine import Language, Plans, language_for, plans_for
from voice_coach.web.numpy_files import zipped
from voice_coach.web.package_files import inside, needed_modules
from voice_coach.web.packet_cache import PacketCache
from voice_coach.web.page_words import page_words
from voice_coach.web.parts import PartStore
from voice_coach.web.phone.cues import packed
from voice_coach.web.phone.frozen import freeze
from voice_coach.web.phone.varied import openings
from voice_coach.web.pieces import pieces
from voice_coach.web.talk_lines import talk_pieces
from voice_coach.web.written_page import MARK

_PAGE = Path(__file__).resolve().parent / "page"
_MODEL_FILES = ("acoustic.npz", "calibrators.json", "thresholds.yaml")
_TEMPLATES = ("index.html", "sw.js")
_SHARED = ("coach.json", "cues.json", "cues.bin", "clips.json", "clips.bin")


@dataclass(frozen=True)
class Bundle:
    """``files``: sizes by name."""

    folder: Path
    version: str
    files: Mapping[str, int]
    clips: int
    speech_seconds: float

    @property
    def bytes(self) -> int:
        return sum(self.files.values())


def write_bundle(
    routines: Sequence[Choices],
    folders: Folders,
    target: Path,
    parts: PartStore,
    report: Report = no_report,
    levels: Sequence[Level] = ALL_LEVELS,
) -> Bundle:
    """The page for ``routines``, all in one language, whole.

    ``levels``: how much may be said; the phone's history chooses. The same choices give the same bytes.
    Raises ``InputError`` (a routine; ``web-folder``), ``MissingPartError`` (``phone-parts``, a voice),
    ``OutputError``.
    """
    _check_target(target)
    foreign = parts.files()
    words = page_words(routines[0].language)
    spoken = language_for(routines[0].language, Library(routines[0].language, folders.routines))
    found = (plans_for(choice, folders, spoken, words["spoken"], levels) for choice in routines)
    plans = {_usual(by_level).routine: by_level for by_level in found}
    pack = _clips(routines, folders, plans, spoken, words["spoken"], report)
    files = {**foreign, **_data(plans, spoken, pack), "app.zip": _app_zip(routines[0].language)}
    files |= {path.name: path.read_bytes() for path in sorted(_PAGE.iterdir()) if path.name not in _TEMPLATES}
    files["index.html"] = _filled((_PAGE / "index.html").read_text("utf-8"), _escaped(words["shown"], spoken))
    files["manifest.webmanifest"] = _manifest(words["shown"], spoken.grammar.language)
    version = _version(files)
    files[MARK] = _described(plans, spoken, words["shown"], version)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    worker = _filled(
        (_PAGE / "sw.js").read_text("utf-8"), {"version": version, "files": json.dumps(hashes, indent=1)}
    )
    files["sw.js"] = worker
    _write(files, target)
    sizes = {name: len(data) for name, data in sorted(files.items())}
    return Bundle(target, version, sizes, len(json.loads(pack.index)["lines"]), pack.seconds)


def _clips(
    routines: Sequence[Choices],
    folders: Folders,
    plans: Mapping[str, Plans],
    spoken: Language,
    lines: Mapping[str, str],
    report: Report,
) -> Pack:
    """Every sentence any plan can say."""
    seconds = sorted({one.seconds for one in spoken.grammar.phrases if one.seconds is not None})
    searched = dict.fromkeys(
        folder for one in routines for folder in folders_of(one.routine, folders.routines)
    )
    library = Library(spoken.grammar.language, tuple(searched))
    texts: dict[str, None] = dict.fromkeys(lines.values())
    parts: dict[str, None] = {}
    for plan in _each(plans):
        texts |= dict.fromkeys(
            line.text for line in spoken_lines(plan, library, ALL_LEVELS, seconds, as_planned=True)
        )
        texts |= dict.fromkeys(text for step in plan.steps for text in openings(step, plan))
        texts |= dict.fromkeys(first_lines(plan))
        parts |= dict.fromkeys(pieces(plan))
    if spoken.lexicon is not None:
        parts |= dict.fromkeys(talk_pieces(spoken.grammar))
    with open_prompts(routines[0], folders, bare=True) as prompts:
        return build_pack(texts, parts, prompts, PacketCache(folders.speech_cache.with_name("opus")), report)


def _usual(by_level: Plans) -> Plan:
    """Leaves nothing out, at the first level."""
    return next(iter(by_level.values()))[""]


def _each(plans: Mapping[str, Plans]) -> Iterator[Plan]:
    for by_level in plans.values():
        for by_answers in by_level.values():
            yield from by_answers.values()


def _data(plans: Mapping[str, Plans], spoken: Language, pack: Pack) -> dict[str, bytes]:
    cues = CueSheet.load()
    sounds = [(name, cues.clip(name).samples) for name in cues.names]
    files = {
        "coach.json": freeze(spoken.frozen).encode(),
        "cues.json": json.dumps({name: len(samples) for name, samples in sounds}).encode(),
        "cues.bin": packed(np.concatenate([samples for _, samples in sounds])),
        "clips.json": pack.index,
        "clips.bin": pack.data,
        **{f"{name}.json": freeze(found).encode() for name, found in plans.items()},
    }
    return {f"data/{name}": data for name, data in files.items()}


def _app_zip(language: str) -> bytes:
    """Our modules, PyYAML's, the recogniser's files."""
    import yaml

    files = {inside(path): path.read_bytes() for path in needed_modules()}
    files |= {
        f"yaml/{path.name}": path.read_bytes() for path in sorted(Path(yaml.__file__).parent.glob("*.py"))
    }
    models = content_folder("models") / language
    for name in _MODEL_FILES:
        if (models / name).is_file():
            files[f"models/{language}/{name}"] = (models / name).read_bytes()
    return zipped(files)


def _described(plans: Mapping[str, Plans], spoken: Language, shown: Mapping[str, str], version: str) -> bytes:
    routines = []
    for name, by_level in plans.items():
        plan = _usual(by_level)
        seconds = sum(step.worked_seconds + step.setup_seconds for step in plan.steps)
        routines.append({"name": name, "title": plan.title, "minutes": round(seconds / 60)})
    data = [
        "coach.json",
        "cues.json",
        "cues.bin",
        "clips.json",
        "clips.bin",
        *(f"{name}.json" for name in plans),
    ]
    content = {
        "version": version,
        "language": spoken.grammar.language,
        "rate": SAMPLE_RATE,
        "hears": spoken.lexicon is not None,
        "data": data,
        "routines": routines,
        "words": shown,
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _manifest(shown: Mapping[str, str], language: str) -> bytes:
    content = {
        "name": shown["title"],
        "short_name": shown["title"],
        "lang": language,
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": "#10151c",
        "theme_color": "#10151c",
        "icons": [{"src": "icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _escaped(shown: Mapping[str, str], spoken: Language) -> dict[str, str]:
    import html

    return {"language": spoken.grammar.language, **{key: html.escape(text) for key, text in shown.items()}}


def _filled(template: str, fields: Mapping[str, str]) -> bytes:
    for name, text in fields.items():
        template = template.replace("{{" + name + "}}", text)
    return template.encode()


def _version(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        digest.update(f"{name}\0{hashlib.sha256(data).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def _check_target(target: Path) -> None:
    if target.exists() and not target.is_dir():
        problem = f"{target} isn't a folder."
    elif target.is_dir() and any(target.iterdir()) and not (target / MARK).is_file():
        problem = f"The folder {target} holds something else."
    else:
        return
    raise InputError(problem, hint="Name a new folder, or one that this command wrote.", code="web-folder")


def _write(files: Mapping[str, bytes], target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".page-", dir=target.parent) as aside:
            page = Path(aside) / "page"
            for name, data in files.items():
                path = page / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            replace_folder(page, target)
    except OSError as error:
        raise OutputError(
            f"The folder {target} can't be written: {error.strerror or error}.",
            hint="Choose another place, or free some space.",
        ) from error
