"""Commands that are worse missed than obeyed by mistake."""

from __future__ import annotations

VITAL = frozenset({"stop", "pause", "easier"})
"""They halt the runner: looked for early, never made harder, answered by a resume. Every `phrases.yaml`'s
`urgent` commands."""

OBEYED_OVER_THE_COACH = VITAL - {"pause"}
"""Obeyed even if the coach may have said the words; so its sentences mustn't hold them."""
