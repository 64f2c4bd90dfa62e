"""A real session's journal as a picture and as words: what is said, what sounds, what the runner does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

Entry = Mapping[str, object]
"""One line of a journal."""
_Scale = Callable[[float], float]
"""Seconds to pixels."""

PIXELS_PER_SECOND = 16
LEFT = 92
"""Room for the lanes' names."""
ROW_HEIGHT = 284
TITLE_HEIGHT = 34
LONGEST_LABEL = 36
_TITLE = "The first area of a warm-up, as it is heard"

_SPEECH_Y, _RUNNER_Y, _SOUND_Y, _WORK_Y = 140, 168, 190, 248
_WORK = {
    "opening": ("welcome", "#e3e7ec"),
    "position": ("get into position", "#e3e7ec"),
    "gap": ("get ready", "#cfd8e3"),
    "sweep": ("roll, a stroke a tone", "#bfe0d2"),
    "search": ("search", "#f3dfae"),
    "hold": ("hold and breathe", "#f0bcae"),
}
_CUE_LABELS = {"half_way": "half", "hold_start": "hold", "side_switch": "other side"}


@dataclass(frozen=True)
class Row:
    """One side of one area: its part of the journal, from ``start`` to ``end`` seconds."""

    title: str
    start: float
    end: float
    entries: tuple[Entry, ...]


def draw(journal: Sequence[Entry]) -> str:
    """The steps of ``journal`` as an SVG, one row a step. The first row begins with the session."""
    rows = tuple(_rows(journal))
    width = LEFT + round(max(row.end - row.start for row in rows) * PIXELS_PER_SECOND) + 24
    height = TITLE_HEIGHT + ROW_HEIGHT * len(rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="title desc" font-family="Helvetica, Arial, sans-serif" font-size="11" '
        'fill="#1d2733">',
        f'<title id="title">{_TITLE}</title>',
        f'<desc id="desc">{escape(_description(rows))}</desc>',
        f'<rect width="{width}" height="{height}" rx="8" fill="#ffffff"/>',
        f'<text x="16" y="24" font-size="15" font-weight="bold">{_TITLE}</text>',
    ]
    for number, row in enumerate(rows):
        parts.append(f'<g transform="translate(0 {TITLE_HEIGHT + number * ROW_HEIGHT})">')
        parts += _draw_row(row)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>"]) + "\n"


def transcript(journal: Sequence[Entry]) -> str:
    """The same in words: a Markdown list, one line for whatever is said or sounds."""
    end = tuple(_rows(journal))[-1].end
    lines = [
        (_seconds(entry), text) for entry in journal if (text := _in_words(entry)) and _seconds(entry) <= end
    ]
    return "\n".join(f"- {_clock(at)} {text}" for at, text in sorted(lines, key=lambda line: line[0])) + "\n"


def _in_words(entry: Entry) -> str:
    match entry["event"]:
        case "prompt":
            return f"“{entry['text']}”"
        case "cue":
            return f"*{str(entry['name']).replace('_', ' ')}*"
        case "command_heard":
            return f"**you: “{_as_said(entry)}”**"
        case _:
            return ""


def _as_said(entry: Entry) -> str:
    return {"longer": "Hold longer."}.get(str(entry["command"]), str(entry["text"]))


def _rows(journal: Sequence[Entry]) -> Iterator[Row]:
    starts = [entry for entry in journal if entry["event"] == "step_started"]
    ends = [entry for entry in journal if entry["event"] == "step_finished"]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        first, last = (0.0 if number == 0 else _seconds(start)), _seconds(end)
        # The tone that ends a step sounds at the first frame of the next: it belongs to the earlier row.
        entries = tuple(
            entry
            for entry in journal
            if first <= _seconds(entry) <= last and _is_end(entry) == (last == _seconds(entry))
        )
        yield Row(f"{str(start['area']).capitalize()}, {start['side']} side", first, last, entries)


def _is_end(entry: Entry) -> bool:
    return entry["event"] == "cue" and entry["name"] == "end"


def _description(rows: Sequence[Row]) -> str:
    total = _clock(rows[-1].end)
    titles = " and ".join(row.title.lower() for row in rows)
    return (
        f"{total} minutes of a real session's journal, a row for each side: {titles}. Each side goes from "
        "getting into position over rolling and searching to holding, with tones for strokes, breaths, "
        "half-way, three, two, one and the end. On the first side the runner asks for a longer hold. The "
        "transcript below the picture says the same in words."
    )


def _draw_row(row: Row) -> Iterator[str]:
    def x(seconds: float) -> float:
        return round(LEFT + (seconds - row.start) * PIXELS_PER_SECOND, 1)

    right = x(row.end) + 12
    yield f'<text x="16" y="14" font-weight="bold">{escape(row.title)}</text>'
    for name, y in (
        ("coach says", _SPEECH_Y),
        ("you say", _RUNNER_Y),
        ("sounds", _SOUND_Y),
        ("you do", _WORK_Y),
    ):
        yield f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end" fill="#4a5868">{name}</text>'
    for y in (_SPEECH_Y, _RUNNER_Y, _SOUND_Y):
        yield f'<line x1="{LEFT}" x2="{right}" y1="{y}" y2="{y}" stroke="#d5dbe2"/>'
    yield from _draw_work(row, x)
    countdown = 3
    for entry in row.entries:
        at = x(_seconds(entry))
        match entry["event"]:
            case "speech":
                yield from _draw_speech(entry, row, x)
            case "cue":
                label = str(entry["name"])
                if label == "countdown":
                    label, countdown = str(countdown), countdown - 1
                yield _draw_cue(
                    at, _CUE_LABELS.get(label, label.replace("_", " ")), big=entry["name"] == "end"
                )
            case "command_heard":
                yield f'<circle cx="{at}" cy="{_RUNNER_Y}" r="5" fill="#b3261e"/>'
                said = f"“{_as_said(entry)}”"
                place = f'x="{at + 9}" y="{_RUNNER_Y + 4}"'
                yield f'<text {place} fill="#8c1d18" font-weight="bold">{said}</text>'
    yield from _draw_scale(row, x)


def _draw_speech(entry: Entry, row: Row, x: _Scale) -> Iterator[str]:
    start, end = max(row.start, _number(entry["start"])), _number(entry["end"])
    text = str(entry["text"])
    label = text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rsplit(" ", 1)[0] + " …"
    width = max(4.0, round(x(end) - x(start), 1))
    yield f'<rect x="{x(start)}" y="{_SPEECH_Y - 7}" width="{width}" height="14" rx="3" fill="#2b5c8a">'
    yield f"<title>{escape(text)}</title></rect>"
    yield (
        f'<text transform="translate({x(start) + 3} {_SPEECH_Y - 11}) rotate(-32)" fill="#1d4266">'
        f"{escape(label)}</text>"
    )


def _draw_cue(at: float, label: str, *, big: bool) -> str:
    mark = f'<circle cx="{at}" cy="{_SOUND_Y}" r="{6 if big else 3.5}" fill="#6b4fa0"/>'
    where = f"translate({at - 3} {_SOUND_Y + 13}) rotate(38)"
    return f'{mark}<text transform="{where}" font-size="9.5" fill="#4d3880">{escape(label)}</text>'


def _draw_work(row: Row, x: _Scale) -> Iterator[str]:
    phases = [e for e in row.entries if e["event"] == "phase_started" and str(e["phase"]) in _WORK]
    ends = [*(_seconds(entry) for entry in phases[1:]), row.end]
    for entry, end in zip(phases, ends, strict=True):
        label, colour = _WORK[str(entry["phase"])]
        start, width = x(_seconds(entry)), round(x(end) - x(_seconds(entry)), 1)
        if width < 1:
            continue
        place = f'x="{start}" y="{_WORK_Y - 10}" width="{width}" height="20"'
        yield f'<rect {place} fill="{colour}" stroke="#ffffff"/>'
        fits = next((words for words in (label, label.split(",")[0], "") if len(words) * 5.6 < width), "")
        yield f'<text x="{start + 5}" y="{_WORK_Y + 4}">{fits}</text>'


def _draw_scale(row: Row, x: _Scale) -> Iterator[str]:
    first = -(-int(row.start * 1000) // 10_000) * 10
    for seconds in range(first, int(row.end) + 1, 10):
        place = f'x="{x(seconds)}" y="{_WORK_Y + 22}"'
        yield f'<text {place} font-size="9" fill="#66717d">{_clock(seconds)}</text>'


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def _seconds(entry: Entry) -> float:
    return _number(entry["t"])


def _number(value: object) -> float:
    assert isinstance(value, (int, float))
    return float(value)
