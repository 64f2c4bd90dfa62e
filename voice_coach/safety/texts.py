"""What the safety screen says, read from ``routines/safety.LANGUAGE.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from voice_coach.errors import InputError
from voice_coach.routine.findings import raise_errors
from voice_coach.routine.library import Library, read_checked
from voice_coach.routine.yaml_source import plain


class ScreenTexts(NamedTuple):
    """``opening`` asks for everything at once, ``intro`` leads to the single questions. ``words`` are the
    phrases worth knowing, ``joiner`` stands between two areas, ``resting`` answers a wish to pause.
    ``listeners`` is said at the start of a file, to those who can't answer; ``keys`` names the keys for yes
    and no, to those who steer by keys alone; ``positions`` tells which positions are left out in pregnancy;
    ``hurried`` answers a no that came before the list was over.
    """

    opening: tuple[str, ...]
    intro: str
    questions: Mapping[str, str]
    cleared: str
    again: str
    verdicts: Mapping[str, str]
    words: str
    joiner: str
    resting: str
    listeners: tuple[str, ...] = ()
    keys: str = ""
    positions: str = ""
    hurried: str = ""

    def for_keys(self) -> ScreenTexts:
        """The same for a runner who steers by keys alone: it names keys instead of phrases."""
        if not self.keys:
            return self
        return self._replace(opening=(*self.opening[:-1], self.keys), intro=self.keys, words="")


def load_screen(library: Library) -> tuple[ScreenTexts, dict[str, str]]:
    """The screen's texts, and the areas as they are spoken, by name.

    Raises ``InputError``: ``no-screen`` where the language has none, ``routine-invalid`` for a damaged file.
    """
    paths = (folder / f"safety.{library.language}.yaml" for folder in library.folders)
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        problem = f"There are no safety questions in the language {library.language!r}."
        raise InputError(problem, hint="Take --language en.", code="no-screen")
    node, findings = read_checked(path, "safety")
    raise_errors(findings)
    assert node is not None
    whole = plain(node)
    lines = library.lines()
    given = {key: whole[key] for key in ScreenTexts._fields if key in whole}
    given["opening"] = tuple(whole["opening"])
    given["listeners"] = tuple(whole.get("listeners", ()))
    texts = ScreenTexts(**given, joiner=lines.get("and", ("and",))[0], resting=lines.get("paused", ("",))[0])
    spoken = {area: [text.area for text in library.texts(area).values()] for area in library.areas()}
    return texts, {area: names[0] for area, names in spoken.items() if names}
