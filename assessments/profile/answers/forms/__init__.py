"""The form of a benchmark's questions, built from its definition."""
