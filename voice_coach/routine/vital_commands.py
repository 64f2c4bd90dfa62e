"""Commands that are worse missed than obeyed by mistake."""

from __future__ import annotations

VITAL = frozenset({"stop", "pause", "easier"})
"""They halt the runner: sought early, never made harder, answered by a resume. Every `phrases.yaml`'s
`urgent` ones."""

OBEYED_OVER_THE_COACH = VITAL - {"pause"}
"""Even if the coach may have said it; so its sentences mustn't."""
