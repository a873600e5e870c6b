"""From inputs to levels, points and indices, and to gaps."""
