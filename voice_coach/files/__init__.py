"""Files as programs leave them: work that was broken off, and tables as spreadsheets save them."""
