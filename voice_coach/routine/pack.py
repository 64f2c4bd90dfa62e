"""A routine as one file's text.

YAML (``routines/schema/pack.schema.json``), read strictly. The compact form is deflated, in letters that QR
codes store in 5.5 bits.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from voice_coach.errors import InputError
from voice_coach.routine.findings import errors_of
from voice_coach.routine.schema import check_shape, load_schema
from voice_coach.routine.yaml_source import MAXIMUM_BYTES, parse_yaml, plain

SUFFIX = ".vcr.yaml"
BENEATH = "beneath"
"""A folder searched after the pack."""
_CODE = "pack"
_COMPACT = "VCR1:"
_SHARED = re.compile(r"(beneath/)?((coach|insights|pronunciations)\.[a-z]{2,3}(-[A-Z]{2})?|sources)\.yaml")
_EXERCISES = re.compile(r"(beneath/)?exercises/[a-z][a-z0-9-]*(\.[a-z]{2,3}(-[A-Z]{2})?)?\.yaml")
_HEAD = """\
# A routine for Voice Coach with all that it needs. Look at it and add it: voice-coach routines add THIS-FILE
"""


@dataclass(frozen=True)
class Pack:
    """``files``: texts by name; ``made_with``: the coach's content then."""

    routine: str
    made_with: str
    files: Mapping[str, str]

    @property
    def languages(self) -> tuple[str, ...]:
        named = re.compile(rf"{re.escape(self.routine)}\.(.+)\.yaml")
        return tuple(match[1] for name in sorted(self.files) if (match := named.fullmatch(name)))


def pack_text(pack: Pack) -> str:
    """Raises ``InputError`` (``pack``) if unreadable again."""
    import yaml

    class _Dumper(yaml.SafeDumper):
        pass

    def _text(dumper: Any, text: str) -> Any:
        style = "|" if "\n" in text else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    _Dumper.add_representer(str, _text)
    data = {
        "format": 1,
        "routine": pack.routine,
        "made_with": pack.made_with,
        "files": {name: {"sha256": digest(text), "text": text} for name, text in pack.files.items()},
        "sha256": _whole(pack),
    }
    text = _HEAD + yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    if read_pack(text, f"The pack of {pack.routine}") != pack:
        raise AssertionError("a pack that reads back as another")
    return text


def read_pack(text: str, origin: str) -> Pack:
    """A file's text or the compact form; ``origin`` names it in messages.

    Raises ``InputError`` (``pack``), also for wrong hashes, places or counts.
    """
    if text.startswith(_COMPACT):
        text = _expanded(text, origin)
    if len(text.encode("utf-8", "replace")) > MAXIMUM_BYTES:
        raise refused(origin, "is larger than 1 MB")
    node, findings = parse_yaml(text, Path(origin))
    if node is not None:
        findings = findings + check_shape(node, load_schema("pack"), Path(origin))
    wrong = errors_of(findings)
    if node is None or wrong:
        more = f" And {len(wrong) - 1} more." if len(wrong) > 1 else ""
        raise InputError(f"{wrong[0]}{more}", hint="Is it a packed routine?", code=_CODE)
    data = plain(node)
    files = {name: entry["text"] for name, entry in data["files"].items()}
    for name, entry in data["files"].items():
        if not _belongs(name, data["routine"]):
            raise refused(origin, f"holds {name!r}, which is no file of the routine {data['routine']}")
        if digest(entry["text"]) != entry["sha256"]:
            raise refused(origin, f"is damaged: {name} isn't what its hash says")
    if f"{data['routine']}.yaml" not in files:
        raise refused(origin, f"lacks {data['routine']}.yaml")
    pack = Pack(data["routine"], data["made_with"], files)
    if data.get("sha256", _whole(pack)) != _whole(pack):
        raise refused(origin, "is damaged: its names aren't what their hash says")
    return pack


def compact(text: str) -> str:
    """One line of capital letters and digits."""
    packed = base64.b32encode(zlib.compress(text.encode(), 9)).decode("ascii")
    return _COMPACT + packed.rstrip("=")


def refused(origin: str, why: str) -> InputError:
    return InputError(f"{origin} {why}.", hint="Ask for it once more.", code=_CODE)


def digest(text: str) -> str:
    """SHA-256 of UTF-8, in hex."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _expanded(text: str, origin: str) -> str:
    letters = "".join(text.removeprefix(_COMPACT).split())
    try:
        data = base64.b32decode(letters + "=" * (-len(letters) % 8))
        inflating = zlib.decompressobj()
        whole = inflating.decompress(data, MAXIMUM_BYTES + 1)
        if len(whole) > MAXIMUM_BYTES:
            raise refused(origin, "is larger than 1 MB")
        if not inflating.eof:
            raise refused(origin, "breaks off")
        return whole.decode("utf-8")
    except (binascii.Error, zlib.error, ValueError) as error:
        raise refused(origin, "is no packed routine, or only a part of one") from error


def _whole(pack: Pack) -> str:
    """What covers the names too. Packs of earlier versions have no such hash."""
    files = sorted(f"{digest(text)} {name}" for name, text in pack.files.items())
    return digest("\n".join([pack.routine, pack.made_with, *files]))


def _belongs(name: str, routine: str) -> bool:
    own = rf"{re.escape(routine)}(\.[a-z]{{2,3}}(-[A-Z]{{2}})?)?\.yaml"
    return bool(re.fullmatch(own, name) or _SHARED.fullmatch(name) or _EXERCISES.fullmatch(name))
