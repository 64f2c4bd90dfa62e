"""``python -m bench.other_talk``: what the coach obeys of talk that's meant for somebody else, by state.

Whole recordings go through the listener as a session's sound does, urgent commands obeyed early included; a
command that the listener withdraws by itself counts apart. The network is the one that ships. Each recording
is judged by a calibrator that never met its speaker (`other_talk_folds.json`, a fifth of the speakers out of
each), with the thresholds that ship. Kinds of talk:

telephone, wake   `../shared/negatives`: neither network nor (by folds) calibrator has met these people
voices            talk and noise of `../shared/voices`: no network has met them; its words set thresholds once
read              read speech of `../shared/training`: the network has met these people, the calibrator hasn't
babble, tv        mixes of the above: four people at once; one person over music

``--share N`` takes every Nth recording, ``--states A,B`` and ``--kinds A,B`` only those, ``--shifts`` draws
the operating curve: what's obeyed with all thresholds moved by so many nats. ``--commands`` also counts the
people of `../shared/voices` who do mean the coach. Their voices trained the network, which flatters it.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.acoustic_evidence import KeepingRecogniser, lexicon_of
from bench.figures import OUT, table
from bench.hearing_material import HOME, TRAINING, VOICES, voices
from training.corpus import FOLDS, fold_of
from voice_coach.listening.audio_file import read_audio, with_room_tone
from voice_coach.listening.calibrator import Calibrator, parse_calibrator
from voice_coach.listening.decision import Decider
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.heard import CommandHeard, CommandWithdrawn
from voice_coach.listening.listener import Listener
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Hypothesis, Recogniser, Speech
from voice_coach.listening.thresholds import Thresholds, load_thresholds

NEGATIVES = VOICES.parent / "negatives"
FOLDS_FILE = Path(__file__).with_name("other_talk_folds.json")
STATES = ("working", "setup", "confirm", "rating", "side")
LOSES_WORK = frozenset({"stop", "next", "switch", "undo", "back"})
_KINDS = {"wuw-sentence": "telephone", "wuw-word": "telephone", "picowake": "wake", "libri": "read aloud"}
_NUMBERS = re.compile(r"\b(one|two|three|four|five|six|seven|eight|nine|ten|oh|zero)\b|\d", re.IGNORECASE)
_MIXES = 60


@dataclass(frozen=True, eq=False)
class Talk:
    """A recording in which no one means the coach; ``said`` is what's known of its words."""

    name: str
    kind: str
    speaker: str
    said: str
    paths: tuple[Path, ...]
    own_states: frozenset[str] = frozenset()
    """States in which it holds a command after all."""

    def samples(self) -> Speech:
        parts = [read_audio(path).astype(np.float64) for path in self.paths]
        if len(parts) == 1:
            return read_audio(self.paths[0])
        longest = max(len(part) for part in parts)
        loudness = [np.sqrt(np.mean(part**2)) + 1.0 for part in parts]
        mixed = sum(
            np.resize(part, longest) * (1000.0 / loud) for part, loud in zip(parts, loudness, strict=True)
        )
        sound: Speech = np.clip(np.round(mixed), -32768, 32767).astype(np.int16)
        return sound


def says_numbers(talk: Talk) -> bool:
    """Whether numbers are said in ``talk``, as far as its words are known: they're no false ratings."""
    return _NUMBERS.search(talk.said) is not None


def talks() -> Iterator[Talk]:
    """All of it, kind after kind."""
    rows = list(csv.DictReader((NEGATIVES / "manifest.csv").read_text(encoding="utf-8").splitlines()))
    for row in rows:
        speaker = row["speaker_id"] or row["path"]
        kind = _KINDS.get(row["group"], row["group"])
        yield Talk(row["path"], kind, speaker, row["text"], (NEGATIVES / row["path"],))
    around = [take for take in voices() if take.kind in ("talk", "noise", "word") and take.path is not None]
    for take in around:
        assert take.path is not None
        yield Talk(take.name, f"voices: {take.kind}", take.speaker, take.name, (take.path,))
    yield from _read()
    readers = [NEGATIVES / row["path"] for row in rows if row["group"] in ("libri", "wuw-sentence")]
    music = sorted((VOICES / "noise").glob("music*"))
    chance = np.random.default_rng(7)
    for turn in range(_MIXES):
        four = tuple(readers[int(at)] for at in chance.integers(0, len(readers), 4))
        yield Talk(f"babble {turn}", "babble", four[0].name, "", four)
        if music:
            pair = (four[1], music[turn % len(music)])
            yield Talk(f"tv {turn}", "tv", four[1].name, "", pair)


def _read() -> Iterator[Talk]:
    rows = csv.DictReader((TRAINING / "manifest.csv").read_text(encoding="utf-8").splitlines())
    for row in rows:
        if row["isolated"] != "yes" and row["overlap_test"] != "dev-speaker":
            unknown = row["speaker_id"] == "cv1-unknown"
            speaker = row["path"] if unknown else row["speaker_id"]
            yield Talk(row["path"], "read", speaker, row["transcript"], (TRAINING / row["path"],))


class Remembering:
    """A recogniser that looks at the same stretch once, however often it's asked."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._known: dict[tuple[str, bytes], Hypothesis] = {}
        self._blocks: list[Speech] = []
        self._state = ""
        self.name, self.tells_silence = recogniser.name, recogniser.tells_silence

    def forget(self) -> None:
        self._known.clear()

    def set_state(self, state: str) -> None:
        self._state = state
        self._recogniser.set_state(state)

    def start(self) -> None:
        self._blocks = []

    def feed(self, samples: Speech) -> str:
        self._blocks.append(samples)
        return ""

    def peek(self) -> Hypothesis:
        sound = np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.int16)
        key = (self._state, sound.tobytes())
        if key not in self._known:
            self._recogniser.start()
            self._recogniser.feed(sound)
            self._known[key] = self._recogniser.finish()
        return self._known[key]

    def finish(self) -> Hypothesis:
        found = self.peek()
        self._blocks = []
        return found

    def close(self) -> None:
        self._recogniser.close()


@dataclass(frozen=True)
class Obeyed:
    """A command that was obeyed; ``kept`` unless the listener withdrew it."""

    command: str
    text: str
    value: int | None
    kept: bool


def obeyed(
    sound: Speech,
    state: str,
    ears: Recogniser,
    grammar: Grammar,
    calibrator: Calibrator,
    thresholds: Thresholds,
) -> list[Obeyed]:
    """What a listener in ``state`` obeys of ``sound``."""
    listener = Listener(ears, grammar, state, decider=Decider(grammar, calibrator, thresholds))
    around = with_room_tone(sound, 0.5, 1)
    events = [event for at in range(0, len(around), 1600) for event in listener.feed(around[at : at + 1600])]
    found: list[Obeyed] = []
    for event in [*events, *listener.flush()]:
        if isinstance(event, CommandHeard):
            found.append(Obeyed(event.command, event.text, event.value, True))
        elif isinstance(event, CommandWithdrawn):
            found[-1] = replace(found[-1], kept=False)
    return found


def shifted(thresholds: Thresholds, nats: float) -> Thresholds:
    """``thresholds``, all moved by ``nats``."""
    states = {state: value + nats for state, value in thresholds.states.items()}
    return replace(thresholds, usual=thresholds.usual + nats, states=states)


class Tally:
    """Hours and commands by state, shift and kind."""

    def __init__(self) -> None:
        self.hours: defaultdict[tuple[str, str], float] = defaultdict(float)
        self.false: Counter[tuple[str, float, str]] = Counter()
        self.back: Counter[tuple[str, float, str]] = Counter()
        self.loses: Counter[tuple[str, float]] = Counter()
        self.said: list[str] = []

    def add(self, talk: Talk, state: str, shift: float, found: Sequence[Obeyed]) -> None:
        for one in found:
            counts = self.false if one.kept else self.back
            counts[state, shift, talk.kind] += 1
            if one.kept and one.command in LOSES_WORK:
                self.loses[state, shift] += 1
            if shift == 0:
                self.said.append(f"{state}: {one.text}{'' if one.kept else ' (taken back)'} ({talk.name})")

    def rows(self, state: str, shifts: Sequence[float]) -> Iterator[tuple[str, ...]]:
        """A row for each kind of talk, then one for all."""
        kinds = [kind for known, kind in self.hours if known == state]
        for kind in kinds:
            yield self._row(state, kind, [kind], shifts)
        yield self._row(state, "all", kinds, shifts)

    def _row(self, state: str, what: str, kinds: Sequence[str], shifts: Sequence[float]) -> tuple[str, ...]:
        hours = sum(self.hours[state, kind] for kind in kinds)
        cells = []
        for shift in shifts:
            false = sum(self.false[state, shift, kind] for kind in kinds)
            back = sum(self.back[state, shift, kind] for kind in kinds)
            cells.append(f"{false} ({false / hours:.1f}/h), {back} taken back")
        return (f"{state}, {what}", f"{hours:.2f} h", *cells)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=int, default=1, help="take every Nth recording")
    parser.add_argument("--offset", type=int, default=0, help="begin with this one")
    parser.add_argument("--states", default=",".join(STATES))
    parser.add_argument("--kinds", default="", help="only kinds of talk that begin so")
    parser.add_argument("--shifts", default="0", help="nats by which all thresholds move, comma by comma")
    parser.add_argument("--commands", action="store_true", help="count people who mean the coach, too")
    options = parser.parse_args(arguments)
    if not NEGATIVES.is_dir():
        print(f"There's no other talk in {NEGATIVES}; set VOICE_COACH_VOICES.", file=sys.stderr)
        return 2
    grammar, thresholds = load_grammar(), load_thresholds("acoustic")
    ears = Remembering(KeepingRecogniser(grammar, lexicon_of(grammar), "working"))
    sections = json.loads(FOLDS_FILE.read_text(encoding="utf-8"))
    judges = [parse_calibrator(section) for section in sections]
    assert len(judges) == FOLDS
    states, shifts = options.states.split(","), [float(shift) for shift in options.shifts.split(",")]
    tally = Tally()
    chosen = [talk for talk in talks() if talk.kind.startswith(tuple(options.kinds.split(",")))]
    for talk in chosen[options.offset :: options.share]:
        sound = talk.samples()
        for state in states:
            if state == "rating" and says_numbers(talk):
                continue
            tally.hours[state, talk.kind] += len(sound) / HEARING_RATE / 3600
            for shift in shifts:
                judge, needed = judges[fold_of(talk.speaker)], shifted(thresholds, shift)
                tally.add(talk, state, shift, obeyed(sound, state, ears, grammar, judge, needed))
        ears.forget()
    heads = ("state, talk", "hours", *(f"false at {shift:+.1f}" for shift in shifts))
    lines = [heads, *(row for state in states for row in tally.rows(state, shifts))]
    print("\n".join(" | ".join(line) for line in lines))
    print("losing work:", {f"{state} {shift:+.1f}": count for (state, shift), count in tally.loses.items()})
    print("\n".join(tally.said))
    if options.commands:
        print(table(_people(grammar, thresholds, ears, judges, options.share)))
    OUT.mkdir(exist_ok=True)
    (OUT / "other_talk.json").write_text(json.dumps(lines, indent=1) + "\n", encoding="utf-8")
    return 0


def _people(
    grammar: Grammar, thresholds: Thresholds, ears: Remembering, judges: Sequence[Calibrator], share: int
) -> Iterator[tuple[str, ...]]:
    """Right and wrong by state, of the people who say a command."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for take in [take for take in voices() if take.kind == "command"][::share]:
        for state, word in take.said.items():
            if word is None or HOME.get(word) != state:
                continue
            wanted = grammar.understand(word, state)
            assert wanted is not None
            judge = judges[fold_of(take.speaker)]
            found = [
                one for one in obeyed(take.samples(), state, ears, grammar, judge, thresholds) if one.kept
            ]
            meant = [(one.command, one.value) == (wanted.command, wanted.value) for one in found]
            total[state] += 1
            right[state] += any(meant)
            wrong[state] += not all(meant)
        ears.forget()
    for state, count in total.items():
        yield (f"{state}: right", f"{right[state]} of {count}", f"wrong {wrong[state]}", "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
