"""Texts as a session speaks them, from one word to three sentences."""

from __future__ import annotations

PROMPTS = (
    "One.",
    "Hold.",
    "Half way.",
    "Next: calves.",
    "Switch sides.",
    "Roll up the front of your thigh, slowly, one stroke to each tone.",
    "Found a tender spot? Stop there, and breathe out for longer than you breathe in.",
    "Sit on the roller with your hands behind you. Lay your right ankle over your left knee. Lean right.",
    "Don't rush: 25 seconds more; it's fine — ease off if it's sharp.",
)
