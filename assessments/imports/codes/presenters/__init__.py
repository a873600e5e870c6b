"""Classifications and official lists as tables and words."""
