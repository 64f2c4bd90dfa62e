"""From a runner's takes to a profile: own chains and thresholds, used only where they help.

Every take is judged without and with what all *other* takes taught (leave one out). A phrase understood less
often that way, or that takes another's take, is switched off, and all are judged again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice_coach.listening.acoustic.mel import Frames
from voice_coach.listening.acoustic.own_chain import OwnChain, own_chain
from voice_coach.listening.acoustic.recogniser import STEP_SAMPLES, AcousticRecogniser
from voice_coach.listening.calibrator import Calibrator
from voice_coach.listening.decision import evidence_of, needed_nats
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.personal.own_hearing import OwnHearing
from voice_coach.listening.personal.profile import PersonalPhrase, Profile
from voice_coach.listening.personal.take_checks import speech_in
from voice_coach.listening.recogniser import Hypothesis, Speech
from voice_coach.listening.segment import Segment
from voice_coach.listening.thresholds import Thresholds

FEWEST_TAKES = 2
"""With one take there's none to test with: the phrase stays off."""

Own = Mapping[str, Sequence[OwnChain]]


@dataclass(frozen=True, eq=False)
class Judge:
    """The shipped decider; ``recogniser`` without own chains."""

    grammar: Grammar
    recogniser: AcousticRecogniser
    calibrator: Calibrator
    thresholds: Thresholds


@dataclass(frozen=True, eq=False)
class PersonalTake:
    """A take's speech, posteriors and chain."""

    phrase: str
    segment: Segment
    posteriors: Frames
    chain: OwnChain | None


@dataclass(frozen=True)
class _Verdict:
    """What a take was heard as, its surplus, and whether that's right."""

    heard: str
    surplus: float
    right: bool

    @property
    def accepted(self) -> bool:
        return self.heard != "" and self.surplus >= 0


_NOTHING = _Verdict("", 0.0, False)


def home_state(grammar: Grammar, phrase: str) -> str:
    """The state a phrase is practised in: working, if it's heard there."""
    states = {state for one in grammar.phrases if one.text == phrase for state in one.states}
    return next(state for state in ("working", *grammar.states) if state in states)


def fit_profile(takes: Mapping[str, Sequence[Speech]], judge: Judge, model: int) -> Profile:
    """The profile from ``takes`` by phrase; ``model`` is the weights' fingerprint.

    Unknown phrases are left out.
    """
    known = {phrase.text for phrase in judge.grammar.phrases}
    return fit_takes(
        [
            take
            for phrase, sounds in takes.items()
            if phrase in known
            for sound in sounds
            if (take := take_of(phrase, sound, judge)) is not None
        ],
        judge,
        model,
    )


def fit_takes(heard: Sequence[PersonalTake], judge: Judge, model: int) -> Profile:
    phrases = list(dict.fromkeys(take.phrase for take in heard))
    before = [_verdict(take, {}, judge) for take in heard]
    off = {phrase for phrase in phrases if sum(take.phrase == phrase for take in heard) < FEWEST_TAKES}
    while True:
        on = frozenset(phrases) - off
        after = [_verdict(take, _without(take, heard, off), judge) for take in heard]
        worse = _worse(on, heard, before, after)
        if not worse:
            break
        off |= worse
    return Profile(model, tuple(_phrase(phrase, heard, before, after, phrase in on) for phrase in phrases))


def take_of(phrase: str, sound: Speech, judge: Judge) -> PersonalTake | None:
    """``judge``'s analysis of one take; None without speech, or if it's too long."""
    segment = speech_in(sound)
    if segment is None or segment.too_long:
        return None
    posteriors = judge.recogniser.posteriors(segment.samples)
    start, end = (
        (at - segment.first_sample) // STEP_SAMPLES for at in (segment.start_sample, segment.end_sample)
    )
    return PersonalTake(phrase, segment, posteriors, own_chain(posteriors, max(0, start), end + 1))


def _without(left_out: PersonalTake, takes: Sequence[PersonalTake], off: set[str]) -> Own:
    found: dict[str, list[OwnChain]] = {}
    for take in takes:
        if take is not left_out and take.phrase not in off and take.chain is not None:
            found.setdefault(take.phrase, []).append(take.chain)
    return found


def _verdict(take: PersonalTake, own: Own, judge: Judge) -> _Verdict:
    grammar, state = judge.grammar, home_state(judge.grammar, take.phrase)
    recogniser = judge.recogniser.with_own(own) if own else judge.recogniser
    recogniser.set_state(state)
    hypothesis: Hypothesis = recogniser.heard(take.posteriors)
    understood, said = grammar.understand(hypothesis.text, state), grammar.understand(take.phrase, state)
    if understood is None or said is None:
        return _NOTHING
    evidence = evidence_of(hypothesis, take.segment)
    log_odds = judge.calibrator.log_odds(evidence, state)
    needed = needed_nats(understood, state, grammar, judge.thresholds)
    right = (understood.command, understood.seconds, understood.value) == (
        said.command,
        said.seconds,
        said.value,
    )
    surplus = OwnHearing(grammar, frozenset(own))(understood, log_odds - needed, evidence)
    return _Verdict(understood.phrase.text, surplus, right)


def _worse(
    on: frozenset[str],
    takes: Sequence[PersonalTake],
    before: Sequence[_Verdict],
    after: Sequence[_Verdict],
) -> set[str]:
    """Phrases that are on and understood less, or heard for something else."""
    worse = {one for one in on if _understood(one, takes, after) < _understood(one, takes, before)}
    for was, now in zip(before, after, strict=True):
        if now.accepted and not now.right and now.heard in on and (was.right or not was.accepted):
            worse.add(now.heard)
    return worse


def _understood(phrase: str, takes: Sequence[PersonalTake], verdicts: Sequence[_Verdict]) -> int:
    own = (verdict for take, verdict in zip(takes, verdicts, strict=True) if take.phrase == phrase)
    return sum(verdict.right and verdict.accepted for verdict in own)


def _phrase(
    phrase: str,
    takes: Sequence[PersonalTake],
    before: Sequence[_Verdict],
    after: Sequence[_Verdict],
    on: bool,
) -> PersonalPhrase:
    own = [take for take in takes if take.phrase == phrase]
    return PersonalPhrase(
        text=phrase,
        takes=len(own),
        before=_understood(phrase, takes, before),
        after=_understood(phrase, takes, after),
        on=on,
        chains=tuple(take.chain for take in own if on and take.chain is not None),
    )
