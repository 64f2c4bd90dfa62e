"""Do the tests notice? Plants small mistakes in the rules, one at a time, and counts those that a test sees.

``python -m bench.mutants 60`` tries 60 and shows each survivor; another call goes on with more of the same
sample. ``--again`` tries survivors again; ``--map`` finds out again which tests run which lines, and
``--map TESTS`` does so for those files alone. Results lie in ``bench/out/mutants/``. No file of the project
is changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from bench.covering import Covering, read_covering, write_covering
from bench.figures import OUT, Figure, report
from bench.mutant_control import Refusal, Tree, confirmed
from bench.mutant_live import try_live
from bench.mutant_runs import KILLED, Outcome, attempt, few, many, near, warm_up
from bench.mutating import Mutant, mutants_of, planted

_DECIDES = """
    barely_passed calibrator candidates command_phrases decision endpointer foreground grammar learning levels
    listener looks own_sound phrase_check recent segment self_hearing surroundings taken thresholds utterance
"""
ROOMS = {
    **{
        room: [f"voice_coach/{room}/**/*.py"]
        for room in ("session", "routine", "safety", "records", "playing")
    },
    "listening": [f"voice_coach/listening/{name}.py" for name in _DECIDES.split()],
}
"""Of ``listening`` only what decides: sound and models are measured, not tested in milliseconds."""
_TARGET_PERCENT = 90.0
_EXPLAINED = Path(__file__).with_name("mutants_explained.txt")
"""Survivors that change nothing that anyone could notice: a key, then why."""


def sample(count: int, seed: int) -> dict[str, list[Mutant]]:
    """``count`` mutants, over the rooms by their number of statements; at most one a statement.

    A mutant's rank depends on its own text alone, so a larger sample holds the smaller one.
    """
    drawn: dict[str, list[Mutant]] = {}
    for room, patterns in ROOMS.items():
        by_statement: dict[tuple[Path, int], tuple[str, Mutant]] = {}
        for path in sorted({path for pattern in patterns for path in Path().glob(pattern)}):
            for mutant in mutants_of(path):
                rank = hashlib.sha256(f"{seed} {mutant.key}".encode()).hexdigest()
                place = (path, mutant.first_line)
                by_statement[place] = min(
                    by_statement.get(place, (rank, mutant)), (rank, mutant), key=lambda one: one[0]
                )
        drawn[room] = [mutant for _, mutant in sorted(by_statement.values(), key=lambda one: one[0])]
    total = sum(map(len, drawn.values()))
    return {room: mutants[: round(count * len(mutants) / total)] for room, mutants in drawn.items()}


def _quickly(
    wanted: list[Mutant],
    covering: Covering,
    tell: Callable[[Mutant, Outcome], None],
    tree: Tree,
    *,
    all_of_them: bool,
) -> None:
    """A few tests for each, in a process where all is imported. Raises ``Refusal``."""

    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            try_live(wanted, covering, tell, tree, all_of_them=all_of_them)
        except Refusal as refusal:
            os.write(writing, str(refusal).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        refused = pipe.read()
    os.waitpid(child, 0)
    if refused:
        raise Refusal(refused)


def _slowly(mutant: Mutant, covering: Covering, *, all_of_them: bool) -> Outcome:
    """A few tests with an import of their own, or as many as time allows. Raises ``Refusal``."""
    tests, seconds, room = covering.tests(mutant), covering.seconds, mutant.path.parts[1]
    chosen = many(tests, seconds, room) if all_of_them else few(near(tests, room), seconds, room)
    outcome = attempt(mutant.path, planted(mutant), chosen, covering)
    if outcome.killed:
        outcome = confirmed(outcome, attempt(mutant.path, None, chosen, covering), chosen[-1])
    return outcome


def _known(results: Path) -> dict[str, dict[str, object]]:
    lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    return {row["key"]: row for row in map(json.loads, lines)}


def _by_room(drawn: dict[str, list[Mutant]], known: dict[str, dict[str, object]]) -> list[Figure]:
    details: dict[str, str] = {}
    killed = tried = 0
    for room, mutants in drawn.items():
        states = [known[mutant.key]["state"] for mutant in mutants if mutant.key in known]
        good = sum(state in KILLED for state in states)
        details[room] = f"{good} of {len(states)}"
        killed, tried = killed + good, tried + len(states)
    percent = 100 * killed / max(1, tried)
    return [
        Figure(f"of {tried} mutants, killed", percent, "%", _TARGET_PERCENT, at_least=True, details=details)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--map", nargs="*", metavar="TESTS")
    parser.add_argument("--folder", type=Path, default=OUT / "mutants")
    options = parser.parse_args()
    os.environ["HYPOTHESIS_PROFILE"] = "quick"
    options.folder.mkdir(parents=True, exist_ok=True)
    where = options.folder / "covering.json"
    if options.map is not None or not where.exists():
        arguments = (where, [f"voice_coach/{room}" for room in ROOMS], options.map)
        process = multiprocessing.get_context("spawn").Process(target=write_covering, args=arguments)
        process.start()
        process.join()
    covering = read_covering(where)
    results = options.folder / f"seed-{options.seed}.jsonl"
    known = _known(results)
    drawn = sample(options.count, options.seed)
    wanted = [
        mutant
        for mutants in drawn.values()
        for mutant in mutants
        if mutant.key not in known or (options.again and known[mutant.key]["state"] not in KILLED)
    ]
    warm_up(covering)
    rooms = {mutant.key: room for room, mutants in drawn.items() for mutant in mutants}

    def tell(mutant: Mutant, outcome: Outcome) -> None:
        row = {"room": rooms[mutant.key], **asdict(mutant), "path": str(mutant.path), **asdict(outcome)}
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    tree = Tree()
    try:
        _quickly(wanted, covering, tell, tree, all_of_them=options.again)
        known = _known(results)
        for mutant in wanted:
            state = known.get(mutant.key, {}).get("state", "untested")
            # What is used at import alone can only be seen by importing it with the mistake.
            at_import = bool(mutant.names) or mutant.kind.startswith("default")
            if state == "untested" or (at_import and state not in KILLED):
                tree.check()
                tell(mutant, _slowly(mutant, covering, all_of_them=options.again))
    except Refusal as refusal:
        sys.exit(f"mutants: {refusal}")
    known, why = _known(results), _explained()
    for mutants in drawn.values():
        for mutant in mutants:
            if mutant.key in known and known[mutant.key]["state"] not in KILLED:
                print(_shown(mutant, known[mutant.key], why.get(mutant.key, "")), file=sys.stderr)
    for room, figure in _by_room(drawn, known)[0].details.items():
        print(f"{room}: {figure}")
    report("mutants", _by_room(drawn, known))


def _explained() -> dict[str, str]:
    lines = _EXPLAINED.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))


def _shown(mutant: Mutant, row: dict[str, object], why: str) -> str:
    place = f"{mutant.path}:{mutant.first_line} {mutant.where}".rstrip()
    change = f"  {mutant.before}\n  -> {mutant.after}"
    explained = f"\n  {why}" if why else ""
    return f"{row['state']}: {place} ({mutant.kind}; {row['tests']} tests; {mutant.key})\n{change}{explained}"


if __name__ == "__main__":
    main()
