"""What pages of every kind of import show."""
