"""Official lists of codes, and the texts of classifications by hospitals."""
