"""The peer of ``voice-coach --help``: a click program with one command that does nothing."""

import click


@click.group()
def cli() -> None:
    """A program."""


@cli.command()
def nothing() -> None:
    """Do nothing."""


cli()
