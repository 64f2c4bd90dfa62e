"""What the coach keeps of one runner's voice, on this machine alone: takes, and what was made of them."""
