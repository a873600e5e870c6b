"""Starting a year, and taking that back."""
