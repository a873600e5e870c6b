"""Saving answers."""
