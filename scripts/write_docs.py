"""Writes the generated parts of the documents: charts, tables, timeline. ``make docs`` runs it.

A generated part stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``; the rest of the document is
its author's. A test compares every part with what would be written now.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from scripts import memory_table, timeline
from scripts.room_chart import room_chart
from voice_coach.cli.main import COMMANDS
from voice_coach.playing.assemble import Choices, Folders, build_engine, plan_for
from voice_coach.playing.engine import Engine
from voice_coach.playing.script import TimedCommand
from voice_coach.records.journal import FileJournal
from voice_coach.session.commands import COMMAND_NAMES, Command
from voice_coach.session.table import MOVES, NOT_UNDOABLE, TABLE
from voice_coach.speaking.choose import open_voice
from voice_coach.speaking.maker import PromptMaker

ROOT = Path(__file__).resolve().parents[1]
JOURNAL = ROOT / "docs" / "timeline.jsonl"
PICTURE = ROOT / "docs" / "timeline.svg"
ASKED = TimedCommand(50.5, Command("longer", 10))
"""What the runner of the picture asks for, in the middle of the first hold."""


def state_diagram() -> str:
    """The moves between states as a Mermaid diagram; moves within a state are left to the table."""
    lines = ["stateDiagram-v2", "    [*] --> setup"]
    lines += [f"    {start} --> {end} : {why}" for start, why, end in MOVES if start != end]
    return "\n".join(["```mermaid", *lines, "    ended --> [*]", "```", ""])


def command_table() -> str:
    """Each command's effects, with the states that have them; a star if undo can't take it back."""
    states = [state for state in TABLE if state != "ended"]
    lines = []
    for name in COMMAND_NAMES:
        effects: dict[str, list[str]] = {}
        for state in states:
            if name in TABLE[state]:
                effects.setdefault(TABLE[state][name], []).append(state)
        told = ", ".join(
            f"`{effect}` ({'all' if found == states else ', '.join(found)})"
            for effect, found in effects.items()
        )
        lines.append(f"- **{name}**{'*' if name in NOT_UNDOABLE else ''}: {told}")
    return "\n".join(lines) + "\n"


def command_list() -> str:
    """Every command with its line of help."""
    return "\n".join(f"- `voice-coach {name}`: {what}" for name, what in COMMANDS.items()) + "\n"


def record(journal: Path) -> None:
    """Play the first area of the warm-up, both sides, into ``journal``."""
    choices = Choices("warmup", level="usual", voice="hibari", commands=(ASKED,))
    plan = plan_for(choices, Folders(speech_cache=Path()))
    plan = replace(plan, steps=tuple(step for step in plan.steps if step.pair == plan.steps[0].pair))
    with PromptMaker(open_voice(choices.voice, choices.language)) as prompts, FileJournal(journal) as written:
        _to_end(build_engine(plan, prompts, choices.commands, journal=written))


def _to_end(engine: Engine) -> None:
    while not engine.finished:
        engine.render(44_100)


def read_journal(path: Path) -> list[timeline.Entry]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def parts(journal: list[timeline.Entry]) -> Mapping[tuple[str, str], str]:
    """Every generated part: its document and name, and its text."""
    return {
        ("docs/architecture.md", "rooms"): room_chart(),
        ("docs/architecture.md", "states"): state_diagram(),
        ("docs/architecture.md", "commands"): command_table(),
        ("docs/using.md", "commands"): command_list(),
        ("docs/memory.md", "rules"): memory_table.rules_table(),
        ("docs/memory.md", "histories"): memory_table.histories_table(),
        ("docs/timeline.md", "transcript"): timeline.transcript(journal),
    }


def put_in(document: str, name: str, text: str) -> str:
    """``document`` with ``text`` as its part ``name``. Raises ``ValueError`` where it has no such part."""
    pattern = re.compile(rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
    if not pattern.search(document):
        raise ValueError(f"there is no part {name}")
    return pattern.sub(lambda found: f"{found[1]}\n{text}\n{found[2]}", document, count=1)


def main() -> None:
    """Write everything again."""
    record(JOURNAL)
    journal = read_journal(JOURNAL)
    PICTURE.write_text(timeline.draw(journal), encoding="utf-8")
    for (document, name), text in parts(journal).items():
        path = ROOT / document
        path.write_text(put_in(path.read_text(encoding="utf-8"), name, text), encoding="utf-8")
        sys.stdout.write(f"{document}: {name}\n")


if __name__ == "__main__":
    main()
