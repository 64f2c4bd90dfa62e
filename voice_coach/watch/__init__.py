"""Watches and training logs: runs read, sessions written."""
