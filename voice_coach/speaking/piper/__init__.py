"""Piper: natural voices by a small neural network, fetched by name, spoken in a process of their own."""
