"""What's kept of sessions and settings."""
