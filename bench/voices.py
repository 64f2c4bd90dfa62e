"""Voices compared: what strangers hear and think of them, how they speak, what they cost.

    python -m bench.voices                               the default English voice, and espeak beside it
    python -m bench.voices --lines 40 piper:en_US-kristin-medium flite:slt

Every line of every routine, level and tool is spoken once by each voice, and looked at for what clips, what
runs on after its last word, and what is far shorter or longer than its sounds. Judges (`bench/judges.py`)
hear ``--lines`` of them. Each voice is measured in a process of its own. The figures of the first are held
against their targets.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median

import numpy as np
import numpy.typing as npt
import soxr

from bench.figures import Figure, report
from bench.judges import HEARD_RATE, Dnsmos, NotHere, joined, whisper, words_wrong
from bench.processes import run
from bench.prosody import Pace, pace_of, pitch_hz, spread_semitones
from bench.voice_lines import product_lines
from bench.voice_words import plain_words
from voice_coach.audio.clip import Clip, Samples
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.playing.word_times import AlignedWords
from voice_coach.routine.loader import load_pronunciations
from voice_coach.speaking.choose import open_voice
from voice_coach.speaking.finish import finish
from voice_coach.speaking.phonemes import phones_of
from voice_coach.speaking.rate import DEFAULT_WORDS_PER_MINUTE
from voice_coach.speaking.spoken_text import SpokenForm
from voice_coach.speaking.voice import Voice

_LINES = 200
_RUN_ON_SECONDS = 0.35
_RUN_ON_LEVEL = 10 ** (-35 / 20)
"""Of the clip's loudest 20 ms: what sounds above it is no decay."""
_SHORTEST, _LONGEST = 0.8, 1.3
_SHORT_VOWELS = frozenset({"AH", "EH", "IH", "UH"})
_LINES_FOR_MEMORY = 50
_FOLDS = 5


@dataclass
class Found:
    """What one voice was found to be."""

    voice: str
    lines: int = 0
    load_cpu_seconds: float = 0.0
    cpu_per_second: float = 0.0
    peak_megabytes: float = 0.0
    clipped: list[str] = field(default_factory=list)
    running_on: list[str] = field(default_factory=list)
    too_short: list[str] = field(default_factory=list)
    too_long: list[str] = field(default_factory=list)
    words_a_minute: float = 0.0
    pause_seconds: float = 0.0
    pitch_spread_semitones: float = 0.0
    dnsmos: float | None = None
    ears: str = ""
    words_said: int = 0
    words_wrong: int = 0
    misheard: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def wrong_percent(self) -> float:
        return 100 * self.words_wrong / max(1, self.words_said)


class _Listener:
    """Listens to every line of a voice, one after the other, and keeps those that are to be judged."""

    def __init__(self, found: Found, language: str, lines: Sequence[str], chosen: frozenset[str]) -> None:
        self.found = found
        self.kept: dict[str, Clip] = {}
        self._lines = lines
        self._language = language
        self._chosen = chosen
        self._aligned = AlignedWords(language)
        self._said = load_pronunciations(language)
        self._seconds: list[float] = []
        self._paces: list[Pace] = []
        self._pitches: list[npt.NDArray[np.float64]] = []

    def take(self, voice: Voice, text: str, raw: Clip) -> None:
        """The next line as it came from the engine."""
        spoken = SpokenForm(self._said, voice.info.engine).of(text)
        words = raw.words or spoken.back(self._aligned(spoken.text, raw.samples))
        clip = finish(Clip(raw.samples, words))
        self._seconds.append(clip.frames / SAMPLE_RATE)
        if _is_clipped(raw.samples):
            self.found.clipped.append(text)
        if _runs_on(clip):
            self.found.running_on.append(text)
        if pace := pace_of(text, clip):
            self._paces.append(pace)
        if text in self._chosen:
            self.kept[text] = clip
            self._pitches.append(pitch_hz(clip.samples))

    def conclude(self) -> None:
        """What only all lines together show."""
        ratios = _length_ratios(self._lines, self._seconds, self._language)
        self.found.too_short = [f"{ratio:.2f} {text}" for text, ratio in ratios.items() if ratio < _SHORTEST]
        self.found.too_long = [f"{ratio:.2f} {text}" for text, ratio in ratios.items() if ratio > _LONGEST]
        words = sum(pace.words for pace in self._paces)
        self.found.words_a_minute = 60 * words / sum(pace.seconds for pace in self._paces)
        self.found.pause_seconds = median([pause for pace in self._paces for pause in pace.pauses] or [0.0])
        self.found.pitch_spread_semitones = spread_semitones(self._pitches)


def measure(name: str, language: str, judged: int) -> Found:
    """Everything about the voice ``name``."""
    lines = product_lines(language)
    chosen = frozenset(random.Random(20).sample(lines, min(judged, len(lines))))
    begun = _cpu_seconds()
    voice = open_voice(name, language)
    voice.synthesise("One.", words_per_minute=DEFAULT_WORDS_PER_MINUTE)
    found = Found(voice.info.name, lines=len(lines), load_cpu_seconds=_cpu_seconds() - begun)
    for text in lines[:_LINES_FOR_MEMORY]:
        voice.synthesise(text, words_per_minute=DEFAULT_WORDS_PER_MINUTE)
    found.peak_megabytes = _peak_megabytes()
    listener = _Listener(found, language, lines, chosen)
    spent = sounding = 0.0
    for text in lines:
        begun = _cpu_seconds()
        raw = voice.synthesise(text, words_per_minute=DEFAULT_WORDS_PER_MINUTE)
        spent += _cpu_seconds() - begun
        sounding += raw.frames / SAMPLE_RATE
        listener.take(voice, text, raw)
    voice.close()
    found.cpu_per_second = spent / sounding
    listener.conclude()
    _judge(found, listener.kept, language)
    return found


def _judge(found: Found, clips: Mapping[str, Clip], language: str) -> None:
    heard = {
        text: soxr.resample(clip.samples, SAMPLE_RATE, HEARD_RATE).astype(np.float32)
        for text, clip in clips.items()
    }
    try:
        judge = Dnsmos()
        found.dnsmos = float(np.mean([judge.overall(sound) for sound in heard.values()]))
    except NotHere as reason:
        found.left_out.append(f"DNSMOS: {reason}")
    try:
        with whisper(language) as ears:
            found.ears = ears.name
            for text, sound in heard.items():
                wanted = plain_words(text, language)
                got = joined(ears.words(sound, language), wanted)
                wanted = joined(wanted, got)
                wrong = words_wrong(wanted, got)
                found.words_said += len(wanted)
                found.words_wrong += wrong
                if wrong:
                    found.misheard.append((text, " ".join(got)))
    except NotHere as reason:
        found.left_out.append(f"words: {reason}")


def _is_clipped(samples: Samples) -> bool:
    """Two neighbours at full scale: a top that was cut off."""
    full = np.abs(samples) >= 0.999
    return bool((full[1:] & full[:-1]).any())


def _runs_on(clip: Clip) -> bool:
    """Does it sound long after its last word?"""
    words, samples = clip.words, clip.samples
    if not words:
        return True  # its words could not be found in it
    hop = SAMPLE_RATE // 50
    hops = samples[: samples.size // hop * hop].reshape(-1, hop)
    loudness = np.sqrt((hops.astype(np.float64) ** 2).mean(axis=1))
    sounding = np.flatnonzero(loudness > _RUN_ON_LEVEL * loudness.max())
    return bool((sounding[-1] + 1) * hop > words[-1].end_frame + _RUN_ON_SECONDS * SAMPLE_RATE)


def _length_ratios(lines: Sequence[str], seconds: Sequence[float], language: str) -> dict[str, float]:
    """Each line's length over what its sounds, words and stops take in this voice, as other lines show."""
    form = SpokenForm(load_pronunciations(language), "espeak")
    rows = []
    for line in lines:
        words = form.of(line).text.split()
        phones = [phone for word in words for phone in phones_of(word.strip(".,:;?!“”"), language)]
        vowels = sum(phone[0] in "AEIOU" for phone in phones)
        short = sum(phone in _SHORT_VOWELS for phone in phones)
        stops = sum(line.count(mark) for mark in ".?!") - 1
        marks = sum(map(line.count, ",:"))
        sounds = [vowels - short, short, len(phones) - vowels]
        rows.append([1, *sounds, len(words), marks, max(0, stops)])
    terms, lengths = np.array(rows, float), np.array(seconds)
    ratios = np.zeros(len(lines))
    fold_of = np.arange(len(lines)) % _FOLDS
    for fold in range(_FOLDS):
        rest = fold_of != fold
        # Least squares of relative errors: a short line's tenth counts as a long one's second.
        fitted, *_ = np.linalg.lstsq(terms[rest] / lengths[rest, None], np.ones(int(rest.sum())), rcond=None)
        ratios[~rest] = lengths[~rest] / (terms[~rest] @ fitted)
    return dict(zip(lines, ratios.tolist(), strict=True))


def _cpu_seconds() -> float:
    """Of this process and of those it has waited for (flite's, Piper's)."""
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        total += used.ru_utime + used.ru_stime
    return total


def _peak_megabytes() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return max(peaks) * unit / 1e6


_COLUMNS: tuple[tuple[str, Callable[[Found], str]], ...] = (
    ("voice", lambda one: one.voice),
    ("words wrong", lambda one: f"{one.wrong_percent:.1f} % of {one.words_said}" if one.ears else "-"),
    ("DNSMOS", lambda one: "-" if one.dnsmos is None else f"{one.dnsmos:.2f}"),
    ("words a minute", lambda one: f"{one.words_a_minute:.0f}"),
    ("pause", lambda one: f"{one.pause_seconds:.2f} s"),
    ("pitch", lambda one: f"{one.pitch_spread_semitones:.1f} st"),
    ("CPU a second", lambda one: f"{1000 * one.cpu_per_second:.1f} ms"),
    ("load", lambda one: f"{one.load_cpu_seconds:.2f} s"),
    ("memory", lambda one: f"{one.peak_megabytes:.0f} MB"),
    ("clipped", lambda one: str(len(one.clipped))),
    ("run on", lambda one: str(len(one.running_on))),
    ("short, long", lambda one: f"{len(one.too_short)}, {len(one.too_long)}"),
)


def _table(found: Sequence[Found]) -> str:
    rows = [[name for name, _ in _COLUMNS], ["---"] * len(_COLUMNS)]
    rows += [[show(one) for _, show in _COLUMNS] for one in found]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _figures(found: Sequence[Found], language: str) -> list[Figure]:
    first = found[0]
    details: dict[str, object] = {one.voice: asdict(one) for one in found}
    odd = len(first.clipped) + len(first.running_on) + len(first.too_short) + len(first.too_long)
    figures = [
        Figure(f"{first.voice}: lines clipped, running on, too short or long", odd, "", 0, details=details),
        Figure(f"{first.voice}: CPU a second of sound", 1000 * first.cpu_per_second, "ms", 20),
    ]
    if first.ears:
        what = f"{first.voice}: words wrong by {first.ears}"
        figures.append(Figure(what, first.wrong_percent, "%", 1 if language == "en" else 20))
    if first.dnsmos is not None:
        figures.append(Figure(f"{first.voice}: DNSMOS overall", first.dnsmos, "", 3.25, at_least=True))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.voices")
    parser.add_argument("voices", nargs="*", default=["auto", "espeak"])
    parser.add_argument("--language", default="en")
    parser.add_argument("--lines", type=int, default=_LINES, help="how many lines the judges hear")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(asdict(measure(options.voices[0], options.language, options.lines))))
        return
    found = []
    for name in options.voices:
        begun = time.monotonic()
        arguments = [
            "-m",
            "bench.voices",
            name,
            "--language",
            options.language,
            "--lines",
            str(options.lines),
        ]
        settings = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        output = run([sys.executable, *arguments, "--one"], settings=settings).output
        found.append(Found(**json.loads(output.splitlines()[-1])))
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
        for reason in found[-1].left_out:
            print(f"Left out for {name}: {reason}.", file=sys.stderr)
    print(_table(found), file=sys.stderr)
    report("voices", _figures(found, options.language))


if __name__ == "__main__":
    main()
