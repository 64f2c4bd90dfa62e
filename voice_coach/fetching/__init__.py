"""Fetches large files over the network: resumed, limited, checked."""
