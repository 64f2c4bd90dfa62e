"""Finished clips in memory, by the disk cache's key; least recently used first out."""

from __future__ import annotations

import threading
from collections import OrderedDict

from voice_coach.audio.clip import Clip

USUAL_BYTES = 4_000_000
"""Forty seconds of speech; the rest comes from disk."""


class ClipMemory:
    """At most ``limit_bytes``, or one larger clip. Thread-safe."""

    def __init__(self, limit_bytes: int = USUAL_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._clips: OrderedDict[str, Clip] = OrderedDict()
        self._bytes = 0

    def get(self, key: str) -> Clip | None:
        with self._lock:
            clip = self._clips.get(key)
            if clip is not None:
                self._clips.move_to_end(key)
            return clip

    def put(self, key: str, clip: Clip) -> None:
        with self._lock:
            earlier = self._clips.pop(key, None)
            if earlier is not None:
                self._bytes -= earlier.samples.nbytes
            self._clips[key] = clip
            self._bytes += clip.samples.nbytes
            while self._bytes > self._limit_bytes and len(self._clips) > 1:
                _, oldest = self._clips.popitem(last=False)
                self._bytes -= oldest.samples.nbytes
