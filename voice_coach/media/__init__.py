"""What goes with a session's sound in a file: chapters, text with times, a picture, tags, files beside it."""
