"""From the runner's choices to an engine."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from voice_coach.audio.bed import Source
from voice_coach.audio.cues import CueSheet
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames
from voice_coach.errors import InputError, VoiceCoachError
from voice_coach.playing.engine import Engine
from voice_coach.playing.kept_between_sessions import SharedParts
from voice_coach.playing.script import TimedCommand
from voice_coach.playing.sounds import SOUND_GRID_FRAMES, Sounds
from voice_coach.playing.word_times import AlignedWords
from voice_coach.records.journal import Journal
from voice_coach.routine.dosing import Measure
from voice_coach.routine.library import Library
from voice_coach.routine.loader import folders_of, load_plan, load_pronunciations
from voice_coach.routine.memory import Memory, Recollection
from voice_coach.routine.plan import Level, Plan
from voice_coach.routine.wish import ANYTHING, Wish
from voice_coach.safety.texts import load_screen
from voice_coach.session.ahead import actions_ahead, session_seconds
from voice_coach.session.events import CommandHeard
from voice_coach.session.state import SessionState
from voice_coach.speaking.cache import ClipCache
from voice_coach.speaking.choose import open_voice, worth_telling
from voice_coach.speaking.maker import PromptMaker
from voice_coach.speaking.own_voices import OwnVoices
from voice_coach.speaking.timed import TimedVoice

_LOG = logging.getLogger(__name__)
MUSIC_BELOW_SPEECH_DB = 16.0
"""Keeps music behind the words even before it's ducked, whatever its own level."""


@dataclass(frozen=True)
class Choices:
    """What a runner can choose for a session, live or in a file."""

    routine: str
    language: str = "en"
    level: Level = "first"
    tools: tuple[str, ...] | None = None
    voice: str = "auto"
    seed: int = 0
    commands: tuple[TimedCommand, ...] = ()
    music: Path | None = None
    wish: Wish = ANYTHING
    listens: bool = True
    """Someone can answer. If not, nothing is asked; who should ask a doctor first is said instead."""
    memory: Memory | None = None
    """What earlier sessions mean for this one; ``None`` for a file."""
    because: tuple[str, ...] = ()
    """Sentences to say first: why it's this session."""


@dataclass(frozen=True)
class Folders:
    """The runner's own files, and what's shared between sessions made in one go."""

    speech_cache: Path
    routines: tuple[Path, ...] = ()
    shared: SharedParts | None = field(default=None, compare=False)
    voices: OwnVoices | None = None


def played_seconds(plan: Plan, cues: CueSheet, prompts: PromptMaker) -> float:
    """The unattended session's length with this voice, exact to the frame."""
    frames, _ = actions_ahead(plan, Sounds(cues, prompts), SAMPLE_RATE, SOUND_GRID_FRAMES)
    return frames / SAMPLE_RATE


def plan_for(choices: Choices, folders: Folders, prompts: PromptMaker | None = None) -> Plan:
    """Raises ``InputError`` for anything wrong with the routine.

    Wished minutes are fitted to the voice of ``prompts``, which makes its clips then; without it, to an
    estimate from letters.
    """
    measure: Measure = session_seconds
    if prompts is not None:
        cues = CueSheet.load() if folders.shared is None else folders.shared.cues
        measure = partial(played_seconds, cues=cues, prompts=prompts)
    plan = load_plan(
        choices.routine,
        language=choices.language,
        level=choices.level,
        tools=choices.tools,
        seed=choices.seed,
        extra_folders=folders.routines,
        wish=choices.wish,
        readings=None if folders.shared is None else folders.shared.readings,
        memory=choices.memory,
        listens=choices.listens,
        listeners=() if choices.listens else listeners_of(choices.language, folders.routines),
        measure=measure,
    )
    told = tuple(Recollection(sentence, "", "opening", sentence) for sentence in choices.because)
    return replace(plan, memories=(*told, *plan.memories)) if told else plan


def listeners_of(language: str, folders: Sequence[Path]) -> tuple[str, ...]:
    """Said first to those who can't answer; empty in a language without it."""
    try:
        texts, _ = load_screen(Library(language, folders))
    except InputError:
        return ()
    return texts.listeners


def open_prompts(
    choices: Choices, folders: Folders, *, at_once: bool = False, bare: bool = False
) -> PromptMaker:
    """The chosen voice with its cache, for the caller to close. ``at_once``: its answers can't wait, so
    ``auto`` is no slow voice. ``bare``: no cache, only the voice's own word times.
    """
    searched = folders_of(choices.routine, folders.routines)
    if folders.shared is not None:
        return folders.shared.prompts(
            choices.voice, choices.language, folders.speech_cache, folders.voices, searched
        )
    said = load_pronunciations(choices.language, searched)
    passed_over: list[VoiceCoachError] = []
    voice = open_voice(
        choices.voice, choices.language, folders.voices, said, passed_over.append, at_once=at_once
    )
    _LOG.info("voice %s for %s: %s", choices.voice, choices.language, voice.info.name)
    note = worth_telling(passed_over)
    if bare:
        return PromptMaker(voice, note=note)
    timed = TimedVoice(voice, AlignedWords(choices.language), said)
    return PromptMaker(timed, ClipCache(folders.speech_cache), note=note)


def open_music(path: Path) -> Source:
    """Levelled against speech. Raises ``InputError`` (``music``), ``MissingPartError`` (``ffmpeg``)."""
    from voice_coach.audio.loudness import loudness_lufs
    from voice_coach.audio.music import MusicFile
    from voice_coach.speaking.finish import TARGET_LUFS

    music = MusicFile(path)
    loudness = loudness_lufs(music.excerpts())
    if loudness == float("-inf"):
        raise InputError(f"The music {path} is silent.", hint="Give another file.", code="music")
    music.set_gain_db(TARGET_LUFS - MUSIC_BELOW_SPEECH_DB - loudness)
    return music


def build_engine(
    plan: Plan,
    prompts: PromptMaker,
    commands: Sequence[TimedCommand] = (),
    *,
    journal: Journal | None = None,
    music: Path | None = None,
    shared: SharedParts | None = None,
    kept: SessionState | None = None,
) -> Engine:
    """An engine at frame 0, ``commands`` waiting for their frames. ``kept`` is a cut-off session's state to
    resume.
    """
    bed = None if music is None else open_music(music)
    engine = Engine(
        plan,
        CueSheet.load() if shared is None else shared.cues,
        prompts,
        journal=journal,
        music=bed,
        kept=kept,
    )
    for timed in commands:
        engine.post(CommandHeard(timed.command), at_frame=to_frames(timed.seconds))
    return engine
