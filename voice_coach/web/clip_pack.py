"""The coach's sentences as one file of Opus clips and an index, for ``phone.clips``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from voice_coach.audio.clip import Clip
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.playing.sounds import Prompts
from voice_coach.web.packet_cache import PacketCache
from voice_coach.web.phone.clips import FORMAT

BITS_A_SECOND = 20_000
Report = Callable[[int, int], None]
"""Gets the number of clips made, and of all."""


def no_report(_done: int, _total: int) -> None: ...


@dataclass(frozen=True)
class Pack:
    index: bytes
    data: bytes
    seconds: float


def build_pack(
    lines: Iterable[str],
    pieces: Iterable[str],
    prompts: Prompts,
    kept: PacketCache,
    report: Report = no_report,
) -> Pack:
    """The clips of ``lines`` and ``pieces``; what ``kept`` has isn't encoded again.

    Raises what ``prompts`` raises.
    """
    wanted = {"lines": list(dict.fromkeys(lines)), "pieces": list(dict.fromkeys(pieces))}
    total, done, frames = sum(map(len, wanted.values())), 0, 0
    data = bytearray()
    places: dict[str, tuple[int, int, int]] = {}
    index: dict[str, object] = {"format": FORMAT, "rate": SAMPLE_RATE}
    for kind, texts in wanted.items():
        entries = {}
        for text in texts:
            clip = prompts.clip(text)
            if text not in places:
                places[text] = _add(data, clip, kept)
            words = [[word.text, word.start_frame, word.end_frame] for word in clip.words]
            entries[text] = [*places[text], clip.frames, words]
            done, frames = done + 1, frames + clip.frames
            report(done, total)
        index[kind] = entries
    written = json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()
    return Pack(written, bytes(data), frames / SAMPLE_RATE)


def _add(data: bytearray, clip: Clip, kept: PacketCache) -> tuple[int, int, int]:
    """Append ``clip`` to ``data``; its place, size and skip."""
    packets = kept.packets(clip.samples, BITS_A_SECOND)
    start = len(data)
    data += packets.data
    return start, len(packets.data), packets.skip_frames
