"""Pages of the department and of a section."""
