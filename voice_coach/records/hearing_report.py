"""How well each phrase was heard in recent sessions, and advice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from voice_coach.listening.grammar import Grammar
from voice_coach.records.past_session import PastSession, PhraseHeard

GOOD_SHARE = 0.8
_FEWEST_TIMES = 3
_FEWEST_IN_ALL = 8
_MOST_ADVICE = 3


@dataclass(frozen=True)
class PhraseReport:
    """``threshold``: nats it's harder for the runner now."""

    phrase: str
    command: str
    accepted: int
    unsure: int
    undone: int
    again: int
    threshold: float

    @property
    def times(self) -> int:
        return self.accepted + self.unsure

    @property
    def share(self) -> float:
        """Accepted and not undone, of all heard as the phrase."""
        return max(0, self.accepted - self.undone) / self.times if self.times else 1.0

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "share": round(self.share, 3)}


def phrase_reports(
    sessions: Sequence[PastSession], grammar: Grammar, learnt: Mapping[str, float]
) -> tuple[PhraseReport, ...]:
    """Worst first. ``learnt``: nats on thresholds."""
    counted: dict[str, PhraseHeard] = {}
    for session in sessions:
        for one in session.heard:
            phrase = grammar.without_address(one.phrase)
            counts = {
                "accepted": one.accepted,
                "unsure": one.unsure,
                "undone": one.undone,
                "again": one.again,
            }
            counted[phrase] = counted.get(phrase, PhraseHeard(phrase)).plus(**counts)
    found = []
    for phrase, one in counted.items():
        understood = grammar.understand(phrase)
        if understood is not None:
            shift = round(learnt.get(phrase, 0.0), 2)
            found.append(
                PhraseReport(
                    phrase, understood.command, one.accepted, one.unsure, one.undone, one.again, shift
                )
            )
    return tuple(sorted(found, key=lambda report: (report.share, -report.times, report.phrase)))


def advice(
    reports: Sequence[PhraseReport], grammar: Grammar, enrolled: Collection[str], runner: str = ""
) -> tuple[str, ...]:
    """Most useful first; may be empty.

    ``enrolled``: phrases that ``runner`` has taught.
    """
    poor = [one for one in reports if one.times >= _FEWEST_TIMES and one.share < GOOD_SHARE]
    found = []
    times = sum(one.times for one in reports)
    accepted = sum(one.accepted for one in reports)
    if times >= _FEWEST_IN_ALL and accepted / times < GOOD_SHARE / 2:
        found.append(
            "Hardly anything is understood: the microphone may be too quiet or too far. "
            "Check it with: voice-coach doctor"
        )
    to_enrol = []
    for one in poor[:_MOST_ADVICE]:
        if one.undone * 2 > one.accepted:
            found.append(f"“{one.phrase}” is often undone: it's heard when you didn't say it.")
        longer = longer_form(grammar, one.phrase)
        if longer is not None:
            found.append(f"Instead of “{one.phrase}” say “{longer}”: longer phrases are heard more reliably.")
        elif one.phrase not in enrolled:
            to_enrol.append(one.phrase)
        else:
            found.append(
                f"“{one.phrase}” is enrolled but poorly heard: say it as you did then, or enrol it again."
            )
    if to_enrol:
        who = f" --runner {runner!r}" if runner else ""
        found.append(
            f'Teach the coach how you say it: voice-coach enrol{who} --phrases "{",".join(to_enrol)}"'
        )
    return tuple(found)


def longer_form(grammar: Grammar, phrase: str) -> str | None:
    """The first longer phrase with the same meaning."""
    understood = grammar.understand(phrase)
    if understood is None or " " in phrase:
        return None
    meaning = (understood.command, understood.seconds, understood.value)
    return next(
        (
            other.text
            for other in grammar.phrases
            if " " in other.text
            and (other.command, other.seconds, other.value) == meaning
            and understood.phrase.states <= other.states
        ),
        None,
    )
