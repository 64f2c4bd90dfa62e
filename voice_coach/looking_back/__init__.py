"""Past sessions to look at: in numbers, as text, as a picture, as a page."""
