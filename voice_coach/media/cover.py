"""The cover: the session as a ring, a colour an area, thick where a spot is held.

At 100 pixels the ring and the minutes are readable.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from voice_coach.routine.estimate import estimate_seconds
from voice_coach.routine.plan import Plan
from voice_coach.routine.step_parts import step_parts

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

SIZE_PIXELS = 600
_OVERSAMPLING = 2
_DRAWN = SIZE_PIXELS * _OVERSAMPLING
_BACKGROUND = "#152238"
_TRACK = "#26354f"
_TEXT = "#ffffff"
_AREAS = ("#f4a259", "#5ab1bb", "#e56b6f", "#a5c882", "#b388eb", "#f7dd72", "#7ea8f8", "#ef9cda")
"""Different in lightness too; repeated beyond eight areas."""
_RADIUS = 0.40
_WIDTHS = {"position": 0.025, "sweep": 0.075, "search": 0.075, "hold": 0.125}
"""Of the ring's parts, as shares of the width, from the outer edge."""
_GAP_DEGREES = 1.2


def draw_cover(plan: Plan, minutes: str) -> bytes:
    """A square PNG of ``SIZE_PIXELS``: ring, time and title.

    ``minutes`` is the word under the number.
    """
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (_DRAWN, _DRAWN), _BACKGROUND)
    draw = ImageDraw.Draw(image)
    total = estimate_seconds(plan)
    _ring(draw, 0, 360, 0.075, _TRACK)
    colours = _colours(plan)
    for part in step_parts(plan):
        start, end = (360 * at / total for at in (part.start, part.start + part.seconds))
        if part.kind == "position":
            start += _GAP_DEGREES
        if end > start:
            _ring(draw, start, end, _WIDTHS[part.kind], colours[plan.steps[part.step].area])
    _write(draw, str(max(1, round(total / 60))), 0.43, 0.28, within=0.42)
    _write(draw, minutes, 0.615, 0.08, within=0.34)
    _write(draw, plan.title, 0.945, 0.07, within=0.92)
    small = image.reduce(_OVERSAMPLING).quantize(64)
    file = BytesIO()
    small.save(file, "PNG")
    return file.getvalue()


def _colours(plan: Plan) -> dict[str, str]:
    areas = list(dict.fromkeys(step.area for step in plan.steps))
    return {area: _AREAS[number % len(_AREAS)] for number, area in enumerate(areas)}


def _ring(draw: ImageDraw, start: float, end: float, width: float, colour: str) -> None:
    """An arc in degrees clockwise from the top."""
    middle_y = 0.45
    box = [_DRAWN * at for at in (0.5 - _RADIUS, middle_y - _RADIUS, 0.5 + _RADIUS, middle_y + _RADIUS)]
    draw.arc(box, start - 90, end - 90, fill=colour, width=round(_DRAWN * width))


def _write(draw: ImageDraw, text: str, y: float, size: float, *, within: float) -> None:
    """Centred ``text``, smaller than ``size`` if wider than ``within``."""
    from PIL import ImageFont

    font = ImageFont.load_default(_DRAWN * size)
    width = draw.textlength(text, font=font)
    if width > _DRAWN * within:
        font = ImageFont.load_default(_DRAWN * size * within / (width / _DRAWN))
    draw.text((_DRAWN / 2, _DRAWN * y), text, font=font, fill=_TEXT, anchor="mm")
