"""The commands that it costs more to miss than to obey by mistake: one set for session, hearing and texts."""

from __future__ import annotations

VITAL = frozenset({"stop", "pause", "easier"})
"""They halt what the runner does: looked for early, never made harder to say, answered by a resume. The
`urgent` commands of every `models/LANGUAGE/phrases.yaml` are these."""

OBEYED_OVER_THE_COACH = VITAL - {"pause"}
"""Obeyed even if the coach may have said the words itself; so no sentence of its may hold their phrases."""
