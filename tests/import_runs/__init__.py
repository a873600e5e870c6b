"""Imports that are read in the background, and columns that are assigned by hand."""
