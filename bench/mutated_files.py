"""Files gone wrong: 8,000 for the check of routines, 12,000 for all other readers.

``python -m bench mutated_files`` makes the figures.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from bench.figures import Figure, report
from bench.mutated_readers import LONGEST_SECONDS, every_reader
from voice_coach.content import content_folder
from voice_coach.listening.command_phrases import command_phrases
from voice_coach.routine.check import check_file

CONTENT = content_folder("routines")
FILES = 8_000


def mutated() -> list[Figure]:
    """``check_file`` on files gone wrong: each is accepted or explained, none raises."""
    chance, raised, explained, slow = random.Random(9), 0, 0, 0
    sources = [(path, path.read_bytes()) for path in sorted(CONTENT.rglob("*.yaml"))]
    pieces = [
        b"",
        b"\t",
        b"- ",
        b": ",
        b"{",
        b"]",
        b"*x",
        b"&x ",
        b"!t ",
        b"'",
        b"\n",
        b"  ",
        b"\x00",
        b"\xff",
        b"9" * 40,
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(FILES):
            path, data = chance.choice(sources)
            place = folder / path.relative_to(CONTENT)
            place.parent.mkdir(exist_ok=True)
            for _ in range(chance.randint(1, 3)):
                start = chance.randrange(len(data))
                data = data[:start] + chance.choice(pieces) + data[start + chance.choice([0, 1, 1, 5, 40]) :]
            place.write_bytes(data)
            began = perf_counter()
            try:
                explained += bool([str(finding) for finding in check_file(place, command_phrases)])
            except Exception as error:
                raised += 1
                print(place.name, repr(error), file=sys.stderr)
            slow += perf_counter() - began > LONGEST_SECONDS
            place.unlink()
    told = {"explained": explained}
    return [
        Figure(f"of {FILES} mutated routines, those that make the check fail", raised, "", 0, details=told),
        Figure(f"of {FILES} mutated routines, over {LONGEST_SECONDS:.0f} s", slow, "", 0),
    ]


if __name__ == "__main__":
    report("mutated_files", [*mutated(), *every_reader()])
