"""What a runner can do with the phone's ears besides a session: teach them their voice, and practise.

The dialogues are the computer's. No take is kept here, only what they taught.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from voice_coach.dialogues.enrolment import enrolment, means_stop, phrases_to_enrol, report
from voice_coach.dialogues.practice import exercises, practising
from voice_coach.dialogues.turns import Dialogue, Say
from voice_coach.listening.acoustic.recogniser import acoustic_model_path
from voice_coach.listening.calibrator import load_calibrator
from voice_coach.listening.listener import Listener, fitted_decider
from voice_coach.listening.personal.fitting import Judge, fit_profile
from voice_coach.listening.personal.profile import Profile, fingerprint
from voice_coach.listening.recogniser import Speech
from voice_coach.listening.thresholds import load_thresholds
from voice_coach.web.phone.hearing import Hearing

TAKES = 3
PRACTISED = ("next", "pause", "longer")
MOMENT = "One moment."
LEFT = "We leave it there. I keep what I have learnt."
_ENGINE, _STATE = "acoustic", "working"


def teaching(
    hearing: Hearing, keep: Callable[[Profile], None], phrases: Sequence[str] = ()
) -> Dialogue[None]:
    """Enrolment; ``keep`` gets what the takes taught. ``phrases``: by default those of the computer."""
    grammar, recogniser = hearing.grammar, hearing.untaught(_STATE)
    decider = fitted_decider(_ENGINE, grammar)
    takes: dict[str, list[Speech]] = {}
    ended = yield from enrolment(
        grammar,
        phrases_to_enrol(grammar, phrases),
        TAKES,
        lambda phrase: len(takes.get(phrase, ())),
        lambda phrase, sound: takes.setdefault(phrase, []).append(sound),
        lambda segment: means_stop(recogniser, decider, segment),
        LEFT,
    )
    if not takes:
        return
    yield Say(MOMENT)
    judge = Judge(grammar, recogniser, load_calibrator(_ENGINE), load_thresholds(_ENGINE))
    profile = fit_profile(takes, judge, fingerprint(acoustic_model_path()))
    if profile.phrases:
        keep(profile)
    if not ended.stopped:
        for text in report(profile):
            yield Say(text)


def practice(hearing: Hearing) -> Dialogue[None]:
    """Three phrases, heard as in a session."""
    listener = Listener(hearing.recogniser, hearing.grammar, _STATE, adjust=hearing.own)
    yield from practising(listener, exercises(hearing.grammar, PRACTISED, _STATE))


def saying(texts: Sequence[str]) -> Dialogue[None]:
    """Why there's nothing to be done."""
    for text in texts:
        yield Say(text)
