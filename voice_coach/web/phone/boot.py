"""Everything a visit needs, opened once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.listening.personal.profile import Profile
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.web.phone.clips import ClipPack, Data
from voice_coach.web.phone.cues import ReadyCues
from voice_coach.web.phone.foreign import Foreign
from voice_coach.web.phone.frozen import thaw, thaw_each
from voice_coach.web.phone.hearing import Hearing, open_hearing
from voice_coach.web.phone.kept_voice import NAME as VOICE
from voice_coach.web.phone.kept_voice import keep_voice, load_voice
from voice_coach.web.phone.session import Tell, Visit
from voice_coach.web.phone.talk import Talk
from voice_coach.web.phone.teaching import practice, saying, teaching

_BEFORE_A_SESSION = frozenset({"areas", "today"})
"""States of questions that the page doesn't ask."""
_WARMED_SAMPLES = 320
PRACTICE = "practice"
TALKS = ("teaching", PRACTICE)
"""Their states, for buttons."""


class Coach:
    """Shared by all visits. ``files``: the page's data; ``kept``: what's kept; ``clips``: the sentences, if
    they aren't among the files."""

    def __init__(
        self, files: Path, kept: Path, kernel: Foreign, opus: Foreign, tell: Tell, clips: Data | None = None
    ) -> None:
        self._files, self._kept, self._tell = files, kept, tell
        kept.mkdir(parents=True, exist_ok=True)
        shared = thaw((files / "coach.json").read_text(encoding="utf-8"))
        self._screen = shared["screen"]
        self._cues = ReadyCues(_text(files / "cues.json"), (files / "cues.bin").read_bytes())
        spoken = (files / "clips.bin").read_bytes() if clips is None else clips
        self._prompts = ClipPack(_text(files / "clips.json"), spoken, opus)
        self._hearing: Hearing | None = None
        if shared["lexicon"] is not None:
            self._hearing = open_hearing(shared["grammar"], shared["lexicon"], kernel)
            profile = load_voice(kept)
            if profile is not None:
                self._hearing = self._hearing.taught(profile)
        self._grammar = shared["grammar"]

    def begin(self, routine: str, options: str) -> Visit:
        """A visit for ``routine``. ``options`` is JSON: ``microphone``, ``own_echo`` (booleans), ``lines``
        (keys said first)."""
        chosen: dict[str, Any] = json.loads(options)
        plans = thaw_each(_text(self._files / f"{routine}.json"))
        return Visit(
            plans,
            self._screen,
            (self._cues, self._prompts),
            self._hearing if chosen.get("microphone") else None,
            self._kept,
            self._tell,
            own_echo=bool(chosen.get("own_echo", True)),
            lines=tuple(chosen.get("lines", ())),
        )

    def talk(self, kind: str, options: str) -> Talk:
        """``teaching`` or ``practice``, in a language that's heard. ``options`` is JSON: ``phrases`` to teach
        (none: the usual); if there are ``lines``, only they are said, in ``routine``'s words."""
        chosen: dict[str, Any] = json.loads(options)
        assert self._hearing is not None
        if chosen["lines"]:
            plans = thaw_each(_text(self._files / f"{chosen['routine']}.json"))
            spoken = next(iter(next(iter(plans.values())).values())).lines
            dialogue = saying([spoken[key][0] for key in chosen["lines"]])
        elif kind == PRACTICE:
            dialogue = practice(self._hearing)
        else:
            dialogue = teaching(self._hearing, self._learn, chosen.get("phrases", ()))
        return Talk(kind, dialogue, (self._cues, self._prompts), self._tell)

    def keep(self, name: str, text: str) -> None:
        """The page's file ``name`` holds ``text`` now; it's gone if that is empty."""
        path = self._kept / Path(name).name
        if text:
            path.write_text(text, encoding="utf-8")
        else:
            path.unlink(missing_ok=True)
        if name == VOICE and self._hearing is not None:
            self._hearing = self._hearing.taught(load_voice(self._kept))

    @property
    def voice_phrases(self) -> int:
        """How many phrases it knows by the runner's own voice."""
        return 0 if self._hearing is None else len(self._hearing.chains)

    def _learn(self, profile: Profile) -> None:
        assert self._hearing is not None
        path = keep_voice(self._kept, profile)
        self._hearing = self._hearing.taught(profile)
        self._tell("kept", json.dumps([path.name, path.read_text(encoding="utf-8")]))

    def warm_up(self, routine: str) -> Iterator[None]:
        """Do, in short steps, what would hold up a session's first seconds, unheard."""
        if self._hearing is None:
            return
        for state in self._grammar.states:
            self._hearing.recogniser.set_state(state)
            yield
        plans = thaw_each(_text(self._files / f"{routine}.json"))
        sounds = (self._cues, self._prompts)
        visit = Visit(plans, self._screen, sounds, self._hearing, self._kept, lambda *_: None)
        at = np.arange(HEARING_RATE // 2)
        burst = np.round(3_000 * np.sin(at * at / 700)).astype(np.int16)
        heard = np.concatenate((np.zeros_like(burst), burst, np.zeros(HEARING_RATE, np.int16)))
        for start in range(0, len(heard), _WARMED_SAMPLES):
            visit.render(_WARMED_SAMPLES * SAMPLE_RATE // HEARING_RATE)
            visit.hear(heard[start : start + _WARMED_SAMPLES], heard[start : start + _WARMED_SAMPLES] // 8)
            yield

    @property
    def missing(self) -> list[str]:
        """Sentences without a clip."""
        return self._prompts.missing

    def buttons(self) -> str:
        """The commands of each state, as JSON lists of command, number and phrase."""
        found: dict[str, list[list[object]]] = {}
        for state in self._grammar.states:
            if state in _BEFORE_A_SESSION:
                continue
            seen: dict[tuple[str, object], list[object]] = {}
            for phrase in self._grammar.phrases_in(state):
                number = phrase.seconds if phrase.seconds is not None else phrase.value
                if phrase.value is None and any(name == phrase.command for name, _ in seen):
                    continue  # The first phrase of a command stands for it; each answer has its own.
                seen.setdefault((phrase.command, number), [phrase.command, number, phrase.text])
            found[state] = list(seen.values())
        for kind in TALKS:
            found[kind] = [one for one in found["working"] if one[0] == "stop"]
        return json.dumps(found, ensure_ascii=False)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
