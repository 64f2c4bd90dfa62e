"""A visit in a browser: safety questions if due, then the session.

``render`` gives sound, ``hear`` takes the microphone, ``press`` a button; ``status`` is shown. One thread;
times are frames.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.sample_time import to_seconds
from voice_coach.listening.recogniser import Speech
from voice_coach.playing.ears import Ears
from voice_coach.playing.engine import Engine
from voice_coach.playing.moments import Heard, Said
from voice_coach.playing.second_thoughts import CommandWithdrawn
from voice_coach.playing.sounds import Cues, Prompts
from voice_coach.records.history import History, level_after, seed_after
from voice_coach.records.journal import JournalsTogether
from voice_coach.records.past_session import wordings_heard
from voice_coach.records.remembering import memory_of
from voice_coach.records.session_record import SessionRecord
from voice_coach.routine.plan import Plan
from voice_coach.safety.answers import AnswerStore
from voice_coach.safety.screen import Screen, ScreenResult, outcome_of
from voice_coach.safety.texts import ScreenTexts
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard, DeviceLost, DeviceReturned, Event, LineWanted
from voice_coach.web.phone.hearing import Hearing
from voice_coach.web.phone.played import InStep
from voice_coach.web.phone.screening import Screening
from voice_coach.web.phone.varied import varied

_MOST_FAULTS = 3
Tell = Callable[[str, str], None]
"""Gets a kind (``journal``, ``said``, ``kept``) and a text."""


class TellingJournal:
    """Lines as in the computer's journal."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        line = {"t": round(seconds, 6), "event": event, **fields}
        self._tell("journal", json.dumps(line, ensure_ascii=False))


class Visit:
    """``plans``: by level, then areas left out, comma-separated; ``folder``: answers and history;
    ``hearing``: None without ears.
    """

    def __init__(
        self,
        plans: Mapping[str, Mapping[str, Plan]],
        screen: tuple[ScreenTexts, Mapping[str, str]],
        sounds: tuple[Cues, Prompts],
        hearing: Hearing | None,
        folder: Path,
        tell: Tell,
        *,
        own_echo: bool = True,
        lines: tuple[str, ...] = (),
    ) -> None:
        """``own_echo``: remove the coach's sound ourselves. ``lines``: keys said first."""
        self._plans, self._cues, self._prompts = plans, sounds[0], sounds[1]
        self._texts, self._areas = screen
        self._hearing, self._own_echo = hearing, own_echo
        self._folder, self._tell, self._lines = folder, tell, lines
        self._record = SessionRecord()
        self._began = datetime.now(timezone.utc)
        self._engine: Engine | None = None
        self._played = InStep()
        self._ears: Ears | None = None
        self._faults, self._steps = 0, 0
        self._pending: list[Event] = []
        self._preface: Samples = np.zeros(0, np.float32)  # Said before the session begins.
        self.happened: list[tuple[int, str]] = []
        """Posted events as text, by frame, to replay the session."""
        self.finished = False
        self._answers = AnswerStore(folder / "safety.json")
        self._screening: Screening | None = None
        kept = self._answers.load()
        outcome = None if kept is None else outcome_of(kept, self._texts, self._areas)
        if outcome is not None and outcome.verdict == "go":
            self._begin(outcome)
        else:
            spoken = next(iter(next(iter(plans.values())).values())).lines
            first = tuple(spoken[key][0] for key in lines)
            screen_now = Screen(self._texts, self._areas)
            self._screening = Screening(screen_now, self._prompts, self._texts.words, first)
            self._screening.subscribe(self._say)
            self._lines = ()

    @property
    def engine(self) -> Engine | None:
        """Once the safety questions are over."""
        return self._engine

    def render(self, frames: int) -> Samples:
        """Float32 within full scale; fewer only at the end."""
        if self._engine is None:
            sound = self._ask(frames)
        elif len(self._preface):
            sound, self._preface = self._preface[:frames], self._preface[frames:]
        else:
            sound = self._engine.render(frames)
            if self._engine.finished and not self.finished:
                self._finish()
        return np.ascontiguousarray(sound, np.float32)

    def hear(self, samples: Speech, played: Speech) -> None:
        """16 kHz, int16; ``played`` meanwhile."""
        partner = self._engine or self._screening
        if self._hearing is None or self.finished or partner is None:
            return
        if self._ears is None:
            self._ears = self._hearing.ears(partner, self._played if self._own_echo else None)
        self._ears.attend(partner)
        self._played.give(played)
        try:
            self._ears.hear(samples)
        except Exception as error:  # Whatever went wrong, the session goes on.
            self._fail(error)

    def press(self, name: str, number: int | None = None) -> None:
        """Press a button: the command ``name``."""
        if self._engine is None:
            if self._screening is not None:
                self._screening.answer(name)
            return
        now = self._engine.position
        self._engine.post(CommandHeard(Command(name, number)), heard=Heard(name, now, now, 1.0, "button"))

    def say(self, key: str) -> None:
        self._post(LineWanted(key))

    def lost(self, which: str) -> None:
        """``microphone`` or ``speaker``: the session pauses."""
        self._post(DeviceLost(which))

    def back(self, which: str) -> None:
        self._post(DeviceReturned(which))

    def note(self, event: str, fields: str) -> None:
        """``fields``: a JSON object."""
        if self._engine is not None:
            self._engine.note(event, **json.loads(fields))

    def status(self) -> str:
        """JSON for the page: state, area, side, position, step, steps, left, part."""
        shown: dict[str, object] = {"state": "", "area": "", "side": "", "position": 0.0}
        if self._engine is None:
            shown["state"] = "screening"
        else:
            session = self._engine.session
            step, state = session.present_step, session.state
            shown["state"] = self._engine.state_name
            shown["position"] = round(to_seconds(self._engine.position), 3)
            shown["steps"] = self._steps
            if step is not None:
                shown |= {"area": step.area, "side": step.side, "name": step.script.area, "step": state.step}
            if state.clock.length is not None:
                left = max(0, state.clock.length - state.clock.elapsed(session.now))
                since = max(0, self._engine.position - session.now) if state.clock.running_since else 0
                shown |= {
                    "left": round(to_seconds(max(0, left - since)), 1),
                    "part": round(to_seconds(state.clock.length), 1),
                }
        shown["finished"] = self.finished
        return json.dumps(shown)

    def _ask(self, frames: int) -> Samples:
        asked = self._screening
        assert asked is not None
        sound = asked.render(frames)
        if asked.stopped:
            self.finished = True
        elif asked.outcome is not None:
            self._settle(asked.outcome)
        return sound

    def _settle(self, outcome: ScreenResult) -> None:
        """Keep the answers, and begin if they allow it."""
        if outcome.verdict != "unanswered":
            self._answers.save(outcome.answers)
            self._keep(self._answers.path)
        if outcome.verdict in ("ask", "refuse"):
            self.finished = True
        else:
            self._begin(outcome)

    def _begin(self, outcome: ScreenResult) -> None:
        sessions = History(self._folder / "history.jsonl").recent()
        level = level_after(sessions)
        by_answers = self._plans[level if level in self._plans else next(iter(self._plans))]
        ready_made = by_answers.get(",".join(outcome.left_out))
        if ready_made is None:  # The answers rule out the whole routine.
            self.finished = True
            return
        memory = memory_of(sessions, datetime.now(timezone.utc))
        plan = varied(ready_made, memory, seed_after(sessions))
        journal = JournalsTogether(TellingJournal(self._tell), self._record)
        self._engine = Engine(plan, self._cues, self._prompts, journal=journal, witness=self._witness)
        self._steps = len(plan.steps)
        engine = self._engine
        self._record.wordings = lambda: wordings_heard(plan, engine.session.state.uses)
        engine.subscribe(self._say)
        self._screening = None
        self._began = datetime.now(timezone.utc)
        for text in (plan.lines[key][0] for key in self._lines):
            self._preface = np.concatenate((self._preface, self._prompts.clip(text).samples))
            self._tell("said", text)
        for event in self._pending:
            self._engine.post(event)
        self._pending.clear()

    def _finish(self) -> None:
        self.finished = True
        history = History(self._folder / "history.jsonl")
        history.add(self._record.past_session(self._began))
        self._keep(history.path)

    def _keep(self, path: Path) -> None:
        self._tell("kept", json.dumps([path.name, path.read_text(encoding="utf-8")]))

    def _post(self, event: Event) -> None:
        if self._engine is None:
            self._pending.append(event)
        else:
            self._engine.post(event)

    def _say(self, said: Said) -> None:
        if said.clip is not None:
            self._tell("said", said.text)

    def _witness(self, frame: int, event: Event | CommandWithdrawn, heard: Heard | None) -> None:
        self.happened.append((frame, repr((event, heard))))

    def _fail(self, error: Exception) -> None:
        self.note("hearing_failed", json.dumps({"why": f"{type(error).__name__}: {error}"}))
        if self._ears is not None:
            self._ears.close()
        self._ears = None
        self._faults += 1
        if self._faults == _MOST_FAULTS:
            self._hearing = None
            self._post(LineWanted("no_microphone"))
