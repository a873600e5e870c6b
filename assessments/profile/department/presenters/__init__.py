"""Sections and tasks as lists and tables."""
