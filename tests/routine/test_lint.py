"""Remarks for authors: what's legal on file and does harm by ear."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from voice_coach.content import content_folder
from voice_coach.routine.check import check_file
from voice_coach.routine.lint import remarks as written_remarks
from voice_coach.routine.yaml_source import parse_yaml

CONTENT = content_folder("routines")


def remarks(folder: Path, name: str, old: str, new: str) -> list[str]:
    """What's said of a shipped file in which ``old`` was replaced."""
    shutil.copytree(CONTENT, folder / "routines")
    path = folder / "routines" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [finding.problem for finding in check_file(path) if finding.severity == "warning"]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "calves.en.yaml",
            "    position:\n",
            "    position:\n      - Put the left leg first.\n",
            "names a side",
        ),
        (
            "calves.en.yaml",
            "    position:\n",
            "    position:\n      - Put the right leg first.\n",
            "names a side",
        ),
        (
            "calves.es.yaml",
            "    position:\n",
            "    position:\n      - Pon primero la pierna derecha.\n",
            "names a side",
        ),
        (
            "calves.en.yaml",
            "    during:\n",
            "    during:\n      - Point the toes.\n",
            "asks for a movement in a still hold",
        ),
        (
            "calves.en.yaml",
            "    mistakes:\n",
            "    mistakes:\n      - Rolling onto the tendon.\n",
            "names a mistake, which by ear is an order to make it",
        ),
        ("calves.es.yaml", "    how:\n", "    how:\n      - Siente un tirón suave.\n", "says 'tirón'"),
        ("calves.yaml", "    posture: sitting\n", "", "has no posture"),
        ("calves.yaml", "[achilles, back-of-knee, shin-bone]", "[]", "names nothing to keep off"),
        (
            "calves.yaml",
            "[achilles, back-of-knee, shin-bone]",
            "[the tendon]",
            "keeps off 'the tendon', which has no name in other languages",
        ),
    ],
)
def test_each_remark_is_made(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    assert said in remarks(tmp_path, f"exercises/{name}", old, new)


@pytest.mark.parametrize(
    ("language", "part", "texts"),
    [
        ("en", "position", "Left leg first. / Lie on the right side."),
        ("es", "position", "Pie izquierdo. / A la izquierda. / Pie derecho. / A la derecha."),
        (
            "en",
            "during",
            "Roll on. / Circle it. / Point it. / Swing it. / Draw it. / Rock it. / Slide.",
        ),
        ("es", "during", "Rueda. / Gira. / Apunta. / Balancea. / Dibuja. / Desliza. / Mueve."),
        ("en", "hold", "Move it."),
        ("en", "mistakes", "Rolling onto the bone."),
        ("es", "mistakes", "Rodando sobre el hueso."),
    ],
)
def test_each_word_that_does_harm_is_remarked_on(language: str, part: str, texts: str) -> None:
    for text in texts.split(" / "):
        for of, count in ((part, 1), ("reminder", 0)):
            node, _ = parse_yaml(f"exercises:\n  x:\n    {of}:\n      - {text}\n", Path("calves.yaml"))
            assert node is not None
            found = list(written_remarks(node, "exercises-text", language, Path("calves.yaml")))
            assert len(found) == count, (of, text)


def test_a_question_in_an_opening_is_remarked_on(tmp_path: Path) -> None:
    opening = "opening:\n"
    said = remarks(tmp_path, "warmup.en.yaml", opening, f"{opening}  - Are you ready for this?\n")
    assert "is a question, and a file's listener can't answer" in said
