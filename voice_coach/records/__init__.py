"""What is written down about sessions, and what the runner keeps set: journal, history, settings."""
