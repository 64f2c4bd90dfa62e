"""Takes the coach's own voice, which is known, out of the microphone."""
