"""``script.md``: the lines for the booth, numbered, in speaking order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from voice_coach.speaking.recorded.judging import NOISY_BELOW_DB
from voice_coach.speaking.recorded.script_file import SCRIPT, ScriptLine

SHEET = "script.md"

_ADVICE = (
    "Say each line as you would to somebody lying at your feet: calm, not slow, always at the same distance "
    "from the microphone.",
    "Leave half a second of silence before and after. Make as many takes as you like; of equally good ones "
    "the last by name is used.",
    "One file a line, in any format. Name it as printed under the line, or keep the code at the end of that "
    f"name anywhere in yours, or write your own names into the column `file` of `{SCRIPT}`.",
    "Record in a quiet room, at a level whose loudest peaks stay off the top. The speech should be "
    f"{NOISY_BELOW_DB:.0f} dB or more above the background.",
    "A line that you leave out is said by the synthetic voice.",
)


def sheet(title: str, language: str, lines: Sequence[ScriptLine]) -> str:
    """Markdown. ``title`` names the routines."""
    seconds = sum(line.seconds for line in lines)
    words = sum(line.words for line in lines)
    out = [f"# {title}", ""]
    out += [f"{len(lines)} lines, {words} words, about {max(1, round(seconds / 60))} minutes of speech."]
    out += [f"Language: {language}.", "", *(f"- {advice}" for advice in _ADVICE), ""]
    number = 0
    for where, group in groupby(lines, key=lambda line: line.where):
        out += [f"## {where[:1].upper()}{where[1:]}", ""]
        for line in group:
            number += 1
            out += [f"### {number}. {_plain(line.text)}", "", f"`{line.file}`, {line.seconds:.1f} s", ""]
    return "\n".join(out)


def _plain(text: str) -> str:
    """With Markdown's characters escaped."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in text)
