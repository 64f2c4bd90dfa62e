"""Tests of what goes with a session's sound."""
