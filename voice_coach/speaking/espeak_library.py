"""libespeak-ng through ctypes: loaded once a process, one caller at a time.

espeak keeps voice, rate and output in globals, so there is a lock; its callback gives audio and word events
before ``espeak_Synth`` returns.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voice_coach.errors import MissingPartError
from voice_coach.files.unfinished import temporary_folder

_SYNCHRONOUS = 2
_BUFFER_MILLISECONDS = 2_000  # few callbacks into Python; only short prompts are spoken
_DO_NOT_EXIT = 0x8000  # otherwise espeak ends the process if its data is missing
_UTF8 = 1
_AS_IPA = 2
_RATE, _VOLUME, _RANGE, _WORD_GAP = 1, 2, 4, 7
_WORD_EVENT = 1
_LONGEST_VOICE_FILE_PATH = 180  # espeak copies it into a buffer of about 190 bytes, unchecked


class _Event(ctypes.Structure):
    _fields_ = (
        ("kind", ctypes.c_int),
        ("message", ctypes.c_uint),
        ("text_position", ctypes.c_int),  # in characters, from 1
        ("length", ctypes.c_int),
        ("audio_milliseconds", ctypes.c_int),
        ("sample", ctypes.c_int),  # in frames from the start of the text
        ("user", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


class _VoiceRecord(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),  # a priority byte and a zero-ended code
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("unused", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True)
class EspeakSpeech:
    """``pcm``: int16 mono; each word's start (character from 0, frame)."""

    pcm: bytes
    word_starts: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class EspeakLanguage:
    """Code (``en-us``), English name, file below ``lang/`` of espeak's data."""

    code: str
    name: str
    file: str


class EspeakLibrary:
    """Get it from ``find_espeak.espeak_library``."""

    def __init__(self, library: ctypes.CDLL, data_path: str | None) -> None:
        """``data_path`` None: the library's own. Raises OSError."""
        self._library = library
        self._lock = threading.Lock()
        self._loaded_voice = ""
        self._pcm = bytearray()
        self._word_starts: list[tuple[int, int]] = []
        self._failure: BaseException | None = None
        # Kept alive here: espeak holds a bare pointer to it.
        self._callback = _Callback(self._receive)
        path = None if data_path is None else os.fsencode(data_path)
        self.rate_hz = int(library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MILLISECONDS, path, _DO_NOT_EXIT))
        if self.rate_hz <= 0:
            raise OSError(f"espeak-ng doesn't start with the data in {data_path or 'its own folder'}")
        library.espeak_SetSynthCallback(self._callback)
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceRecord))
        library.espeak_Info.restype = ctypes.c_char_p
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        where = ctypes.c_char_p()
        self.version = (
            (library.espeak_Info(ctypes.byref(where)) or b"?").decode("ascii", "replace").split()[0]
        )
        self._data_folder = Path(os.fsdecode(where.value or b""))

    def languages(self) -> tuple[EspeakLanguage, ...]:
        """By code, without mbrola's."""
        with self._lock:
            records = self._library.espeak_ListVoices(None)
            found: dict[str, EspeakLanguage] = {}
            for record in _until_null(records):
                code = ctypes.string_at(record.languages + 1).decode("ascii", "replace")
                file = os.fsdecode(record.identifier or b"")
                if code != "variant" and not file.startswith("mb"):
                    name = (record.name or b"").decode("utf-8", "replace")
                    found.setdefault(code, EspeakLanguage(code, name, file))
        return tuple(found[code] for code in sorted(found))

    def speak(
        self,
        text: str,
        language: EspeakLanguage,
        recipe: str,
        *,
        words_per_minute: int,
        settings: tuple[int, int, int],
    ) -> EspeakSpeech:
        """``recipe`` (lines of a voice file) is laid over ``language``.

        ``settings``: volume (100 is normal), pitch range (50 is normal), extra word gap (10 ms).
        """
        # Python delivers Ctrl-C to the main thread alone, and inside a C callback there it would be lost: the
        # engine speaks in another thread, and waiting for it can be interrupted.
        spoken: list[EspeakSpeech | BaseException] = []

        def work() -> None:
            try:
                spoken.append(self._speak(text, language, recipe, words_per_minute, settings))
            except BaseException as error:
                spoken.append(error)

        worker = threading.Thread(target=work, name="espeak", daemon=True)
        worker.start()
        worker.join()
        if isinstance(spoken[0], BaseException):
            raise spoken[0]
        return spoken[0]

    def _speak(
        self,
        text: str,
        language: EspeakLanguage,
        recipe: str,
        words_per_minute: int,
        settings: tuple[int, int, int],
    ) -> EspeakSpeech:
        volume, pitch_range, word_gap = settings
        data = text.encode("utf-8", "replace")
        with self._lock:
            self._load(language, recipe)
            self._pcm.clear()
            self._word_starts.clear()
            self._failure = None
            for parameter, value in (
                (_RATE, words_per_minute),
                (_VOLUME, volume),
                (_RANGE, pitch_range),
                (_WORD_GAP, word_gap),
            ):
                self._library.espeak_SetParameter(parameter, value, 0)
            status = self._library.espeak_Synth(
                data, ctypes.c_size_t(len(data) + 1), 0, 1, 0, _UTF8, None, None
            )
            if self._failure is not None:
                raise self._failure
            if status != 0:
                raise MissingPartError(
                    f"espeak-ng couldn't speak a text (its status is {status}).", code="voice-failed"
                )
            return EspeakSpeech(bytes(self._pcm), tuple(self._word_starts))

    def ipa(self, text: str, language: EspeakLanguage, recipe: str) -> str:
        """With stress marks."""
        data = ctypes.create_string_buffer(text.encode("utf-8", "replace"))
        with self._lock:
            self._load(language, recipe)
            rest = ctypes.c_void_p(ctypes.addressof(data))
            clauses: list[bytes] = []
            while rest.value:
                clauses.append(self._library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _AS_IPA) or b"")
            return b" ".join(clauses).decode("utf-8", "replace")

    def _load(self, language: EspeakLanguage, recipe: str) -> None:
        wanted = f"{language.file}\n{recipe}"
        if wanted == self._loaded_voice:
            return
        self._loaded_voice = ""
        base = self._data_folder / "lang" / language.file
        status = -1
        # Without a temporary folder the language's own voice file has to do.
        with contextlib.suppress(OSError), temporary_folder("vc-") as folder:
            path = folder / "voice"
            path.write_text(base.read_text(encoding="utf-8") + "\n" + recipe, encoding="utf-8")
            name = os.fsencode(path)
            # '+' would be read as the start of a variant's name.
            if len(name) <= _LONGEST_VOICE_FILE_PATH and b"+" not in name:
                status = self._library.espeak_ng_SetVoiceByFile(name)
        if status != 0 and self._library.espeak_SetVoiceByName(language.code.encode("ascii")) != 0:
            raise MissingPartError(
                f"espeak-ng couldn't load its language {language.code}.", code="voice-failed"
            )
        self._loaded_voice = wanted

    def _receive(self, wave: int | None, frames: int, events: Iterator[_Event]) -> int:
        try:
            if wave and frames > 0:
                self._pcm += ctypes.string_at(wave, 2 * frames)
            for event in events:
                if event.kind == 0:
                    break
                if event.kind == _WORD_EVENT:
                    self._word_starts.append((event.text_position - 1, event.sample))
        except Exception as error:  # It must not be lost inside C code.
            self._failure = error
            return 1
        return 0


def _until_null(records: ctypes._Pointer[ctypes._Pointer[_VoiceRecord]]) -> Iterator[_VoiceRecord]:
    index = 0
    while records[index]:
        yield records[index].contents
        index += 1
