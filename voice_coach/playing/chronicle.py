"""Collects a rendered session's chapters and spoken lines."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from voice_coach.audio.clip import Word
from voice_coach.audio.sample_time import to_frames, to_seconds
from voice_coach.media.contents import About, Chapter, Contents, TimedLine, TimedWord
from voice_coach.playing.moments import Said
from voice_coach.routine.plan import Plan, Step


class Chronicle:
    """A journal that keeps what a file's contents are made from."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._starts: list[tuple[int, str]] = [(0, self._part("chapter_opening"))]
        self._said: list[Said] = []

    @property
    def chapter_starts(self) -> tuple[int, ...]:
        """Frames in order; the first is 0."""
        return tuple(frame for frame, _ in self._starts)

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        if event == "step_started":
            step = self._plan.steps[int(str(fields["step"]))]
            self._begin(to_frames(seconds), self._title(step))
        elif event == "phase_started" and fields["phase"] == "closing":
            self._begin(to_frames(seconds), self._part("chapter_closing"))

    def take(self, said: Said) -> None:
        self._said.append(said)

    def contents(self, about: About, frames: int) -> Contents:
        """What a file of ``frames`` frames holds."""
        return Contents(about, to_seconds(frames), self._chapters(frames), tuple(self._lines()))

    def _begin(self, frame: int, title: str) -> None:
        if self._starts[-1][0] == frame:
            self._starts.pop()  # nothing sounded in it
        self._starts.append((frame, title))

    def _title(self, step: Step) -> str:
        area = step.script.area
        area = area[:1].upper() + area[1:]
        return area if step.side == "both" else f"{area}, {self._part(step.side)}"

    def _part(self, key: str) -> str:
        return self._plan.lines[key][0]

    def _chapters(self, frames: int) -> tuple[Chapter, ...]:
        starts = [start for start in self._starts if start[0] < frames]
        ends = [*(frame for frame, _ in starts[1:]), frames]
        return tuple(
            Chapter(title, to_seconds(start), to_seconds(end))
            for (start, title), end in zip(starts, ends, strict=True)
        )

    def _lines(self) -> list[TimedLine]:
        lines = []
        for said, following in pairwise([*self._said, Said(frame=1 << 62)]):
            if said.clip is not None:
                cut = following.frame if following.clip is None else 1 << 62
                end = min(said.frame + said.clip.frames, cut)
                if end > said.frame:
                    lines.append(_line(said.text, said.clip.words, said.frame, end))
        return lines


def _line(text: str, words: tuple[Word, ...], start: int, end: int) -> TimedLine:
    """The line up to frame ``end``, without unheard words."""
    places: list[tuple[int, int]] = []
    searched = 0
    for word in words:
        place = text.find(word.text, searched)
        if place >= 0:
            places.append((place, start + word.start_frame))
            searched = place + len(word.text)
    if not places:
        return TimedLine(text, to_seconds(start), to_seconds(end))
    places[0] = (0, places[0][1])
    ends = [*(place for place, _ in places[1:]), len(text)]
    timed = tuple(
        TimedWord(text[place:past].strip(), to_seconds(frame))
        for (place, frame), past in zip(places, ends, strict=True)
        if frame < end
    )
    heard = text if len(timed) == len(places) else text[: places[len(timed)][0]].strip()
    return TimedLine(heard, to_seconds(start), to_seconds(end), timed)
