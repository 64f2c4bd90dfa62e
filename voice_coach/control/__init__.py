"""A running session from another program: commands in, journal lines out, over a Unix socket."""
