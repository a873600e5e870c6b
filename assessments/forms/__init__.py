"""Forms and what receives their files."""
