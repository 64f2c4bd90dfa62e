"""A live session from first sound to last, once its speaker, voice and ears are open."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voice_coach.cli.display import Display
from voice_coach.cli.live_channel import LiveChannel
from voice_coach.cli.live_talk import key_poster
from voice_coach.cli.options import history
from voice_coach.cli.progress import session_progress
from voice_coach.cli.tell import tell
from voice_coach.playing.assemble import Choices, Folders, build_engine, plan_for
from voice_coach.playing.beside_session import BesideSession
from voice_coach.playing.going_on import Unfinished, state_of
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.kept_choices import kept_choices
from voice_coach.playing.keyboard import HELP, listening_keys
from voice_coach.playing.spoken_lines import spoken_lines, urgent_answers
from voice_coach.records.belongings import Belongings
from voice_coach.records.journal import Journal
from voice_coach.records.past_session import wordings_heard
from voice_coach.routine.library import Library
from voice_coach.routine.loader import folders_of
from voice_coach.routine.plan import Plan, for_keys
from voice_coach.routine.wish import Wish
from voice_coach.session.events import KeyUnknown, LineWanted

if TYPE_CHECKING:
    from voice_coach.playing.engine import Engine
    from voice_coach.playing.live_ends import LiveEnds
    from voice_coach.speaking.maker import PromptMaker

_SOON = 6
"""Sentences needed before anyone can say pause or stop."""


@dataclass(frozen=True)
class LiveSetup:
    """Where a live session plays, what steers it, and whose it is. ``speaker`` ``None``: the system's;
    ``plain``: for a screen reader.
    """

    folders: Folders
    speaker: str | None
    hearing: HearingChoices
    theirs: Belongings
    journal: Journal
    channel: LiveChannel
    plain: bool = False


@dataclass(frozen=True)
class LiveSession:
    """What's open for ``setup``, until ``stack`` is left."""

    setup: LiveSetup
    ends: LiveEnds
    beside: BesideSession
    display: Display
    stack: ExitStack

    def play(self, choices: Choices, asked: Wish, last: Unfinished | None) -> None:
        """``asked``: the wish before safety answers; ``last``: the resumed session."""
        from voice_coach.audio.real_time import in_real_time
        from voice_coach.playing.live_devices import FaultJournal

        setup, ends, beside = self.setup, self.ends, self.beside
        as_made = plan_for(choices, setup.folders)
        plan = for_keys(as_made) if ends.by_keys else as_made
        prompts, kept = ends.prompts, None if last is None else last.state
        engine = build_engine(
            plan, prompts, choices.commands, journal=beside.journals, music=choices.music, kept=kept
        )
        beside.keep_record(
            history(setup.theirs),
            setup.theirs.running,
            asked,
            lambda: wordings_heard(plan, engine.session.state.uses),
            kept_choices(choices, as_made),
            lambda before_seconds: state_of(engine, before_seconds),
            last,
        )
        coming = tuple((one.text, one.passage) for one in engine.says_ahead())
        if prompts.is_slow:
            library = Library(choices.language, folders_of(choices.routine, setup.folders.routines))
            _make_all(prompts, plan, library)
        prompts.ahead((*coming[:_SOON], *urgent_answers(plan), *coming[_SOON:]))
        counts = {"underrun": lambda: ends.speaker.underruns, "overflow": ends.overflows}
        faults = FaultJournal(beside.journal, counts)
        for sentence in (*plan.notes, self._introduction()):
            tell(sentence)
        self._listen_to_keys(engine)
        setup.channel.attend(engine)
        desktop = setup.channel.desktop
        if desktop is not None:
            desktop.attend(engine, plan)

        def on_block(engine: Engine) -> None:
            self.display(engine)
            faults(engine)
            if desktop is not None:
                desktop(engine)

        self.stack.enter_context(in_real_time())
        ends.play(engine, on_block, self.display.message)

    def _introduction(self) -> str:
        ends, runner = self.ends, self.beside.runner
        named = f" Runner: {runner}." if runner else ""
        voice = f"Voice: {ends.prompts.voice_name}.{named} {ends.prompts.note}".rstrip()
        return f"Speaker: {ends.speaker.name}. Microphone: {ends.microphone_name}. {voice}"

    def _listen_to_keys(self, engine: Engine) -> None:
        keys = listening_keys(
            key_poster(engine, self.display.request),
            lambda: engine.moment.state,
            lambda: engine.post(KeyUnknown()),
        )
        if self.stack.enter_context(keys):
            tell(HELP)
            if self.ends.by_keys:
                engine.post(LineWanted("keys_start"))


def _make_all(prompts: PromptMaker, plan: Plan, library: Library) -> None:
    """Every line in a slow voice, before the session; cached ones are looked up."""
    lines = spoken_lines(plan, library, (plan.level,))
    tell(f"Making {len(lines)} lines in the voice {prompts.voice_name}; the next time they're there already.")
    with session_progress("Lines", quiet=False) as progress:
        for done, line in enumerate(lines, start=1):
            prompts.clip(line.text)
            progress(done, len(lines))
