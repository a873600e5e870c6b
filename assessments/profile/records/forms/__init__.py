"""The forms of each kind of record."""
