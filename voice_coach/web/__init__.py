"""The coach for a phone's browser: what ``voice-coach export NAME --web DIR`` writes."""
