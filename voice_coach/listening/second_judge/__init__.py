"""A second judge: a larger model that hears a command again, where it was fetched."""
