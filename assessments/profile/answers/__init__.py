"""Answers to the questions of a benchmark, for one year."""
