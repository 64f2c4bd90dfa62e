"""Speech models on this machine: what can be fetched, what is here, how it comes here safely."""
