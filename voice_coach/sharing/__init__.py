"""Sessions for the phone: a page and a podcast feed, on the local network or as a folder."""
