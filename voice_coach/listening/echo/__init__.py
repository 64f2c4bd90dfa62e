"""Takes the coach's own voice out of the microphone; the mixer's output is known."""
