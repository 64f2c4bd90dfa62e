"""Past sessions as one HTML file, without scripts, that reads well aloud."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from html import escape

from voice_coach.looking_back.overview import Overview
from voice_coach.looking_back.picture import tightness_charts, weeks_chart
from voice_coach.looking_back.table import (
    RATING_NOTE,
    hurt_rows,
    session_rows,
    summary,
    tightness_rows,
    week_rows,
)
from voice_coach.records.past_session import PastSession

_STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --line: #767676; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f2f2; --paper: #141414; --line: #9a9a9a; } }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; color: var(--ink); background: var(--paper);
  font: 1.05rem/1.5 system-ui, sans-serif; }
svg { width: 100%; height: auto; }
figure { margin: 1rem 0; }
.wide { overflow-x: auto; }
.wide:focus-visible { outline: 3px solid currentColor; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; font-weight: bold; padding-bottom: .3rem; }
th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line);
  white-space: nowrap; }
"""


def page(
    overview: Overview, sessions: Sequence[PastSession], runner: str = "", zone: tzinfo | None = None
) -> str:
    """``sessions`` are oldest first; the page lists the latest first."""
    title = f"Past sessions of {runner}" if runner else "Past sessions"
    latest = list(reversed(sessions))
    weeks = len(overview.weeks)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
<p>{escape(summary(overview))}</p>
<h2>Week by week</h2>
<figure>{weeks_chart(overview).alone()}</figure>
{_table(f"The last {weeks} weeks", week_rows(overview))}
<h2>How tight</h2>
{_tightness(overview)}
<h2>What hurt</h2>
{_hurt(overview)}
<h2>Sessions</h2>
{_table("Every session, the latest first", session_rows(latest, zone))}
</main>
</body>
</html>
"""


def _tightness(overview: Overview) -> str:
    if not overview.tightness:
        return "<p>Nothing was rated in these weeks.</p>"
    figures = "".join(f"<figure>{chart.alone()}</figure>\n" for chart in tightness_charts(overview))
    table = _table("How tight each part was, one to ten, by week", tightness_rows(overview))
    return f"<p>{escape(RATING_NOTE)}</p>\n{figures}{table}"


def _hurt(overview: Overview) -> str:
    if not overview.hurts:
        return "<p>Nothing hurt in these weeks.</p>"
    return _table("What hurt, the latest first", hurt_rows(overview))


def _table(caption: str, rows: Sequence[Sequence[str]]) -> str:
    """A table whose first row and column are heads; wide ones scroll."""
    head, *body = rows
    columns = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>\n"
        for first, *rest in body
    )
    return (
        f'<div class="wide" role="region" aria-label="{escape(caption)}" tabindex="0">\n<table>\n'
        f"<caption>{escape(caption)}</caption>\n<thead><tr>{columns}</tr></thead>\n"
        f"<tbody>\n{lines}</tbody>\n</table>\n</div>"
    )
