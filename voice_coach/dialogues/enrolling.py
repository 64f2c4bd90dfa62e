"""What enrolment needs of the hearing: permission, the wish to stop, the profile."""

from __future__ import annotations

from dataclasses import dataclass

from voice_coach.dialogues.enrolment import (
    ONLY_ME,
    ONLY_ME_AGAIN,
    PERMISSION,
    PERMISSION_AGAIN,
    REFUSED,
    Booth,
    ask,
    means_stop,
)
from voice_coach.errors import MissingPartError
from voice_coach.listening.acoustic.recogniser import AcousticRecogniser, acoustic_model_path
from voice_coach.listening.calibrator import load_calibrator
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.decision import Decider
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.listener import Listener, fitted_decider
from voice_coach.listening.personal.fitting import Judge, fit_profile
from voice_coach.listening.personal.own_voice import own_takes_known, traits_of_takes
from voice_coach.listening.personal.profile import Profile, fingerprint, save_profile
from voice_coach.listening.personal.runners import Runner
from voice_coach.listening.personal.takes import TakeFolder
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.segment import Segment
from voice_coach.listening.thresholds import load_thresholds
from voice_coach.listening.voiceprint.encoder import load_voice_encoder

_STATE = "working"
_FEWEST_TAKES = 6
_LEAST_KNOWN = 0.95
"""Share of the runner's takes that the others must know before they may rely on it."""
_AGREED = "The runner agreed that takes of their voice are kept in this folder.\n"


@dataclass(frozen=True, eq=False)
class Enrolling:
    """The built-in recogniser as shipped, and what decides about it."""

    grammar: Grammar
    recogniser: AcousticRecogniser
    decider: Decider

    @classmethod
    def open(cls) -> Enrolling:
        """Raises MissingPartError, InputError."""
        grammar = load_grammar("en")
        recogniser = open_recogniser("acoustic", grammar, _STATE)
        if not isinstance(recogniser, AcousticRecogniser):
            raise MissingPartError("The built-in recogniser isn't here.", code="no-recognizer")
        return cls(grammar, recogniser, fitted_decider("acoustic", grammar))

    def agreed(self, booth: Booth, runner: Runner, *, yes: bool) -> bool:
        """Whether takes may be kept: asked once and remembered. Raises OutputError."""
        if runner.permission.is_file():
            return True
        if not yes:
            listener = Listener(self.recogniser.with_own({}), self.grammar, "confirm")
            if ask(booth, listener, PERMISSION, PERMISSION_AGAIN) != "yes":
                booth.say(REFUSED)
                return False
        runner.agree(_AGREED)
        return True

    def is_stop(self, segment: Segment) -> bool:
        """Whether it's surely the command to stop."""
        return means_stop(self.recogniser.with_own({}), self.decider, segment)

    def only_me_wanted(self, booth: Booth, takes: TakeFolder) -> bool:
        """Asks whether only the runner is to be obeyed, if nearly all their takes would pass."""
        encoder = load_voice_encoder()
        known, count = own_takes_known(traits_of_takes(takes, encoder), encoder)
        if known < _LEAST_KNOWN * count or count < _FEWEST_TAKES:
            return False
        listener = Listener(self.recogniser.with_own({}), self.grammar, "confirm")
        return ask(booth, listener, ONLY_ME, ONLY_ME_AGAIN) == "yes"

    def fit(self, runner: Runner, takes: TakeFolder) -> Profile:
        """Of all takes, kept in the runner's folder. Raises OutputError."""
        calibrator, thresholds = load_calibrator("acoustic"), load_thresholds("acoustic")
        judge = Judge(self.grammar, self.recogniser, calibrator, thresholds)
        sounds = {phrase: takes.read(phrase) for phrase in takes.phrases()}
        profile = fit_profile(sounds, judge, fingerprint(acoustic_model_path()))
        if profile.phrases:
            save_profile(profile, runner.profile)
        return profile
