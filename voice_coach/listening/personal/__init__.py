"""What's kept of a runner's voice, on this machine alone: takes, and what was made of them."""
