"""The coach's sentences as one file of Opus clips and an index, for ``phone.clips``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.speaking.cache import cache_key
from voice_coach.speaking.maker import PromptMaker
from voice_coach.speaking.rate import DEFAULT_WORDS_PER_MINUTE
from voice_coach.web.opus_packets import opus_packets
from voice_coach.web.packet_cache import PackedClip, PacketCache
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
    prompts: PromptMaker,
    kept: PacketCache,
    report: Report = no_report,
) -> Pack:
    """The clips of ``lines`` and ``pieces``; what ``kept`` has is neither spoken nor encoded again.

    Raises what ``prompts`` raises.
    """
    wanted = {"lines": list(dict.fromkeys(lines)), "pieces": list(dict.fromkeys(pieces))}
    total, done, frames = sum(map(len, wanted.values())), 0, 0
    data = bytearray()
    packed: dict[str, PackedClip] = {}
    places: dict[str, int] = {}
    index: dict[str, object] = {"format": FORMAT, "rate": SAMPLE_RATE}
    for kind, texts in wanted.items():
        entries = {}
        for text in texts:
            if text not in places:
                packed[text] = _packed(text, prompts, kept)
                places[text] = len(data)
                data += packed[text].packets.data
            clip = packed[text]
            words = [[word.text, word.start_frame, word.end_frame] for word in clip.words]
            size, skip_frames = len(clip.packets.data), clip.packets.skip_frames
            entries[text] = [places[text], size, skip_frames, clip.frames, words]
            done, frames = done + 1, frames + clip.frames
            report(done, total)
        index[kind] = entries
    written = json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()
    return Pack(written, bytes(data), frames / SAMPLE_RATE)


def _packed(text: str, prompts: PromptMaker, kept: PacketCache) -> PackedClip:
    key = f"{BITS_A_SECOND} {cache_key(text, prompts.identity, DEFAULT_WORDS_PER_MINUTE)}"
    packed = kept.get(key)
    if packed is None:
        clip = prompts.clip(text)
        packed = PackedClip(opus_packets(clip.samples, BITS_A_SECOND), clip.frames, clip.words)
        kept.put(key, packed)
    return packed
