"""What goes with a session's sound: chapters, timed text, a cover, tags, files beside it."""
