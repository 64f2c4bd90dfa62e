"""Every reader of files, on files gone wrong: settings, history, profiles, packs, plans, catalogues, sounds.

A reader takes a file or explains it in an error of our own; it never raises another, never hangs.
"""

from __future__ import annotations

import io
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timezone
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

import numpy as np

from bench.figures import Figure
from voice_coach.content import content_folder
from voice_coach.errors import VoiceCoachError

FILES = 12_000
LONGEST_SECONDS = 5.0
_PIECES = (
    *(b"", b"\0", b"\xff", b"\n", b'"', b"{", b"}", b"[", b"]", b",", b":", b"-1", b"1e999", b"NaN", b"null"),
    *(b"true", b"9" * 40, b"\xe2\x80\x8f", b"\xed\xa0\x80", b"../", b"\r", b"\t", b" ", b"=", b";"),
)


@dataclass(frozen=True)
class Reader:
    """``sources`` are sound files that it takes, by the name they must have; ``share`` of the mutations."""

    name: str
    sources: tuple[tuple[str, bytes], ...]
    read: Callable[[Path], object]
    share: float = 1.0


def every_reader() -> list[Figure]:
    """The figures: errors of other kinds, and files that took too long."""
    chance = random.Random(19)
    raised: list[str] = []
    slow: list[str] = []
    explained = taken = 0
    readers = _readers()
    whole = sum(reader.share for reader in readers)
    with tempfile.TemporaryDirectory() as name, patch("shutil.which", lambda _: None):
        for reader in readers:
            folder = Path(name) / reader.name
            folder.mkdir()
            for _ in range(round(FILES * reader.share / whole)):
                file_name, content = chance.choice(reader.sources)
                path = folder / file_name
                path.parent.mkdir(exist_ok=True, parents=True)
                damaged = _damaged(content, chance)
                path.write_bytes(damaged)
                began = perf_counter()
                try:
                    reader.read(path)
                    taken += 1
                except VoiceCoachError as error:
                    explained += bool(error.message.strip())
                except Exception as error:  # whatever it is, it is what is counted
                    raised.append(f"{reader.name}: {error!r}")
                    print(raised[-1], damaged[:200], file=sys.stderr)
                if perf_counter() - began > LONGEST_SECONDS:
                    slow.append(reader.name)
            shutil.rmtree(folder)
    told = {"taken": taken, "explained": explained, "readers": [reader.name for reader in readers]}
    files = taken + explained + len(raised)
    return [
        Figure(f"of {files} mutated files, raising what is no sentence", len(raised), "", 0, details=told),
        Figure(f"of {files} mutated files, over {LONGEST_SECONDS:.0f} s", len(slow), "", 0),
    ]


def _damaged(content: bytes, chance: random.Random) -> bytes:
    data = content
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:  # a flipped bit
                if start < len(data):
                    data = data[:start] + bytes([data[start] ^ 1 << chance.randrange(8)]) + data[start + 1 :]
            case 1:
                data = data[:start]
            case 2:
                data = data[:start] + chance.choice(_PIECES) + data[start + chance.choice([0, 1, 4, 40]) :]
            case 3:
                other = chance.randrange(len(data) + 1)
                data = data[:start] + data[other : other + chance.randrange(60)] + data[start:]
    return data


def _readers() -> list[Reader]:
    return [*_kept(), *_made_by_others(), *_from_watches(), *_given_away(), *_shipped(), *_sounds()]


def _kept() -> Iterator[Reader]:
    from voice_coach.listening.acoustic.own_chain import OwnChain
    from voice_coach.listening.acoustic.units import OUTPUTS
    from voice_coach.listening.personal.learnt import load_learnt
    from voice_coach.listening.personal.profile import PersonalPhrase, Profile, load_profile, save_profile
    from voice_coach.programme.revisions import Revision, Revisions
    from voice_coach.records.history import History
    from voice_coach.records.past_session import PastSession, PhraseHeard
    from voice_coach.records.settings import KEYS, Settings
    from voice_coach.safety.answers import AnswerStore
    from voice_coach.safety.screen import CLEARED, QUESTIONS

    def settings(path: Path) -> None:
        kept = Settings(path)
        kept.all()
        kept.set("voice", "espeak")
        assert kept.get("voice") == "espeak"

    def history(path: Path) -> None:
        past = History(path)
        past.sessions()
        past.level()

    def revisions(path: Path) -> None:
        known = Revisions.load(path, path)
        known.next("a", "b", datetime(2026, 1, 1, tzinfo=timezone.utc))
        known.save(path)

    session = PastSession(
        "2026-11-30T07:00:00+00:00", "warmup", 8.0, ("glutes",), True, 3, "left", "ana",
        (PhraseHeard("next one", 3, 1, 0, 1, 0.25),),
    )  # fmt: skip
    line = json.dumps(session.as_json()).encode() + b"\n"
    revision = Revision("f" * 32, 3, datetime(2026, 1, 1, tzinfo=timezone.utc))
    rows = {"uid@voice-coach": [revision.fingerprint, revision.sequence, revision.stamp.isoformat()]}
    learnt = {"format": 1, "engines": {"acoustic": {"next one": 0.25, "stop": -0.5}}}
    answers = dict.fromkeys((*QUESTIONS, CLEARED), False)
    chain = OwnChain(np.full((4, OUTPUTS), 1 / OUTPUTS, np.float32))
    yield Reader("settings", (("settings.json", json.dumps(dict.fromkeys(KEYS, "x")).encode()),), settings)
    yield Reader("history", (("history.jsonl", line * 3),), history)
    learnt_json, answers_json = json.dumps(learnt).encode(), json.dumps(answers).encode()
    yield Reader("learnt", (("learnt.json", learnt_json),), lambda at: load_learnt(at, "acoustic"))
    yield Reader("answers", (("safety.json", answers_json),), lambda at: AnswerStore(at).load())
    calendars = (("calendar.json", json.dumps(rows).encode()), ("a.ics", _calendar()))
    yield Reader("revisions", calendars, revisions)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "profile.npz"
        save_profile(Profile(7, (PersonalPhrase("next one", 3, 2, 3, True, (chain,)),)), path)
        profile = path.read_bytes()
    yield Reader("profile", (("profile.npz", profile),), load_profile)


def _made_by_others() -> Iterator[Reader]:
    from voice_coach.batch.manifest import Entry, Manifest
    from voice_coach.batch.plan_file import read_plan
    from voice_coach.playing.script import read_script as read_commands
    from voice_coach.speaking.recorded.pack import Pack, PackLine, flac, read_clip, read_pack
    from voice_coach.speaking.recorded.script_file import read_script, script_csv, script_line

    lines = [script_line(text, "en", "warmup", 1.5) for text in ("Half way.", "Now your calves.", "Rest.")]
    clip = flac(np.zeros(2_000, np.float32))
    of = {line.id: PackLine(line.id, line.text, "0" * 64, 2_000) for line in lines}
    pack = Pack("ana", "en", "hers", "espeak", of).to_json().encode()

    def whole_clip(path: Path) -> None:
        import hashlib

        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        read_clip(path.parents[1], PackLine(path.stem, "Half way.", digest, 2_000))

    table = b"member,routine,minutes,focus,tools\nAna,warmup,12,calves,roller\nBo,recovery,18,,\n"
    rows = b'{"member": "Ana", "routine": "warmup", "minutes": 12}\n{"member": "Bo", "routine": "recovery"}\n'
    entry = Entry("0" * 64, "0.1.0", "ana_warmup.mp3", "0" * 64, 12, 3.5)
    manifest = (json.dumps(asdict(entry)) + "\n").encode() * 3

    def read_manifest(path: Path) -> None:
        with Manifest(path.parent) as kept:
            kept.put_in_order()

    yield Reader("plan", (("plan.csv", table), ("plan.jsonl", rows)), read_plan, 2.0)
    yield Reader("manifest", (("manifest.jsonl", manifest),), read_manifest)
    yield Reader("pack", (("pack.json", pack),), lambda at: read_pack(at.parent), 2.0)
    yield Reader("clip", ((f"clips/{lines[0].id}.flac", clip),), whole_clip)
    yield Reader("script", (("script.csv", script_csv(lines)),), read_script)
    timed = b"# a comment\n12.5 pause\n80 longer 20\n90 rate 7\n"
    yield Reader("commands", (("c.txt", timed),), read_commands)


def _from_watches() -> Iterator[Reader]:
    from tests.watch.files import fit, gpx, tcx
    from voice_coach.watch.read_run import read_run

    yield Reader("runs", (("a.fit", fit(points=100)), ("a.gpx", gpx()), ("a.tcx", tcx())), read_run, 9.0)


def _given_away() -> Iterator[Reader]:
    from voice_coach.routine.pack import compact, pack_text, read_pack
    from voice_coach.routine.packing import packed

    text = pack_text(packed("desk-break"))

    def read(path: Path) -> None:
        read_pack(path.read_bytes().decode("utf-8", "replace"), path.name)

    whole, small = text.encode(), compact(text).encode()
    yield Reader("packed routines", (("a.vcr.yaml", whole), ("a.txt", small)), read, 6.0)


def _shipped() -> Iterator[Reader]:
    from voice_coach.listening.model_store.catalogue import read_catalogue
    from voice_coach.listening.phrase_file import parse_grammar
    from voice_coach.speaking.catalogue import read_voice_catalogue

    models = content_folder("models")
    voices = (models / "voices.yaml").read_bytes()
    catalogue = (models / "catalogue.yaml").read_bytes()
    phrases = (models / "es" / "phrases.yaml").read_bytes()

    def grammar(path: Path) -> None:
        parse_grammar(path.read_bytes().decode("utf-8", "replace"), path.name)

    yield Reader("model catalogue", (("catalogue.yaml", catalogue),), read_catalogue)
    yield Reader("voice catalogue", (("voices.yaml", voices),), read_voice_catalogue)
    yield Reader("phrases", (("phrases.yaml", phrases),), grammar, 0.5)


def _sounds() -> Iterator[Reader]:
    import soundfile

    from voice_coach.listening.audio_file import read_audio
    from voice_coach.sharing.named_episodes import read_episode
    from voice_coach.speaking.recorded.decoding import decode

    def written(kind: str) -> bytes:
        memory = io.BytesIO()
        soundfile.write(memory, 0.3 * np.sin(np.arange(8_000) / 9), 16_000, format=kind)
        return memory.getvalue()

    kinds = ("WAV", "FLAC", "MP3", "OGG", "AIFF", "CAF")
    sounds = tuple((f"a.{kind.lower()}", written(kind)) for kind in kinds)
    yield Reader("hear", sounds, read_audio, 1.5)
    yield Reader("voicepack", sounds, decode)
    yield Reader("share", sounds, read_episode)


def _calendar() -> bytes:
    from voice_coach.playing.assemble import Choices, Folders
    from voice_coach.playing.kept_between_sessions import SharedParts
    from voice_coach.programme.calendar_file import calendar_bytes
    from voice_coach.programme.plan import make_programme
    from voice_coach.programme.texts import load_texts
    from voice_coach.programme.week import read_days, week_pattern
    from voice_coach.routine.library import Library

    pattern = week_pattern(read_days("sun"))
    folders = Folders(Path("unused"), shared=SharedParts())
    programme = make_programme(date(2026, 12, 7), 1, pattern, Choices("", voice="espeak"), folders)
    return calendar_bytes(programme, load_texts(Library("en")), time(7))
