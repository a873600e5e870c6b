"""Starting a year, and undoing the start."""
