"""The registry of the kinds of imports, and of their pages."""
