"""A sentence beside a command's result."""

from __future__ import annotations

import click


def tell(sentence: str) -> None:
    """Print ``sentence`` on standard error."""
    click.echo(sentence, err=True)
