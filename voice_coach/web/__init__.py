"""The coach for a phone's browser: ``voice-coach export NAME --web DIR``."""
