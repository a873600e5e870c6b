"""Reads missing answers and frozen reports."""
