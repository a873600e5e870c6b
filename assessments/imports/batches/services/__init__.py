"""Changes that imports of every kind make."""
