"""The safety questions before a first session, and what follows from the answers."""
