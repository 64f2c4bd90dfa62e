"""Speech models on this machine: what can be fetched, what's here, and safe fetching."""
