"""The doctor: checks of sound, speech and storage, each a pure function of what was found on the machine."""
