"""Volumes read for the grid and the department's page."""
