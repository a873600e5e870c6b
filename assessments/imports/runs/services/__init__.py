"""Runs: the files, their reading, and the states of a run."""
