"""The safety screen's texts, from ``routines/safety.LANGUAGE.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from voice_coach.errors import InputError
from voice_coach.routine.findings import raise_errors
from voice_coach.routine.library import Library, read_checked
from voice_coach.routine.yaml_source import plain


class ScreenTexts(NamedTuple):
    """``opening`` asks everything, ``intro`` leads to single questions; ``words``: phrases worth knowing;
    ``resting`` answers a pause; ``listeners`` opens a file; ``keys``: those for yes and no; ``positions``:
    left out in pregnancy; ``hurried`` answers an early no.
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
        """With keys instead of phrases."""
        if not self.keys:
            return self
        return self._replace(opening=(*self.opening[:-1], self.keys), intro=self.keys, words="")


def load_screen(library: Library) -> tuple[ScreenTexts, dict[str, str]]:
    """Areas by name, as spoken. Raises ``InputError``: ``no-screen``, ``routine-invalid``."""
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
