"""What a new year can begin with, and how two years differ."""
