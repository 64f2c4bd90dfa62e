"""The safety screen: what is asked before a first session, and what follows from the answers."""
