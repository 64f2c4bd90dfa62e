"""Past sessions as SVG: minutes a week, and tightness by area. Sides differ by mark and line; everything is
in words too."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from voice_coach.looking_back.overview import SIDES, Overview, Tightness
from voice_coach.looking_back.table import short_date, summary

_WIDTH = 720
_LEFT, _RIGHT = 44, 16
_BARS, _LINES = 120, 80
_HEAD, _FOOT = 26, 26
_MOST_RATING = 10
_DASHES = {"left": "none", "right": "6 4", "both": "2 3"}


def picture(overview: Overview) -> str:
    """A whole file: black on white, with title and description."""
    charts = [weeks_chart(overview), *tightness_charts(overview)]
    heights = [_height_of(chart) for chart in charts]
    tops = [sum(heights[:number]) for number in range(len(charts))]
    placed = "".join(
        f'<g transform="translate(0 {top})">{chart.body}</g>\n'
        for top, chart in zip(tops, charts, strict=True)
    )
    told = " ".join((summary(overview), *(chart.told for chart in charts)))
    return _svg(placed, sum(heights), "Past sessions", told, background=True)


class Chart:
    """``body`` in SVG, ``told`` in words."""

    def __init__(self, title: str, told: str, body: str, height: int) -> None:
        self.title, self.told, self.body, self.height = title, told, body, height

    def alone(self) -> str:
        """The chart as its own SVG element."""
        return _svg(self.body, _height_of(self), self.title, self.told, background=False)


def weeks_chart(overview: Overview) -> Chart:
    """Minutes a week as bars, with the number of sessions."""
    most = max((week.minutes for week in overview.weeks), default=0) or 1
    step = _step(len(overview.weeks))
    bars = []
    for number, week in enumerate(overview.weeks):
        high = round(_BARS * 0.85 * week.minutes / most, 1)
        x, y = round(_LEFT + step * (number + 0.2), 1), round(_HEAD + _BARS - high, 1)
        bars.append(f'<rect x="{x}" y="{y}" width="{step * 0.6:.1f}" height="{high}" fill="currentColor"/>')
        if week.sessions:
            bars.append(_text(x + step * 0.3, y - 4, f"{week.sessions}", "middle"))
    title = "Minutes a week; above each bar how many sessions"
    axis = _text(_LEFT - 6, _HEAD + _BARS * 0.15 + 4, f"{most:.0f}", "end") + _text(
        _LEFT - 6, _HEAD + _BARS, "0", "end"
    )
    body = _text(0, 16, title) + axis + _base(_HEAD + _BARS) + "".join(bars)
    told = f"Minutes a week, from {overview.weeks[0].monday}: " + ", ".join(
        f"{week.minutes:.0f}" for week in overview.weeks
    )
    return Chart(title, f"{told}.", body + _dates(overview, _HEAD + _BARS), _BARS)


def tightness_charts(overview: Overview) -> list[Chart]:
    by_area: dict[str, list[Tightness]] = {}
    for one in overview.tightness:
        by_area.setdefault(one.area, []).append(one)
    return [_area_chart(overview, area, found) for area, found in by_area.items()]


def _area_chart(overview: Overview, area: str, found: Sequence[Tightness]) -> Chart:
    named = {"left": "left: line, circles", "right": "right: dashes, squares", "both": "both: dots, diamonds"}
    title = f"{area}, how tight, one to ten ({'; '.join(named[one.side] for one in found)})"
    scale = "".join(_text(_LEFT - 6, _y(value) + 4, f"{value}", "end") for value in (1, _MOST_RATING))
    drawn = "".join(_line(one, len(overview.weeks)) for one in found)
    told = "; ".join(
        f"{area}, {one.side}: "
        + ", ".join("none" if value is None else f"{value:g}" for value in one.ratings)
        for one in found
    )
    body = _text(0, 16, title) + scale + _base(_HEAD + _LINES) + drawn + _dates(overview, _HEAD + _LINES)
    return Chart(title, f"{told}.", body, _LINES)


def _line(one: Tightness, weeks: int) -> str:
    step, shift = _step(weeks), 3 * SIDES.index(one.side) - 3
    points = [
        (round(_LEFT + step * (number + 0.5) + shift, 1), _y(value))
        for number, value in enumerate(one.ratings)
        if value is not None
    ]
    path = " ".join(f"{x},{y}" for x, y in points)
    line = (
        f'<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-dasharray="{_DASHES[one.side]}"/>'
    )
    return line + "".join(_mark(one.side, x, y) for x, y in points)


def _mark(side: str, x: float, y: float) -> str:
    if side == "left":
        return f'<circle cx="{x}" cy="{y}" r="4" fill="currentColor"/>'
    turned = f' transform="rotate(45 {x} {y})"' if side == "both" else ""
    return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="currentColor"{turned}/>'


def _y(rating: float) -> float:
    return round(_HEAD + _LINES * (1 - (rating - 1) / _MOST_RATING), 1)


def _step(weeks: int) -> float:
    return (_WIDTH - _LEFT - _RIGHT) / max(1, weeks)


def _dates(overview: Overview, y: float) -> str:
    step = _step(len(overview.weeks))
    every = max(1, round(len(overview.weeks) / 12))
    return "".join(
        _text(_LEFT + step * (number + 0.5), y + 16, short_date(week.monday), "middle")
        for number, week in enumerate(overview.weeks)
        if number % every == 0
    )


def _base(y: float) -> str:
    return f'<path d="M{_LEFT} {y}H{_WIDTH - _RIGHT}" stroke="currentColor"/>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _height_of(chart: Chart) -> int:
    return _HEAD + chart.height + _FOOT


def _svg(body: str, height: int, title: str, told: str, *, background: bool) -> str:
    paper = f'<rect width="{_WIDTH}" height="{height}" fill="white"/>' if background else ""
    ink = ' color="black"' if background else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"{ink} '
        f'font-family="sans-serif" font-size="13">\n<title>{escape(title)}</title>\n'
        f'<desc>{escape(told)}</desc>\n{paper}<g fill="currentColor">{body}</g>\n</svg>\n'
    )
