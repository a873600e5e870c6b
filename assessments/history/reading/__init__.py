"""Reads history tables and describes their rows as changes."""
