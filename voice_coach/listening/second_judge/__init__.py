"""A larger model that hears a command again, if it was fetched."""
