"""A sentence for the runner, beside what a command prints as its result."""

from __future__ import annotations

import click


def tell(sentence: str) -> None:
    """Print ``sentence`` on standard error."""
    click.echo(sentence, err=True)
