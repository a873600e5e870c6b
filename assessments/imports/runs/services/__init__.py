"""Runs: files kept, read, and told apart."""
