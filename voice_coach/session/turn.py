"""One call of the session: its state and the actions gathered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from voice_coach.routine.plan import Step
from voice_coach.session.actions import (
    Action,
    CancelCues,
    CancelSpeech,
    DuckCoach,
    Log,
    PlayCue,
    RestoreCoach,
    Say,
)
from voice_coach.session.setting import Setting
from voice_coach.session.state import Clock, Phase, Sentence, SessionState, Speaking

BREATH_BEFORE_SPEECH_SECONDS = 0.12
LONGEST_WAIT_FOR_CUE_SECONDS = 0.9
"""Longer ones ring on under the words."""
WAIT_FOR_PART_SECONDS = 0.5
"""For cues that end and open a part."""
_OF_PARTS = frozenset({"chime", "end", "side_switch"})
PAUSE_BETWEEN_SENTENCES_SECONDS = 0.3
LONGEST_DUCK_SECONDS = 3.0
"""A longer voice is a radio."""


class Turn:
    """Methods change ``state`` and append to ``actions``. ``number``: the command's."""

    def __init__(self, setting: Setting, state: SessionState, now: int) -> None:
        self.number: int | None = None
        self.setting = setting
        self.state = state
        self.now = now
        self.actions: list[Action] = []

    def change(self, **fields: Any) -> None:
        self.state = self.state.changed(**fields)

    def log(self, event: str, **fields: object) -> None:
        self.actions.append(Log(event, self.now, fields))

    def enter(self, phase: Phase, texts: Iterable[str] = (), seconds: float | None = None) -> None:
        """Begin ``phase`` with ``texts``; ``seconds`` None: it lasts as long as they do."""
        length = None if seconds is None else self.setting.frames(seconds)
        self.change(phase=phase, clock=Clock(length), guide=())
        self.log("phase_started", phase=phase)
        self.guide(texts)

    @property
    def step(self) -> Step:
        return self.setting.step(min(self.state.step, len(self.setting.plan.steps) - 1))

    def line(self, key: str, **fields: object) -> str:
        """In its least-used variant; may be empty."""
        return self.choose(self.setting.wording.variants(key)).format(**fields)

    def memories(self, at: str) -> tuple[str, ...]:
        """What's to be said of earlier sessions ``at`` this place."""
        uses = self.state.uses
        found = [one for one in self.setting.plan.memories if one.at == at and one.wording not in uses]
        if found:
            self.change(uses={**uses, **{one.wording: 1 for one in found}})
        return tuple(one.text for one in found)

    def choose(self, variants: Sequence[str]) -> str:
        """The least chosen, so none comes twice before all have."""
        chosen = self.setting.wording.least_used(variants, self.state.uses)
        if chosen:
            self.change(uses={**self.state.uses, chosen: self.state.uses.get(chosen, 0) + 1})
        return chosen

    # Cues

    def cue(self, name: str, *, after_sound: bool = False) -> None:
        """Now, or after earlier cues; words wait until it's over."""
        at = max(self.now, self.state.speech_from) if after_sound else self.now
        self.actions.append(PlayCue(name, at))
        sounding = self.setting.durations.cue_frames(name) + self.setting.frames(BREATH_BEFORE_SPEECH_SECONDS)
        longest = WAIT_FOR_PART_SECONDS if name in _OF_PARTS else LONGEST_WAIT_FOR_CUE_SECONDS
        wait = min(sounding, self.setting.frames(longest))
        self.change(
            speech_from=max(self.state.speech_from, at + wait),
            sound_until=max(self.state.sound_until, at + sounding),
        )

    def bed_cue(self, name: str) -> None:
        """Goes on under the words: strokes, breaths, countdown."""
        self.actions.append(PlayCue(name, self.setting.on_grid(self.now)))

    # Speech

    def hush(self) -> Sentence | None:
        """The journal keeps how far it got."""
        speaking = self.state.speaking
        if speaking is None:
            return None
        self.actions.append(CancelSpeech(self.now))
        if self.now > speaking.start_frame:
            self._log_speech(speaking, cut=True)
        self.change(speaking=None)
        return speaking.sentence

    def silence(self) -> None:
        """Cut speech and cues; guide sentences stay owed."""
        cut = self.hush()
        if cut is not None and cut.role == "guide":
            self.change(guide=(cut, *self.state.guide))
        self.actions.append(CancelCues(self.now))
        self.change(answers=(), speech_from=self.now)

    def guide(self, texts: Iterable[str]) -> None:
        """For a new phase; its clock waits."""
        said = tuple(text for text in texts if text)
        passage = said if len(said) > 1 else ()
        sentences = tuple(Sentence(text, "guide", holds_clock=True, passage=passage) for text in said)
        self.change(guide=self.state.guide + sentences)
        if sentences:
            self.change(last_said=tuple(sentence.text for sentence in sentences))

    def say_first(self, texts: Iterable[str]) -> None:
        """Before the new phase's own; its clock waits."""
        sentences = tuple(Sentence(text, "guide", holds_clock=True) for text in texts)
        self.change(guide=sentences + self.state.guide)

    def guide_meanwhile(self, texts: Iterable[str]) -> None:
        """While the new phase's clock runs."""
        said = tuple(text for text in texts if text)
        passage = said if len(said) > 1 else ()
        sentences = tuple(Sentence(text, "guide", passage=passage) for text in said)
        self.change(guide=self.state.guide + sentences)
        if sentences:
            self.change(last_said=tuple(sentence.text for sentence in sentences))

    def answer(self, *texts: str, holds_clock: bool = False) -> None:
        """A reply: before all other words, replacing older ones."""
        cut = self.hush()
        if cut is not None and cut.role == "guide":
            self.change(guide=(cut, *self.state.guide))
        said = tuple(text for text in texts if text)
        passage = said if len(said) > 1 else ()
        self.change(answers=tuple(Sentence(text, "answer", holds_clock, passage=passage) for text in said))

    def aside(self, text: str, room_frames: int) -> bool:
        """Whether it's said: only if nothing else is and it ends in ``room_frames``."""
        if not text or self.state.speaking is not None or self.state.answers:
            return False
        late = self.setting.on_grid(max(self.now, self.state.speech_from)) - self.now
        fits = late + self.setting.durations.speech_frames(text, self.state.pace) <= room_frames
        if fits:
            self.speak(Sentence(text, "aside"))
        return fits

    def speak(self, sentence: Sentence) -> None:
        pace, passage = self.state.pace, sentence.passage
        start = self.setting.on_grid(max(self.now, self.state.speech_from))
        end = start + self.setting.durations.speech_frames(sentence.text, pace, passage)
        self.actions.append(Say(sentence.text, pace, start, passage))
        for one in self.setting.plan.memories:
            if one.text == sentence.text and not sentence.said_again:
                self.actions.append(Log("memory", start, {"text": one.text, "from": one.when}))
        self.change(speaking=Speaking(sentence, start, end))

    def restore(self) -> None:
        """Silence again: the coach returns, and knows how much was masked."""
        since, speaking = self.state.ducked_since, self.state.speaking
        if since is None:
            return
        self.actions.append(RestoreCoach(self.now))
        self.change(ducked_since=None)
        if speaking is not None:
            masked = max(0, self.now - max(since, speaking.start_frame))
            self.change(speaking=replace(speaking, masked_frames=speaking.masked_frames + masked))

    def duck(self) -> None:
        """Step back from a voice, for a while, since it may be a radio."""
        if self.state.ducked_since is None:
            longest = self.now + self.setting.frames(LONGEST_DUCK_SECONDS)
            self.actions.append(DuckCoach(self.now, longest))
            self.change(ducked_since=self.now)

    def speech_ended(self, speaking: Speaking) -> None:
        self._log_speech(speaking, cut=False)
        text = speaking.sentence.text
        if text in self.state.owed:
            self.change(owed=tuple(owed for owed in self.state.owed if owed != text))
        self._say_again_if_masked(speaking)
        rest = self.setting.frames(PAUSE_BETWEEN_SENTENCES_SECONDS)
        self.change(
            speaking=None, quiet_since=self.now, speech_from=max(self.state.speech_from, self.now + rest)
        )

    def _say_again_if_masked(self, speaking: Speaking) -> None:
        """A sentence masked by over half is owed again; an aside is dropped."""
        sentence, masked = speaking.sentence, speaking.masked_frames
        if self.state.ducked_since is not None:
            masked += self.now - max(self.state.ducked_since, speaking.start_frame)
        if sentence.role == "aside" or sentence.said_again:
            return
        if 2 * masked > speaking.end_frame - speaking.start_frame:
            owed = (replace(sentence, said_again=True),)
            if sentence.role == "guide":
                self.change(guide=owed + self.state.guide)
            else:
                self.change(answers=owed + self.state.answers)

    def _log_speech(self, speaking: Speaking, *, cut: bool) -> None:
        end = self.now if cut else speaking.end_frame
        rate = self.setting.rate
        start_seconds, end_seconds = round(speaking.start_frame / rate, 6), round(end / rate, 6)
        self.log("speech", start=start_seconds, end=end_seconds, text=speaking.sentence.text, cut=cut)
