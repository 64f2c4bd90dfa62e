"""The command line's fixtures: a runner's own folders, and calls in this process."""

from tests.cli.conftest import call, home, speech_cache

__all__ = ["call", "home", "speech_cache"]
