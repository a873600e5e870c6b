"""Pages of code lists and of quality reports."""
