"""Carries out what a session wants: sound on the mixer, lines in the journal."""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Callable, Iterable

from voice_coach.audio.mixer import Bus, Mixer
from voice_coach.audio.sample_time import to_frames
from voice_coach.playing.ducking import Ducking
from voice_coach.playing.journal_order import JournalInOrder
from voice_coach.playing.moments import Said
from voice_coach.playing.sounds import Sounds, words_per_minute
from voice_coach.session.actions import (
    Action,
    CancelCues,
    CancelSpeech,
    DuckCoach,
    Finish,
    Log,
    PlayCue,
    PlayMusic,
    RestoreCoach,
    Say,
    SetCoachLevel,
)
from voice_coach.session.machine import Session

SPEECH_FADE_FRAMES = to_frames(0.03)
MUSIC_FADE_OUT_FRAMES = to_frames(1.5)
"""Under the closing chime, so the music doesn't break off with it."""
_CUES_THAT_MAY_SOUND = 8


class Stage:
    """Does what ``session`` asks for, and tells subscribers what's said."""

    def __init__(self, session: Session, sounds: Sounds, mixer: Mixer, journal: JournalInOrder) -> None:
        self.mixer = mixer
        self.finish_frame: int | None = None
        """Once the session's end is known."""
        self._session = session
        self._sounds = sounds
        self._journal = journal
        self._ducking = Ducking(mixer, session.speaks_at)
        self._hearers: list[Callable[[Said], None]] = []
        self._speech_handle: int | None = None
        self._cue_handles: deque[int] = deque(maxlen=_CUES_THAT_MAY_SOUND)

    @property
    def is_over(self) -> bool:
        """Nothing is left to mix."""
        return self.finish_frame is not None and self.mixer.position >= self.finish_frame

    def subscribe(self, hearer: Callable[[Said], None]) -> Callable[[], None]:
        """Tell ``hearer`` what's said, until the returned function is called."""
        self._hearers = [*self._hearers, hearer]

        def end() -> None:
            self._hearers = [kept for kept in self._hearers if kept is not hearer]

        return end

    def twin(self, session: Session, journal: JournalInOrder) -> Stage:
        """The same state, unheard, for the session's twin."""
        twin = copy.copy(self)
        twin.mixer = self.mixer.copy()
        twin._session, twin._journal = session, journal
        twin._ducking = self._ducking.on(twin.mixer, session.speaks_at)
        twin._hearers = []
        twin._cue_handles = self._cue_handles.copy()
        return twin

    def go_on_as(self, twin: Stage) -> None:
        """Become ``twin``, keeping journal and hearers."""
        self.mixer, self.finish_frame, self._session = twin.mixer, twin.finish_frame, twin._session
        self._ducking = twin._ducking
        self._speech_handle, self._cue_handles = twin._speech_handle, twin._cue_handles

    def say_what_sounds(self) -> None:
        """Tell the hearers of the present sentence."""
        speaking = self._session.state.speaking
        if speaking is not None:
            sentence, rate = speaking.sentence, words_per_minute(self._session.state.pace)
            clip = self._sounds.prompts.clip(sentence.text, rate, sentence.passage)
            self._tell(Said(speaking.start_frame, sentence.text, clip))

    def do(self, actions: Iterable[Action]) -> None:
        """Carry out ``actions``, each at its frame."""
        for action in actions:
            self._do_one(action)

    def _do_one(self, action: Action) -> None:
        mixer = self.mixer
        match action:
            case Say(text, pace, at, passage):
                clip = self._sounds.prompts.clip(text, words_per_minute(pace), passage)
                self._speech_handle = mixer.play(clip, at, bus=Bus.SPEECH)
                self._tell(Said(at, text, clip))
                self._ducking.speech(at, at + clip.frames)
            case PlayCue(name, at):
                self._cue_handles.append(mixer.play(self._sounds.cues.clip(name), at, bus=Bus.CUE))
                self._journal.add(at, "cue", {"name": name})
            case CancelSpeech(at):
                if self._speech_handle is not None:
                    mixer.cancel(self._speech_handle, at, SPEECH_FADE_FRAMES)
                self._tell(Said(at))
                self._ducking.speech_over(at)
            case CancelCues(at):
                for handle in self._cue_handles:
                    mixer.cancel(handle, at, SPEECH_FADE_FRAMES)
                self._cue_handles.clear()
                self._journal.forget_cues_from(at)
            case SetCoachLevel(gain_db, at):
                self._ducking.set_coach_level(gain_db, at)
            case DuckCoach(at, until):
                self._ducking.duck_coach(at, until)
            case RestoreCoach(at):
                speaking = self._session.state.speaking
                self._ducking.restore_coach(at, 0 if speaking is None else speaking.end_frame)
            case PlayMusic(playing, at):
                (mixer.resume_source if playing else mixer.pause_source)(at)
            case Log(event, at, fields):
                self._journal.add(at, event, fields)
            case Finish(at):
                self.finish_frame = at
                fade_frames = min(at - mixer.position, MUSIC_FADE_OUT_FRAMES)
                mixer.pause_source(at - fade_frames, fade_frames)

    def _tell(self, said: Said) -> None:
        for hearer in self._hearers:
            hearer(said)
