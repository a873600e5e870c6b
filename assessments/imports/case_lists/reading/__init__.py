"""Readers of case lists, and the counts that are kept of them."""
