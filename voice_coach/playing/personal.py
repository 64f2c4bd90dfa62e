"""The runner's voice profile and learnt thresholds, for a session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from voice_coach.errors import InputError

if TYPE_CHECKING:
    from voice_coach.listening.acoustic.own_chain import OwnChain
    from voice_coach.listening.grammar import Grammar
    from voice_coach.listening.learning import Learning
    from voice_coach.listening.personal.own_hearing import OwnHearing
    from voice_coach.listening.personal.profile import Profile
    from voice_coach.listening.personal.runners import Runner


@dataclass(frozen=True, eq=False)
class Personal:
    """``profile`` is for the built-in recogniser; ``learnt`` a file, or None to learn nothing; ``named_by``:
    how `start` found out who it is, if it asked.
    """

    runner: Runner | None = None
    profile: Profile | None = None
    learnt: Path | None = None
    notes: tuple[str, ...] = field(default=())
    """For the runner to know."""
    named_by: str = ""

    @property
    def name(self) -> str:
        return "" if self.runner is None else self.runner.name

    def chains(self, recognizer: str) -> Mapping[str, Sequence[OwnChain]]:
        """By phrase, for the recogniser."""
        fits = self.profile is not None and recognizer in ("auto", "acoustic")
        return self.profile.chains if fits and self.profile is not None else {}

    def hearing(self, engine: str, grammar: Grammar, learning: Learning | None = None) -> OwnHearing:
        """For the recogniser that was opened."""
        from voice_coach.listening.personal.own_hearing import OwnHearing

        enrolled = self.profile.chains if self.profile is not None and engine == "acoustic" else ()
        return OwnHearing(grammar, frozenset(enrolled), learning)

    def unused(self, engine: str) -> str:
        """A sentence if ``engine`` can't use the profile, else empty."""
        if self.profile is None or engine == "acoustic":
            return ""
        return f"{self.name}'s voice profile is for the built-in recogniser; {engine} doesn't use it."


def personal_hearing(name: str | None, home: Path, *, may_be_new: bool = False) -> Personal:
    """For ``name``, or the only runner enrolled in ``home``.

    A damaged or foreign profile is reported, not used. Raises InputError (`runner-name`; `no-such-runner`,
    unless they ``may_be_new``).
    """
    from voice_coach.content import content_folder
    from voice_coach.listening.personal.profile import fingerprint, load_profile
    from voice_coach.listening.personal.runners import NOBODY, chosen_runner

    runner = chosen_runner(name, home, may_be_new=may_be_new)
    if runner is None:
        off = name is not None and name.strip().casefold() == NOBODY
        return Personal(learnt=None if off else home / "learnt.json")
    if not runner.enrolled:
        return Personal(runner, None, runner.learnt)
    notes: tuple[str, ...] = ()
    profile: Profile | None = None
    try:
        profile = load_profile(runner.profile)
        if profile.model != fingerprint(content_folder("models") / "en" / "acoustic.npz"):
            profile = None
            notes = (
                f"{runner.name}'s voice profile was made for another model and isn't used. "
                f"Remake it from the recordings: voice-coach enrol --runner {runner.name!r}",
            )
    except InputError as error:
        notes = (str(error),)
    return Personal(runner, profile, runner.learnt, notes)
