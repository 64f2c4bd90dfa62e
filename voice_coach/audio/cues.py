"""The cue sheet: short sounds by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from voice_coach.audio.clip import Clip
from voice_coach.audio.recipe import Recipe, load_recipe
from voice_coach.audio.synthesis import synthesise
from voice_coach.content import content_folder
from voice_coach.errors import InputError

CUE_NAMES = (
    "chime",
    "stroke",
    "hold_start",
    "breath_in",
    "breath_out",
    "half_way",
    "countdown",
    "end",
    "side_switch",
    "heard",
    "undone",
    "not_understood",
    "not_now",
    "paused",
    "resumed",
    "your_turn",
)
"""What sessions and enrolment play, in the order runners meet them; every sheet must have them."""


class CueSheet:
    """One folder's cues, synthesised when first used."""

    def __init__(self, recipes: dict[str, Recipe]) -> None:
        self._recipes = recipes
        self._clips: dict[str, Clip] = {}

    @classmethod
    def load(cls, folder: Path | None = None) -> CueSheet:
        """Read ``folder`` (default: the shipped ``audio_cues``). Raises InputError (``cue-invalid``,
        ``cue-missing``).
        """
        folder = content_folder("audio_cues") if folder is None else folder
        found = {path.stem: load_recipe(path) for path in sorted(folder.glob("*.yaml"))}
        missing = [name for name in CUE_NAMES if name not in found]
        if missing:
            raise InputError(
                f"{folder} has no recipe for {', '.join(missing)}.",
                hint="Each cue is a file such as chime.yaml.",
                code="cue-missing",
            )
        order = [*CUE_NAMES, *(name for name in found if name not in CUE_NAMES)]
        return cls({name: found[name] for name in order})

    def __iter__(self) -> Iterator[str]:
        return iter(self._recipes)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the session's first."""
        return tuple(self._recipes)

    def meaning(self, name: str, language: str = "en") -> str:
        """In ``language``, else its base language, English, or any."""
        meaning = self._recipe(name).meaning
        wanted = (language, language.partition("-")[0], "en")
        return next((meaning[key] for key in wanted if key in meaning), next(iter(meaning.values())))

    def clip(self, name: str) -> Clip:
        """Raises InputError (``cue-unknown``)."""
        if name not in self._clips:
            self._clips[name] = Clip(synthesise(self._recipe(name)))
        return self._clips[name]

    def _recipe(self, name: str) -> Recipe:
        recipe = self._recipes.get(name)
        if recipe is None:
            known = ", ".join(self._recipes)
            raise InputError(f"There is no cue called '{name}'.", hint=f"Known: {known}.", code="cue-unknown")
        return recipe
