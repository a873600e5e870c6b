"""What the pages of every kind of import share."""
