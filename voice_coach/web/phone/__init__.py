"""What runs in the browser: the session's own rules, ears and mixer, with two new ends."""
