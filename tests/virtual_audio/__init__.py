"""A sound card without hardware: PulseAudio as a user process with a virtual speaker, microphone and room."""
