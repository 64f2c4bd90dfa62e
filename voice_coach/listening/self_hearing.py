"""Did the coach say that itself? A guard for what the echo remover lets through.

A hypothesis is explained if something that sounds like it (by letters, in any language) was being said then.
`stop` and `easier` never are; no prompt has them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voice_coach.audio.clip import Clip
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.listening.grammar import Understood
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.routine.vital_commands import OBEYED_OVER_THE_COACH

REASON = "own-voice"


@dataclass(frozen=True)
class SaidWord:
    """A word and the microphone samples of its playing, delays aside."""

    text: str
    start_sample: int
    end_sample: int


@dataclass(frozen=True)
class GuardSettings:
    """Times in the microphone's samples."""

    early_samples: int = HEARING_RATE // 8
    """How much before its word a hypothesis may begin."""
    ring_samples: int = HEARING_RATE // 2
    """How long a word is heard after its end."""
    least_delay_samples: int = 0
    most_delay_samples: int = 450 * HEARING_RATE // 1000
    """From playing to hearing, for any loudspeaker."""
    first_samples: int = 3 * HEARING_RATE // 2
    """Until the echo can be found, anything may be the coach's."""
    most_distance: float = 0.25
    """Most edits a sound. One in three explained away 6 % of commands on unrelated sentences, one in four 2
    %."""


def words_of(text: str, start_sample: int, end_sample: int) -> tuple[SaidWord, ...]:
    """The words of ``text``, evenly between two samples."""
    words = text.split()
    letters = [len(word) + 1 for word in words]
    total = max(1, sum(letters))
    places = [start_sample]
    for count in letters:
        places.append(places[-1] + count * (end_sample - start_sample) // total)
    return tuple(SaidWord(*item) for item in zip(words, places[:-1], places[1:], strict=True))


def words_of_clip(clip: Clip, text: str, start_sample: int) -> tuple[SaidWord, ...]:
    """The words of ``clip``, which says ``text``."""
    if not clip.words:
        return words_of(text, start_sample, start_sample + _samples(clip.frames))
    return tuple(
        SaidWord(
            word.text, start_sample + _samples(word.start_frame), start_sample + _samples(word.end_frame)
        )
        for word in clip.words
    )


def _samples(frames: int) -> int:
    return frames * HEARING_RATE // SAMPLE_RATE


def explains(
    said: Iterable[SaidWord],
    text: str,
    start_sample: int,
    end_sample: int,
    settings: GuardSettings | None = None,
) -> bool:
    """Whether ``said`` accounts for ``text``, heard between two samples."""
    settings = settings or GuardSettings()
    least, most = settings.least_delay_samples, settings.most_delay_samples
    near = [
        word.text
        for word in sorted(said, key=lambda word: word.start_sample)
        if word.start_sample + least - settings.early_samples <= end_sample
        and word.end_sample + most + settings.ring_samples >= start_sample
    ]
    heard = sound_of(text)
    if not heard or not near:
        return False
    return _distance_within(heard, sound_of(" ".join(near))) <= settings.most_distance * len(heard)


class SelfHearing:
    """Keeps what's being said; its ``explain`` is for a listener."""

    def __init__(self, settings: GuardSettings | None = None, *, latency_samples: int = 0) -> None:
        """``latency_samples``: the listener's delay behind the microphone."""
        self._settings = settings or GuardSettings()
        self._latency_samples = latency_samples
        self._words: deque[SaidWord] = deque()
        self._first_sound_sample: int | None = None

    def sound(self, start_sample: int) -> None:
        """Only the first call matters."""
        if self._first_sound_sample is None:
            self._first_sound_sample = start_sample

    def say(self, words: Sequence[SaidWord]) -> None:
        """The coach says ``words`` now or later."""
        if words:
            self.sound(words[0].start_sample)
        self._words.extend(words)

    def cut(self, at_sample: int) -> None:
        """Silence at ``at_sample``: later words aren't said."""
        self._words = deque(
            SaidWord(word.text, word.start_sample, min(word.end_sample, at_sample))
            for word in self._words
            if word.start_sample < at_sample
        )

    def explain(self, understood: Understood, start_sample: int, end_sample: int) -> str | None:
        """`REASON` if it's the coach's own, else None."""
        start, end = start_sample - self._latency_samples, end_sample - self._latency_samples
        self._forget_before(start)
        if understood.command in OBEYED_OVER_THE_COACH:
            return None
        own = explains(self._words, understood.phrase.text, start, end, self._settings)
        return REASON if own or self._too_early(start, end) else None

    def _too_early(self, start_sample: int, end_sample: int) -> bool:
        """Whether the coach had just begun to sound."""
        first = self._first_sound_sample
        if first is None:
            return False
        return start_sample <= first + self._settings.first_samples and end_sample >= first

    def _forget_before(self, sample: int) -> None:
        settings = self._settings
        oldest = sample - settings.most_delay_samples - settings.ring_samples - 10 * HEARING_RATE
        while self._words and self._words[0].end_sample < oldest:
            self._words.popleft()


_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^kn|^gn", "n"),
        (r"^wr", "r"),
        (r"^wh", "w"),
        (r"[ou]gh(?=t)", ""),
        (r"igh", "i"),
        (r"ough|augh", "o"),
        (r"tch", "C"),
        (r"ch", "C"),
        (r"sh|ti(?=on)|ci(?=a)", "S"),
        (r"th", "T"),
        (r"ph", "f"),
        (r"ck|q", "k"),
        (r"x", "ks"),
        (r"c(?=[eiy])|z", "s"),
        (r"c", "k"),
        (r"dge|j|g(?=[ei])", "J"),
        (r"mb$", "m"),
        (r"(?<=\w\w)e$", ""),
        (r"(?<=\w)h", ""),
        (r"o[uw]|au", "O"),
        (r"[aeiouy]+", "a"),
        (r"(.)\1+", r"\1"),
    )
)
"""Letters to coarse sounds. Vowels are one, except the diphthong of "how"."""


def sound_of(text: str) -> str:
    """One character a sound, no spaces; "" without letters."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "'")).replace("'", "")
    sounds = []
    for word in re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c))):
        for pattern, sound in _RULES:
            word = pattern.sub(sound, word)  # noqa: PLW2901 - each rule works on what the last one left
        sounds.append(word)
    return "".join(sounds)


def _distance_within(part: str, whole: str) -> int:
    """Fewest edits that make ``part`` a stretch of ``whole`` (Sellers 1980)."""
    row = [0] * (len(whole) + 1)
    for number, sound in enumerate(part, 1):
        above, row = row, [number]
        for at, other in enumerate(whole, 1):
            row.append(min(above[at] + 1, row[-1] + 1, above[at - 1] + (sound != other)))
    return min(row)
