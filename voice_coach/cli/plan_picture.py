"""A plan as a timeline (SVG): a bar a step, parts in colours, minutes on top."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from voice_coach.audio.whole_file import write_whole
from voice_coach.routine.plan import Plan
from voice_coach.routine.step_parts import step_parts
from voice_coach.session.ahead import session_seconds

_WIDTH, _LEFT, _TOP, _ROW = 1000, 190, 64, 22
_COLOURS = {
    "position": "#d5dce4",
    "sweep": "#9fd0bb",
    "search": "#ecd391",
    "hold": "#e8a08e",
}
_NAMES = {
    "position": "into position",
    "sweep": "rolling",
    "search": "finding the spot",
    "hold": "holding",
}


def write_picture(plan: Plan, path: Path) -> None:
    """Raises ``OutputError``, and nothing stays."""
    write_whole(path, picture(plan).encode("utf-8"))


def picture(plan: Plan) -> str:
    """The SVG's text."""
    total = session_seconds(plan)
    scale = (_WIDTH - _LEFT - 24) / total
    height = _TOP + _ROW * len(plan.steps) + 44
    title = f"{plan.title}: {round(total / 60)} minutes"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        'font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#1d2733">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="24" font-size="16" font-weight="bold">{escape(title)}</text>',
        *_minutes(total, scale, height),
        *_steps(plan, scale),
        *_legend(height - 12),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _minutes(total: float, scale: float, height: int) -> Iterator[str]:
    apart = 1 if total < 900 else 5
    for minute in range(0, int(total // 60) + 1, apart):
        x = _LEFT + minute * 60 * scale
        yield f'<line x1="{x:.1f}" y1="{_TOP - 12}" x2="{x:.1f}" y2="{height - 34}" stroke="#e6eaef"/>'
        yield f'<text x="{x:.1f}" y="{_TOP - 18}" text-anchor="middle" font-size="10">{minute} min</text>'


def _steps(plan: Plan, scale: float) -> Iterator[str]:
    for row, step in enumerate(plan.steps):
        name = step.script.area if step.side == "both" else f"{step.script.area}, {plan.lines[step.side][0]}"
        place = f'x="{_LEFT - 10}" y="{_TOP + row * _ROW + 14}"'
        yield f'<text {place} text-anchor="end">{escape(name)}</text>'
    for part in step_parts(plan):
        x, width, y = _LEFT + part.start * scale, part.seconds * scale, _TOP + part.step * _ROW
        yield (
            f'<rect x="{x:.1f}" y="{y + 3}" width="{width:.1f}" height="{_ROW - 6}" '
            f'fill="{_COLOURS[part.kind]}"><title>{_NAMES[part.kind]}, {part.seconds:.0f} s</title></rect>'
        )


def _legend(y: int) -> Iterator[str]:
    for index, (kind, name) in enumerate(_NAMES.items()):
        x = _LEFT + index * 150
        yield f'<rect x="{x}" y="{y - 11}" width="14" height="12" fill="{_COLOURS[kind]}"/>'
        yield f'<text x="{x + 20}" y="{y}">{name}</text>'
