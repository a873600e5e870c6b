"""Case lists: exact counts of operations and outcomes."""
