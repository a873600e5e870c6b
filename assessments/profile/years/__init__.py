"""Starting a year from an earlier one, and comparing two years."""
