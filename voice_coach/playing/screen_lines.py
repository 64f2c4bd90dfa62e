"""The lines of the safety questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, combinations

from voice_coach.errors import InputError
from voice_coach.routine.library import Library
from voice_coach.safety.screen import LEFT_OUT, POSTURES_OUT
from voice_coach.safety.texts import ScreenTexts, load_screen


def screen_lines(library: Library) -> Iterator[str]:
    """With every verdict; none in a language without safety questions."""
    try:
        texts, area_names = load_screen(library)
    except InputError:
        return
    yield from (*texts.opening, texts.intro, *texts.questions.values(), texts.cleared, texts.again)
    yield from (text for key, text in texts.verdicts.items() if key != "go_without")
    yield from _left_out(texts, lambda area: area_names.get(area, area))
    yield from (texts.words, texts.keys, texts.hurried)


def _left_out(texts: ScreenTexts, spoken: Callable[[str], str]) -> Iterator[str]:
    """For every set of answers that takes areas out."""
    for count in range(1, len(LEFT_OUT) + 1):
        for keys in combinations(LEFT_OUT, count):
            areas = dict.fromkeys(chain.from_iterable(LEFT_OUT[key] for key in keys))
            names = f" {texts.joiner} ".join(spoken(area) for area in areas)
            says = texts.verdicts["go_without"].format(areas=names)
            yield f"{says} {texts.positions}" if texts.positions and POSTURES_OUT.keys() & set(keys) else says
