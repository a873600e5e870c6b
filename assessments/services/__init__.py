"""Writes that touch several records: one keyword-only function, one transaction each."""
