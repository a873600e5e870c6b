"""Codes that a hospital classifies otherwise: added, changed, removed and brought back."""
