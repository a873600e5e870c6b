"""Readers of code lists and quality reports."""
