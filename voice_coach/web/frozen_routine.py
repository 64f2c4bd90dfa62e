"""What a phone needs of a routine and a language: plans, grammar, pronunciations, safety questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from voice_coach.errors import InputError, MissingPartError
from voice_coach.listening.choose import open_lexicon
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.pronunciation import Lexicon
from voice_coach.playing.assemble import Choices, Folders, plan_for
from voice_coach.routine.insights import insights_of
from voice_coach.routine.library import Library
from voice_coach.routine.loader import folders_of
from voice_coach.routine.plan import Level, Plan
from voice_coach.safety.screen import CLEARED, LEFT_OUT, QUESTIONS, ScreenResult, outcome_of
from voice_coach.safety.texts import ScreenTexts, load_screen
from voice_coach.web.fewer_wordings import INSIGHTS, fewer_wordings

Plans = Mapping[str, Mapping[str, Plan]]


@dataclass(frozen=True)
class Language:
    """``lexicon`` is None if the recogniser doesn't know the language."""

    grammar: Grammar
    lexicon: Lexicon | None
    screen: ScreenTexts
    area_names: Mapping[str, str]

    @property
    def frozen(self) -> Mapping[str, object]:
        """What ``phone.boot`` thaws."""
        return {"grammar": self.grammar, "lexicon": self.lexicon, "screen": (self.screen, self.area_names)}


def language_for(language: str, library: Library) -> Language:
    """Raises ``InputError`` without phrases or safety questions."""
    grammar = load_grammar(language)
    texts, area_names = load_screen(library)
    try:
        lexicon: Lexicon | None = open_lexicon(grammar)
    except MissingPartError:
        lexicon = None
    return Language(grammar, lexicon, texts, area_names)


def plans_for(
    choices: Choices, folders: Folders, spoken: Language, lines: Mapping[str, str], levels: Sequence[Level]
) -> Plans:
    """A routine's plans by level and by areas left out for safety, with fewer wordings and more insights, of
    which each session chooses; ``lines`` are the phone's own, added or replacing."""
    found: dict[str, dict[str, Plan]] = {}
    known = insights_of(Library(choices.language, folders_of(choices.routine, folders.routines)))
    for level in levels:
        plans = {}
        for outcome in _outcomes(spoken):
            try:
                wish = outcome.apply(choices.wish)
                plan = plan_for(replace(choices, level=level, wish=wish), folders)
            except InputError:
                if not outcome.left_out:
                    raise
                continue  # Nothing would be left: such answers get no session of this routine.
            own = {key: (text,) for key, text in lines.items()}
            areas = {step.area for step in plan.steps}
            fitting = [one for one in known if not one.areas or set(one.areas) & areas]
            plan = replace(plan, lines={**plan.lines, **own}, insights=tuple(fitting[:INSIGHTS]))
            plans[",".join(outcome.left_out)] = fewer_wordings(plan)
        found[level] = plans
    return found


def _outcomes(spoken: Language) -> Iterator[ScreenResult]:
    """Every set of areas that a session's safety answers can leave out, once."""
    seen: dict[tuple[str, ...], ScreenResult] = {}
    for count in range(len(LEFT_OUT) + 1):
        for keys in combinations(LEFT_OUT, count):
            answers = {**dict.fromkeys(QUESTIONS, False), **dict.fromkeys(keys, True), CLEARED: True}
            outcome = outcome_of(answers, spoken.screen, spoken.area_names)
            seen.setdefault(outcome.left_out, outcome)
    return iter(seen.values())
