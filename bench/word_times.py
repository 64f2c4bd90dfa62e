"""Word times found by the aligner, against an independent aligner on a natural voice, and espeak's own.

``python -m bench.word_times --mark`` remakes the marks that the tests hold word times against: 30 lines,
aligned by PocketSphinx, in `tests/playing/word_marks.json`.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path

import numpy as np

from bench.figures import Figure, report
from bench.voice_lines import product_lines
from voice_coach.audio.clip import Samples, Word
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.playing.word_times import AlignedWords
from voice_coach.routine.loader import load_pronunciations
from voice_coach.speaking.espeak import EspeakVoice
from voice_coach.speaking.rate import DEFAULT_WORDS_PER_MINUTE
from voice_coach.speaking.spoken_text import SpokenForm
from voice_coach.speaking.voice import resampled

MARKS = Path(__file__).parents[1] / "tests" / "playing" / "word_marks.json"
NEAR_SECONDS = 0.060
_LINES = 120
_MARKED = 30
_SPEED, _SEED = 0.75, 0
_HEARING_RATE = 16_000
_LEAD_SECONDS, _TAIL_SECONDS = 0.1, 0.2


def natural(text: str) -> tuple[Samples, int]:
    """``text`` by hibari's heart as the marks were made on, and its rate."""
    from hibari import Hibari

    voice = Hibari()
    return voice(text, speed=_SPEED, seed=_SEED), int(voice.sample_rate)


def offsets(found: tuple[Word, ...], wanted: list[tuple[str, float]]) -> list[float]:
    """Seconds by which the start of each wanted word (text, seconds) is missed; 9 for one not found."""
    missed, at = [], 0
    for text, seconds in wanted:
        here = next((index for index in range(at, len(found)) if found[index].text == text), None)
        if here is None:
            missed.append(9.0)
            continue
        missed.append(found[here].start_frame / SAMPLE_RATE - seconds)
        at = here + 1
    return missed


def against_espeak(language: str) -> tuple[list[float], float]:
    """Offsets from what espeak says of its own words, and processor seconds a second of sound."""
    voice, aligner = EspeakVoice(language), AlignedWords(language)
    form = SpokenForm(load_pronunciations(language), "espeak")
    missed: list[float] = []
    spent = sounding = 0.0
    for line in random.Random(3).sample(product_lines(language), _LINES):
        text = form.of(line).text
        clip = voice.synthesise(text, words_per_minute=DEFAULT_WORDS_PER_MINUTE)
        before = sum(os.times()[:2])
        found = aligner(text, clip.samples)
        spent += sum(os.times()[:2]) - before
        sounding += clip.frames / SAMPLE_RATE
        missed += offsets(found, [(word.text, word.start_frame / SAMPLE_RATE) for word in clip.words])
    return missed, spent / sounding


def against_marks() -> list[float]:
    """Offsets from the marks, on sound made again."""
    aligner = AlignedWords("en")
    missed: list[float] = []
    for line in json.loads(MARKS.read_text(encoding="utf-8"))["lines"]:
        samples, rate_hz = natural(line["text"])
        found = aligner(line["text"], resampled(samples, rate_hz))
        missed += offsets(found, [(text, at / 1000) for text, at in line["words"]])
    return missed


def _mark() -> None:
    import soxr
    from pocketsphinx import Decoder

    decoder = Decoder(lm=None, loglevel="FATAL", beam=1e-100, pbeam=1e-100, wbeam=1e-80)
    form = SpokenForm(load_pronunciations("en"), "hibari")
    plain = [line for line in product_lines("en") if not form.of(line).pieces and "-" not in line]
    lines: list[str] = []
    count = 0
    for text in random.Random(7).sample(plain, 2 * _MARKED):
        words = [word.strip('.,:;?!“”"') for word in text.split()]
        if len(lines) == _MARKED or any(decoder.lookup_word(word.lower()) is None for word in words):
            continue
        samples, rate_hz = natural(text)
        heard = soxr.resample(samples, rate_hz, _HEARING_RATE)
        silence = [np.zeros(round(_HEARING_RATE * seconds)) for seconds in (_LEAD_SECONDS, _TAIL_SECONDS)]
        pcm = np.clip(np.concatenate([silence[0], heard, silence[1]]) * 32767, -32768, 32767).astype("<i2")
        decoder.set_align_text(" ".join(words).lower())
        decoder.start_utt()
        decoder.process_raw(pcm.tobytes(), full_utt=True)
        decoder.end_utt()
        places = [part for part in decoder.seg() or () if part.word[0] not in "<["]
        if len(places) != len(words):
            continue
        starts = [round(part.start_frame * 10 - _LEAD_SECONDS * 1000) for part in places]
        marked = [[word, max(0, at)] for word, at in zip(words, starts, strict=True)]
        line = {"text": text, "frames": len(samples), "words": marked}
        lines.append(json.dumps(line, ensure_ascii=False))
        count += len(marked)
    about = "word, start in ms: forced alignment by PocketSphinx 5 with its own model and dictionary"
    sound = f"hibari-tts 0.2.1, heart, speed {_SPEED}, seed {_SEED}; frames at 24,000 a second"
    rows = ",\n".join(lines)
    MARKS.write_text(
        f'{{"sound": {json.dumps(sound)}, "words": {json.dumps(about)}, "lines": [\n{rows}\n]}}\n',
        encoding="utf-8",
    )
    print(f"{len(lines)} lines, {count} words")


def _share(missed: list[float]) -> float:
    return 100 * float(np.mean(np.abs(missed) <= NEAR_SECONDS))


def main() -> None:
    figures = []
    try:
        missed = against_marks()
        figures.append(
            Figure("word starts within 60 ms of marks, natural voice", _share(missed), "%", 95, True)
        )
    except ImportError:
        print("The natural voice is not installed: its marks are left out.", file=sys.stderr)
    costs = []
    for language, name in (("en", "English"), ("es", "Spanish")):
        missed, cost = against_espeak(language)
        costs.append(cost)
        what = f"word starts within 60 ms of espeak's own, {name}"
        figures.append(Figure(what, _share(missed), "%", 95, True, {"words": len(missed)}))
    figures.append(Figure("finding them, CPU a second of sound", 1000 * max(costs), "ms", 15))
    report("word_times", figures)


if __name__ == "__main__":
    if "--mark" in sys.argv:
        _mark()
    else:
        main()
