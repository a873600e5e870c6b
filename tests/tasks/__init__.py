"""The department's tasks, new years and comparisons of years."""
