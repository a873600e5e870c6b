"""Readers of official lists."""
