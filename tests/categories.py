"""What each test module needs, and so which marker its tests get: by its folder, or by name.

``python -m tests.categories unit`` prints the modules of a category; `make quick` runs those.
"""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).parent

CATEGORIES = {
    "unit": "rules, files and sound in this process alone: no device, browser, model, voice or program",
    "sound": "minutes of sound go through the engine, the echo remover and the clocks",
    "voice": "real voices speak",
    "model": "real recognisers hear",
    "program": "the command line, child processes, installations",
    "device": "plays and listens in real time on the virtual sound card",
    "browser": "a real browser looks at a shared page",
}

FOLDERS = {
    ".": "program",
    "audio": "unit",
    "audio/foreign": "program",
    "batch": "program",
    "bench": "unit",
    "cli": "program",
    "control": "unit",
    "desktop": "program",
    "devices": "device",
    "dialogues": "unit",
    "docs": "unit",
    "doctor": "unit",
    "files": "program",
    "home": "model",
    "listening": "unit",
    "listening/echo": "sound",
    "listening/vosk": "model",
    "looking_back": "unit",
    "media": "unit",
    "packaging": "program",
    "playing": "unit",
    "playing/engine": "sound",
    "programme": "unit",
    "records": "unit",
    "routine": "unit",
    "safety": "unit",
    "session": "unit",
    "sharing": "unit",
    "speaking": "voice",
    "training": "model",
    "watch": "unit",
    "web": "program",
}
"""The longest part of a module's path that stands here decides."""

MODULES = {
    "audio/test_mp3.py": "program",
    "audio/test_music.py": "program",
    "audio/test_real_time.py": "program",
    "audio/test_wav.py": "program",
    "batch/test_manifest.py": "unit",
    "bench/test_voices.py": "voice",
    "batch/test_naming.py": "unit",
    "batch/test_plan_file.py": "unit",
    "cli/test_keyboard.py": "unit",
    "control/test_channel.py": "program",
    "devices/test_rules_of_devices.py": "program",
    "dialogues/test_practice.py": "model",
    "dialogues/test_whose_session.py": "model",
    "docs/test_generated.py": "program",
    "docs/test_plain_words.py": "program",
    "doctor/test_on_the_virtual_card.py": "device",
    "listening/acoustic/test_kernel.py": "model",
    "listening/acoustic/test_recogniser.py": "model",
    "listening/test_choose.py": "model",
    "listening/test_hear_file.py": "model",
    "listening/test_languages.py": "model",
    "listening/test_personal_fitting.py": "model",
    "listening/test_second_judge.py": "model",
    "listening/test_voiceprint.py": "model",
    "listening/test_pronunciation.py": "model",
    "listening/test_reference.py": "sound",
    "listening/vosk/test_vosk_phrases.py": "unit",
    "media/test_tagging.py": "program",
    "packaging/test_wheels.py": "unit",
    "playing/test_ears.py": "model",
    "playing/test_microphone_ears.py": "model",
    "playing/test_word_times.py": "model",
    "programme/test_programme_command.py": "program",
    "records/test_line_file.py": "program",
    "records/test_running.py": "program",
    "sharing/test_browser.py": "browser",
    "sharing/test_reading.py": "program",
    "speaking/recorded/test_decoding.py": "unit",
    "speaking/recorded/test_line_id.py": "unit",
    "speaking/recorded/test_script_file.py": "unit",
    "speaking/test_cache.py": "unit",
    "speaking/test_finish.py": "unit",
    "speaking/test_numerals.py": "unit",
    "test_categories.py": "unit",
    "web/test_browser.py": "browser",
    "web/test_clips.py": "unit",
    "web/test_fewer.py": "unit",
    "web/test_frozen.py": "unit",
    "web/test_kernel.py": "model",
    "web/test_screening.py": "unit",
    "web/test_visit.py": "model",
    "web/test_words.py": "unit",
}
"""Exceptions from their folders."""


def category_of(module: Path) -> str:
    """The category of a test module; the least quick one if its folder isn't in `FOLDERS` yet."""
    path = module.resolve().relative_to(TESTS)
    if path.as_posix() in MODULES:
        return MODULES[path.as_posix()]
    folders = (parent.as_posix() for parent in path.parents)
    return next((FOLDERS[folder] for folder in folders if folder in FOLDERS), FOLDERS["."])


def modules_of(category: str) -> list[Path]:
    """Every test module of ``category``."""
    return [path for path in sorted(TESTS.rglob("test_*.py")) if category_of(path) == category]


if __name__ == "__main__":
    sys.stdout.writelines(f"{path.relative_to(TESTS.parent)}\n" for path in modules_of(sys.argv[1]))
