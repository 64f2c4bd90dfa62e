"""Sessions for the phone: a small page and a podcast feed, on the local network or as a folder."""
