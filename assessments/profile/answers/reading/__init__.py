"""Answers read from the records, for pages and forms."""
