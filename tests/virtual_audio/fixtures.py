"""Fixtures on the virtual sound card; import them in a ``conftest.py``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.virtual_audio.card import VirtualCard, missing_parts


@pytest.fixture
def card() -> Iterator[VirtualCard]:
    """A virtual card of the test's own."""
    if sys.platform != "linux":
        pytest.skip("the virtual sound card needs Linux")
    if missing := missing_parts():
        pytest.skip(f"the virtual sound card needs {missing}")
    with VirtualCard() as running:
        yield running
