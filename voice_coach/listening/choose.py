"""Opens the session's recogniser."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from voice_coach.errors import MissingPartError
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.recogniser import Recogniser
from voice_coach.listening.recogniser_names import checked_recogniser

if TYPE_CHECKING:
    from voice_coach.listening.acoustic.own_chain import OwnChain
    from voice_coach.listening.pronunciation import Lexicon

_LOG = logging.getLogger(__name__)
_EMBEDDED_LANGUAGE = "en"
_NOTHING_WRONG = frozenset({"model-missing", "vosk-missing"})
"""A missing model is no mistake; a damaged one is reported."""


def open_recogniser(
    name: str,
    grammar: Grammar,
    state: str,
    vosk_model_path: str | None = None,
    own: Mapping[str, Sequence[OwnChain]] | None = None,
) -> Recogniser:
    """``auto``: a Vosk model that was fetched or named, otherwise our own for English. ``vosk_model_path``:
    VOSK_MODEL_PATH; ``own``: a runner's chains.

    Raises ``MissingPartError``, ``InputError`` (``recognizer-gone``, ``unknown-recognizer``).
    """
    checked_recogniser(name)
    opened = _opened(name, grammar, state, vosk_model_path, own)
    _LOG.info("recognizer %s for %s: %s", name, grammar.language, opened.name)
    return opened


def _opened(
    name: str,
    grammar: Grammar,
    state: str,
    vosk_model_path: str | None,
    own: Mapping[str, Sequence[OwnChain]] | None,
) -> Recogniser:
    if name == "vosk":
        return _vosk(grammar, state, vosk_model_path) or _built_in_vosk(grammar, state)
    if name == "acoustic":
        return _acoustic(grammar, state, own)
    try:
        return _vosk(grammar, state, vosk_model_path) or _acoustic(grammar, state, own)
    except MissingPartError as error:
        if error.code not in _NOTHING_WRONG:
            raise
        _LOG.info("no vosk: %s", error.message)
        return _acoustic(grammar, state, own)


def _vosk(grammar: Grammar, state: str, vosk_model_path: str | None) -> Recogniser | None:
    """None if no model was fetched and our own serves the language."""
    from voice_coach.listening.model_store.store import shipped_store

    store = shipped_store(vosk_model_path)
    model = store.find(grammar.language)
    if model is None and grammar.language == _EMBEDDED_LANGUAGE:
        return None
    folder = store.path(grammar.language) if model is None else model.layout.folder
    from voice_coach.listening.vosk_recogniser import VoskRecogniser

    _LOG.info("vosk model %s", folder)
    return VoskRecogniser(folder, grammar, state)


def _built_in_vosk(grammar: Grammar, state: str) -> Recogniser:
    from voice_coach.listening.built_in_vosk import BuiltInVosk

    return BuiltInVosk(grammar, _lexicon(grammar), state)


def _acoustic(grammar: Grammar, state: str, own: Mapping[str, Sequence[OwnChain]] | None) -> Recogniser:
    _require_english(grammar)
    from voice_coach.listening.acoustic.recogniser import AcousticRecogniser

    return AcousticRecogniser(grammar, _lexicon(grammar), state, own=own)


def open_lexicon(grammar: Grammar) -> Lexicon:
    """Raises ``MissingPartError`` (``no-recognizer``)."""
    _require_english(grammar)
    return _lexicon(grammar)


def _lexicon(grammar: Grammar) -> Lexicon:
    from voice_coach.listening.pronunciation import load_lexicon

    return load_lexicon(grammar.words(), grammar.language)


def _require_english(grammar: Grammar) -> None:
    if grammar.language != _EMBEDDED_LANGUAGE:
        raise MissingPartError(
            f"The built-in recogniser understands English, not {grammar.language!r}.",
            hint=f"Get a model with: voice-coach models get {grammar.language}",
            code="no-recognizer",
        )
