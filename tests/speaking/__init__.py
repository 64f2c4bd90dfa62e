"""Tests of voices, finishing, caching and choosing."""
