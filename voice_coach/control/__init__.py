"""Steers a running session from other programs, over a Unix socket."""
