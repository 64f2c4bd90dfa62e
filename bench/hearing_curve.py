"""The embedded recogniser's operating curve: a table in docs/measurements/hearing.md and a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench.hearing_material import HOME

if TYPE_CHECKING:
    from bench.hearing_counts import Counts

_DOCS = Path(__file__).resolve().parents[1] / "docs"
_BEGIN, _END = "<!-- curve: written by python -m bench.hearing --curve -->", "<!-- end of curve -->"
_WIDTH, _HEIGHT, _EDGE = 640, 360, 56


def write(points: Sequence[tuple[float, Counts]]) -> None:
    """Write the table between its marks in the page, and the picture beside it.

    Each point is a shift of every threshold, in nats, and what is heard with it.
    """
    rows = [_row(shift, counts) for shift, counts in points]
    heads = ("thresholds", "commands right", "wrong", "false an hour, talk and noise", "isolated words taken")
    lines = [f"| {' | '.join(heads)} |", "|---|---|---|---|---|"]
    for shift, right, wrong, total, false, words in rows:
        share = f"{right} of {total} ({100 * right / total:.0f} %)"
        lines.append(f"| {shift:+.1f} | {share} | {wrong} | {false:.1f} | {words:.1f} % |")
    page = _DOCS / "measurements" / "hearing.md"
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(_BEGIN)
    after = rest.split(_END)[1]
    page.write_text(f"{before}{_BEGIN}\n" + "\n".join(lines) + f"\n{_END}{after}", encoding="utf-8")
    curve = [(false, 100 * right / total, shift) for shift, right, _, total, false, _ in rows]
    (_DOCS / "measurements" / "hearing-curve.svg").write_text(_picture(curve), encoding="utf-8")


def _row(shift: float, counts: Counts) -> tuple[float, int, int, int, float, float]:
    by_state: dict[str, list[str]] = {}
    for word, state in HOME.items():
        by_state.setdefault(state, []).append(word)
    sums = [
        sum(values) for values in zip(*(counts.answered(words) for words in by_state.values()), strict=True)
    ]
    hours = sum(take.seconds for take in counts.takes if take.kind in ("talk", "noise")) / 3600
    false = len(counts.false(lambda take: take.kind in ("talk", "noise"))[0]) / hours
    words, count = counts.false(lambda take: take.kind == "word")
    return shift, sums[0], sums[1], sums[2], false, 100 * len({row.take for row in words}) / count


def _picture(curve: Sequence[tuple[float, float, float]]) -> str:
    """A plain SVG: false commands an hour across, real commands understood upwards."""
    most = max(10.0, *(false for false, _, _ in curve))
    at = [
        (_EDGE + false / most * (_WIDTH - 2 * _EDGE), _HEIGHT - _EDGE - right / 100 * (_HEIGHT - 2 * _EDGE))
        for false, right, _ in curve
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    marks = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/><text x="{x + 6:.1f}" y="{y + 14:.1f}">{shift:+.1f}</text>'
        for (x, y), (_, _, shift) in zip(at, curve, strict=True)
    )
    right, base = _WIDTH - _EDGE, _HEIGHT - _EDGE
    rise, run = base - _EDGE, right - _EDGE
    ticks = "".join(
        f'<text x="{_EDGE - 34}" y="{base - share / 100 * rise + 4:.0f}">{share} %</text>'
        for share in (0, 25, 50, 75, 100)
    ) + "".join(
        f'<text x="{_EDGE + part * run - 8:.0f}" y="{base + 18}">{part * most:.0f}</text>'
        for part in (0, 0.25, 0.5, 0.75, 1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12" aria-labelledby="title desc">'
        '<title id="title">Operating curve of the embedded recogniser</title>'
        '<desc id="desc">Share of real commands understood against false commands an hour, one point for '
        "each shift of the thresholds. The table beside it has the figures.</desc>"
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>'
        f'<path d="M{_EDGE},{_EDGE} V{base} H{right}" fill="none" stroke="black"/>{ticks}'
        f'<text x="{_WIDTH / 2 - 90:.0f}" y="{_HEIGHT - 14}">false commands an hour</text>'
        f'<text x="14" y="{_EDGE - 16}">real commands understood</text>'
        f'<polyline points="{path}" fill="none" stroke="#06c" stroke-width="2"/>'
        f'<g fill="#06c">{marks}</g></svg>\n'
    )
