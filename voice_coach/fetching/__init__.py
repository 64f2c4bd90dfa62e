"""Fetching large files over the network, for the few commands that may: resumed, limited, checked."""
