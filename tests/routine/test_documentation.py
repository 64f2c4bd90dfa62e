"""``docs/writing-routines.md`` is true: its examples pass, and it names every key that an author may use."""

from __future__ import annotations

import re
from pathlib import Path

from voice_coach.listening.command_phrases import command_phrases
from voice_coach.routine.check import check_file
from voice_coach.routine.loader import load_plan
from voice_coach.routine.schema import load_schema

PAGE = Path(__file__).parents[2] / "docs" / "writing-routines.md"


def test_the_examples_pass(tmp_path: Path) -> None:
    routine, exercise, words, comment = re.findall(
        r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S
    )
    assert comment.startswith("# yaml-language-server")
    (tmp_path / "pronunciations.en.yaml").write_text(words, encoding="utf-8")
    assert check_file(tmp_path / "pronunciations.en.yaml") == []
    path = tmp_path / "evening-legs.yaml"
    path.write_text(routine, encoding="utf-8")
    (tmp_path / "evening-legs.en.yaml").write_text(
        "format: 1\nlanguage: en\ntitle: Evening legs\nsummary: Legs.\nopening: Breathe.\nclosing: Rest.\n",
        encoding="utf-8",
    )
    assert check_file(path, command_phrases) == []
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "calves.yaml").write_text(exercise, encoding="utf-8")
    assert [str(finding.problem) for finding in check_file(tmp_path / "exercises" / "calves.yaml")] == [
        "has no words in any language"
    ]
    assert [step.hold_seconds for step in load_plan(path).steps] == [30, 30, 30, 30, 20, 20]


def test_every_key_is_named() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"[a-z_]+", page))
    for kind in ("routine", "routine-text", "exercises", "exercises-text"):
        schema = load_schema(kind)
        parts = [schema, schema["properties"].get("areas", {}).get("items", {})]
        parts.append(schema["properties"].get("exercises", {}).get("additionalProperties", {}))
        for part in parts:
            assert part.get("properties", {}).keys() <= named, kind
