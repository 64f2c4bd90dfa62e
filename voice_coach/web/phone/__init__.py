"""What runs in the browser: the session's rules, ears and mixer, with two new ends."""
