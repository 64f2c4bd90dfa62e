"""Files as programs leave them: unfinished work, and spreadsheets' tables."""
