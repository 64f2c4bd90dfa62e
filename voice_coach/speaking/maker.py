"""Makes prompts into clips on time: voice, finishing, cache, work ahead."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from types import TracebackType

from voice_coach.audio.clip import Clip
from voice_coach.speaking.cache import ClipCache, cache_key
from voice_coach.speaking.clip_memory import ClipMemory
from voice_coach.speaking.finish import finish
from voice_coach.speaking.rate import DEFAULT_WORDS_PER_MINUTE
from voice_coach.speaking.voice import PassageVoice, Voice, check_rate

_CLOSE_SECONDS = 5.0


class PromptMaker:
    """Finished clips in one voice. Thread-safe. Owns and closes ``voice``.

    Without ``cache`` nothing is kept on disk; without ``memory``, only by this maker. ``note`` tells the
    runner why it's this voice, or "".
    """

    def __init__(
        self,
        voice: Voice,
        cache: ClipCache | None = None,
        *,
        memory: ClipMemory | None = None,
        note: str = "",
    ) -> None:
        self.note = note
        self._voice = voice
        self._cache = cache
        self._memory = ClipMemory() if memory is None else memory
        self._changed = threading.Condition()  # guards everything below
        self._in_the_making: set[str] = set()
        self._wanted: deque[tuple[str, int, tuple[str, ...]]] = deque()
        self._working = False
        self._closed = False
        self._worker: threading.Thread | None = None

    @property
    def voice_name(self) -> str:
        """For ``open_voice``."""
        return self._voice.info.name

    @property
    def identity(self) -> str:
        """See ``Voice``."""
        return self._voice.identity

    @property
    def is_slow(self) -> bool:
        """Whether sentences take nearly as long to make as to say."""
        return self._voice.info.slow

    def clip(
        self,
        text: str,
        words_per_minute: int = DEFAULT_WORDS_PER_MINUTE,
        passage: tuple[str, ...] = (),
    ) -> Clip:
        """Said within ``passage`` if the voice can; zero frames if it says nothing.

        Raises InputError (rate), MissingPartError (voice failed).
        """
        check_rate(words_per_minute)
        if text not in passage or not self._voice.info.passages:
            passage = ()
        key = cache_key(text, self._voice.identity, words_per_minute, passage)
        with self._changed:
            while True:
                known = self._memory.get(key)
                if known is not None:
                    return known
                if key not in self._in_the_making:
                    break
                self._changed.wait()
            self._in_the_making.add(key)
        made: Clip | None = None
        try:
            made = self._make(key, text, words_per_minute, passage)
            return made
        finally:
            with self._changed:
                self._in_the_making.discard(key)
                if made is not None:
                    self._memory.put(key, made)
                self._changed.notify_all()

    def ahead(
        self,
        texts: Iterable[str | tuple[str, tuple[str, ...]]],
        words_per_minute: int = DEFAULT_WORDS_PER_MINUTE,
    ) -> None:
        """Make texts, alone or with passages, in the background, in order.

        ``clip`` retries a failure, and raises it.
        """
        check_rate(words_per_minute)
        with self._changed:
            if self._closed:
                return
            for one in texts:
                text, passage = (one, ()) if isinstance(one, str) else one
                self._wanted.append((text, words_per_minute, passage))
            if self._wanted and self._worker is None:
                # A daemon, so a hung engine can't keep the process alive.
                self._worker = threading.Thread(target=self._work, name="prompt-maker", daemon=True)
                self._worker.start()
            self._changed.notify_all()

    def wait(self) -> None:
        """For the background work."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not (self._wanted or self._working))

    def close(self) -> None:
        """Also drops the background work."""
        with self._changed:
            self._closed = True
            self._wanted.clear()
            self._changed.notify_all()
            worker, self._worker = self._worker, None
        if worker is not None and worker is not threading.current_thread():
            worker.join(_CLOSE_SECONDS)
        self._voice.close()

    def __enter__(self) -> PromptMaker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _make(self, key: str, text: str, words_per_minute: int, passage: tuple[str, ...]) -> Clip:
        kept = self._cache.get(key) if self._cache is not None else None
        if kept is not None:
            return kept
        if passage and isinstance(self._voice, PassageVoice):
            raw = self._voice.synthesise_within(text, passage, words_per_minute=words_per_minute)
        else:
            raw = self._voice.synthesise(text, words_per_minute=words_per_minute)
        made = finish(raw)
        if self._cache is not None:
            self._cache.put(key, made)
        return made

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or bool(self._wanted))
                if self._closed:
                    return
                wanted = self._wanted.popleft()
                self._working = True
            try:
                self.clip(*wanted)
            except Exception:  # raised again when the clip is asked for
                pass
            finally:
                with self._changed:
                    self._working = False
                    self._changed.notify_all()
